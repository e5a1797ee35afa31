### 呼叫之外看到的：核心取樣、區段與實驗網路。

event-note-kernel-lane-on = 核心泳道已開啟
event-note-kernel-lane-off = 核心泳道已關閉
event-note-wire-lane-on = 已開始在本機回送介面擷取封包
event-note-wire-lane-off = 已停止在本機回送介面擷取封包
meaning-note-kernel-lane-on = 從現在起，練習場不斷詢問核心本工作階段各通訊端的狀況，並記下變化。
meaning-note-kernel-lane-off = 不再詢問核心。
meaning-note-wire-lane-on = 從現在起，在回送介面上擷取本工作階段通訊端的區段。
meaning-note-wire-lane-off = 不再在回送介面上擷取區段。實驗網路的線路仍會被擷取。

event-icmp = 來自 { $from } 的 ICMP：類型 { $kind }，代碼 { $code }
event-missed = 漏掉了 { $n } 個訊框，因為緩衝區已滿
kernel-owner-accept-queue = 在 accept 佇列中：還沒有人 accept
kernel-owner-half = 半連線：交握還沒有完成
kernel-owner-nobody = 已沒有程式持有它：只剩核心
mark-duplicate-ack = 第 { $n } 個重複 ACK
mark-fast-retransmission = 快速重傳
mark-keep-alive = 保持連線探測
mark-keep-alive-ack = 對保持連線探測的回應
mark-out-of-order = 順序錯亂
mark-previous-not-captured = 它之前的區段沒有擷取到
mark-retransmission = 重傳
mark-spurious-retransmission = 重傳了已被確認的資料
mark-window-full = 視窗已滿
mark-window-update = 視窗更新
mark-zero-window = 零視窗
mark-zero-window-probe = 零視窗探測
mark-zero-window-probe-ack = 對零視窗探測的回應
fate-corrupted = 在線路上有一個位元被翻轉
fate-dropped = 在線路上遺失
fate-duplicated = 送達兩次
fate-held = 扣留在線路上
fate-reordered = 在線路上被後面的超越
event-lab-began = 實驗網路已就緒：{ $net }
event-lab-decided-deliver = 訊框 { $frame } 繼續前行
event-lab-decided-drop = 訊框 { $frame } 被丟棄
event-lab-decided-duplicate = 訊框 { $frame } 繼續前行，共兩份
event-lab-decided-edit = 訊框 { $frame } 修改後繼續前行
event-lab-ended = 實驗網路已消失
event-lab-impaired = 線路現在：{ $value }
event-lab-knob = { $name } = { $value }
event-lab-ruled = 規則 { $n }：{ $rule }
event-lab-unavailable = 這裡無法建立實驗網路：{ $step } = { $errno }
event-lab-unruled = 規則 { $n } 已移除
meaning-kernel = 核心持有的這個通訊端或連線的狀況有了變化。練習場用 sock_diag 詢問了核心。
meaning-icmp = 一個 ICMP 訊息說這個通訊端的資料包沒有送達。它在通訊端的錯誤佇列中；隨後的呼叫會因這個錯誤而失敗。暫時的錯誤只在這裡顯示：不開啟這條泳道時，呼叫同樣得不到它們。
meaning-missed = 訊框來得太快，來不及取走。在本機的回送介面上，漏掉的只是副本，連線本身沒有因此遺失任何東西。在實驗網路的線路上，這些訊框就真的遺失了，就像路由器的佇列滿了一樣。
meaning-lab-began = 實驗網路的主機已就緒。每台主機在同一核心的一個網路命名空間裡有自己的 TCP/IP 堆疊。
meaning-lab-decided = 有人決定了被扣留的訊框的去向。
meaning-lab-ended = 實驗網路的命名空間連同其中的一切都已消失。
meaning-lab-impaired = 線路對每個訊框的處理方式已變更。
meaning-lab-knob = 變更了實驗主機核心的一項設定。這裡的值是重新讀出來的。
meaning-lab-ruled = 從現在起，線路對符合的訊框這樣處理。
meaning-lab-unavailable = 作業系統不允許建立實驗網路所需的命名空間。其他功能都正常。
meaning-lab-unruled = 線路不再這樣處理。
label-captured = 擷取
label-captured-says = 由封包通訊端在線路上看到；時間由核心給出。
