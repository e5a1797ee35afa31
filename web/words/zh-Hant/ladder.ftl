### 梯形圖：每個通訊端是一條線，每個事件是橫過這些線的一格。

ladder-heads = 生命線
ladder-role-accepted = 連線
ladder-role-client = 用戶端
ladder-role-listener = 監聽端
ladder-outside = 外部
ladder-more = 另外 { $n } 個通訊端
ladder-accepted = 新連線 { $child }
ladder-waits = 等待中……
ladder-bytes = { $n } 個位元組
ladder-dropped = 捨棄了 { $n } 個資料包
ladder-shutdown-write = 不再傳送
ladder-shutdown-read = 不再接收
ladder-shutdown-both = 不再傳送和接收

legend-title = 圖中符號的意思
legend-source = 實線是這個工作階段的呼叫告訴我們的。虛線是其餘的路程，沒有人看到：這裡沒有擷取區段。
legend-line = 一條直線是一個通訊端，從它的第一個事件開始，到它關閉為止。它的顏色和位置不變，名稱寫在上方。
legend-tick = 已經傳回的呼叫，以及它傳回的值。
legend-bar = 空心條是正在等待的呼叫。呼叫傳回的那一格就是它的終點。
legend-cross = 傳回錯誤的呼叫，以及錯誤的名稱；或是核心捨棄的資料包。
legend-sent = 送出：核心收下了這些位元組。它們是否到達，這一格並不知道。
legend-received = 收到：呼叫傳回了位元組、FIN 或 RST。箭頭停在發出該呼叫的通訊端。
legend-connect = 一次連線嘗試，以及它的目的地。
legend-accepted = 監聽端接受了一個連線：這是一個新的通訊端，有自己的線。
legend-end = 通訊端已關閉。另一端還沒有關閉時，下方繼續畫點線。
legend-playground = 菱形是新的狀態或說明。帶斜線的圓圈是練習場拒絕做的事，沒有發出呼叫。
legend-outside = 不屬於這個工作階段的所有通訊端。位址寫在箭頭上。
legend-gap = 這個事件之前經過了這麼長的時間。圖中的距離不代表時間。
