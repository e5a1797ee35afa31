### 实验网络线路的规则，以及线路对每个帧的处理，用句子说出来。

# 一条规则：“第 3 个来自 A 的带数据的报文段被丢弃，仅一次”。
rule-once = { $nth }{ $what }{ $done }，仅一次
rule-some = { $nth }{ $what }{ $done }，接下来的 { $rest } 个也一样
rule-every = 每个{ $what }{ $done }
rule-onward = 从{ $nth }起，每个{ $what }{ $done }
ordinal-1 = 第一个
ordinal-2 = 第二个
ordinal-3 = 第三个
ordinal-one = 第 { $n } 个
ordinal-two = 第 { $n } 个
ordinal-few = 第 { $n } 个
ordinal-other = 第 { $n } 个

rule-drop = 被丢弃
rule-hold = 被扣留，等你决定
rule-duplicate = 送达两次
rule-delay = 延迟 { $ms } 毫秒

rule-kind-any = 帧
rule-kind-ack = 纯 ACK 报文段
rule-kind-arp = ARP 报文
rule-kind-data = 带数据的报文段
rule-kind-icmp = ICMP 报文
rule-kind-tcp = TCP 报文段
rule-kind-udp = UDP 数据报
rule-from = 来自 { $node } 的{ $what }
rule-port = 端口为 { $port } 的{ $what }
rule-flags = 标志含 { $flags } 的{ $what }
rule-least = 数据不少于 { $n } 字节的{ $what }
rule-most = 数据不多于 { $n } 字节的{ $what }
rule-exactly = 数据为 { $n } 字节的{ $what }
rule-between = 数据为 { $least } 到 { $most } 字节的{ $what }

# 线路对每个帧的处理：“延迟 20 毫秒，5% 丢失”。
impair-nothing = 每个帧原样通过
impair-and = { $list }，{ $next }
impair-delay = 延迟 { $ms } 毫秒
impair-jitter = 随机再多至 { $ms } 毫秒
impair-loss = { $percent }% 丢失
impair-duplicate = { $percent }% 送达两次
impair-reorder = { $percent }% 被后一个超过
impair-corrupt = { $percent }% 有一个比特被翻转
impair-rate = 速率不超过 { $rate }
impair-mtu = MTU { $mtu }
impair-seed = 随机种子 { $seed }

event-lab-impaired-from = 线路现在对 { $node } 发出的帧：{ $value }
event-lab-unruled-all = 所有规则都已移除
