### 擷取到的訊框：一行寫出來，以及它的全部欄位。

wire-spoken-ends = 從 { $from } 到 { $to }
wire-via-router = 路由器把它轉送到另一個網路。
wire-saved-syn = 沒有用封包通訊端看到它：核心為這個連線保留了 SYN 的標頭（TCP_SAVED_SYN）。沒有乙太網路標頭。
wire-relative = 相對序號，推算而來：每個方向的第一個區段算作 0。標頭中為：{ $numbers }
wire-arp-request = 誰有 { $target }？請告訴 { $sender }
wire-arp-reply = { $sender } 在 { $mac }，這是給 { $target } 的回應
wire-icmp-about = 關於 { $ends }
mark-derived = 推算：標頭中沒有寫，而是由它和之前的區段得出。
fate-rule = 由規則 { $n } 決定
fate-delayed = 線路保留它的時間
fate-short-corrupted = 已損壞
fate-short-dropped = 遺失
fate-short-duplicated = 兩份
fate-short-held = 扣留
fate-short-reordered = 被超越
icmp-echo-reply = 回顯應答
icmp-echo-request = 回顯請求
icmp-host-unreachable = 無法到達目的地：沒有這台主機
icmp-neighbor = 鄰居探索
icmp-port-unreachable = 無法到達目的地：沒有人使用這個連接埠
icmp-time-exceeded = 逾時
icmp-too-big = 封包太大
icmp-unreachable = 無法到達目的地
