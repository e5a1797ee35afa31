### 瀏覽器自己與這個伺服器的連線。

own-title = 本頁面自己的通訊端
own-browser = 瀏覽器
own-server = 這個伺服器
own-to = 到
own-page = 這個頁面就是透過這條連線送來的。即時檢視會再開啟一條連線，到時這裡顯示的就是那一條。
own-live = 這條連線目前是開啟的：它一開始是一個 HTTP 要求，後來升級為 WebSocket，把每個事件送給你。
own-request = 伺服器所理解的要求
own-line = 第一行
own-withheld = 有，但不在這裡顯示
own-others = 還有 { $n } 個標頭沒有顯示。
own-answer = 伺服器的回應：
own-answer-others = 回應裡的其他標頭沒有顯示。
own-why = 這是 B/S 還是 C/S？
own-why-bs = 兩者都是。B/S（瀏覽器/伺服器）就是用瀏覽器當用戶端的 C/S（用戶端/伺服器）：瀏覽器呼叫了 connect，這個伺服器呼叫了 accept，用的是普通的 TCP 通訊端。
own-why-cs = 網頁不能開啟其他通訊端。上面清單裡的通訊端屬於伺服器：每次呼叫都由伺服器在自己的行程裡替你完成，再透過這條連線把結果告訴你。
