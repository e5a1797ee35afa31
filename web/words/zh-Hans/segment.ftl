### 捕获到的帧：一行写出来，以及它的全部字段。

wire-spoken-ends = 从 { $from } 到 { $to }
wire-via-router = 路由器把它转发到了另一个网络。
wire-saved-syn = 没有用数据包套接字看到它：内核为这个连接保留了 SYN 的首部（TCP_SAVED_SYN）。没有以太网首部。
wire-relative = 相对序号，推算而来：每个方向的第一个报文段算作 0。首部中为：{ $numbers }
wire-arp-request = 谁有 { $target }？请告诉 { $sender }
wire-arp-reply = { $sender } 在 { $mac }，这是给 { $target } 的应答
wire-icmp-about = 关于 { $ends }
mark-derived = 推算：首部中没有写，而是由它和之前的报文段得出。
fate-rule = 由规则 { $n } 决定
fate-delayed = 线路保留它的时间
fate-short-corrupted = 已损坏
fate-short-dropped = 丢失
fate-short-duplicated = 两份
fate-short-held = 扣留
fate-short-reordered = 被超过
icmp-echo-reply = 回显应答
icmp-echo-request = 回显请求
icmp-host-unreachable = 目的不可达：没有这台主机
icmp-neighbor = 邻居发现
icmp-port-unreachable = 目的不可达：没有人使用这个端口
icmp-time-exceeded = 超时
icmp-too-big = 数据包太大
icmp-unreachable = 目的不可达
