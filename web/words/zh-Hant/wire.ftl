### 實驗網路線路的規則，以及線路對每個訊框的處理，用句子說出來。

# 一條規則：「第三個來自 A 的帶資料的區段被丟棄，僅一次」。
rule-once = { $nth }{ $what }{ $done }，僅一次
rule-some = { $nth }{ $what }{ $done }，接下來的 { $rest } 個也一樣
rule-every = 每個{ $what }{ $done }
rule-onward = 從{ $nth }起，每個{ $what }{ $done }
ordinal-1 = 第一個
ordinal-2 = 第二個
ordinal-3 = 第三個
ordinal-one = 第 { $n } 個
ordinal-two = 第 { $n } 個
ordinal-few = 第 { $n } 個
ordinal-other = 第 { $n } 個

rule-drop = 被丟棄
rule-hold = 被扣留，等你決定
rule-duplicate = 送達兩次
rule-delay = 延遲 { $ms } 毫秒

rule-kind-any = 訊框
rule-kind-ack = 純 ACK 區段
rule-kind-arp = ARP 封包
rule-kind-data = 帶資料的區段
rule-kind-icmp = ICMP 訊息
rule-kind-tcp = TCP 區段
rule-kind-udp = UDP 資料包
rule-from = 來自 { $node } 的{ $what }
rule-port = 連接埠為 { $port } 的{ $what }
rule-flags = 旗標含 { $flags } 的{ $what }
rule-least = 資料不少於 { $n } 個位元組的{ $what }
rule-most = 資料不多於 { $n } 個位元組的{ $what }
rule-exactly = 資料為 { $n } 個位元組的{ $what }
rule-between = 資料為 { $least } 到 { $most } 個位元組的{ $what }

# 線路對每個訊框的處理：「延遲 20 毫秒，5% 遺失」。
impair-nothing = 每個訊框原樣通過
impair-and = { $list }，{ $next }
impair-delay = 延遲 { $ms } 毫秒
impair-jitter = 隨機再多至 { $ms } 毫秒
impair-loss = { $percent }% 遺失
impair-duplicate = { $percent }% 送達兩次
impair-reorder = { $percent }% 被後一個超越
impair-corrupt = { $percent }% 有一個位元被翻轉
impair-rate = 速率不超過 { $rate }
impair-mtu = MTU { $mtu }
impair-seed = 隨機種子 { $seed }

event-lab-impaired-from = 線路現在對 { $node } 送出的訊框：{ $value }
event-lab-unruled-all = 所有規則都已移除
