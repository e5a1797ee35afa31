### 一鍵實驗：看什麼，先猜什麼，接著試什麼。

scene-dismiss = 收起這段說明
scene-next = 接著試試：
scene-predict = 先猜一猜：

scene-handshake-look = 看那三個區段：它們排在 connect() = 0 之前，而沒有任何人呼叫過 accept()。
scene-handshake-ask = accept() 會送出幾個區段？
scene-handshake-answer = 一個也沒有。交握由 B 的核心自己完成，連線在 accept 佇列裡等著：LISTEN 那一列的 Recv-Q 是 1。accept() 只是把它交給程式。
scene-handshake-next = 在 B accept 之前先從 A 傳送一些內容，位元組會等在 B 的核心裡。然後在 s1 上呼叫 accept，看線路上有沒有動靜。
scene-loss-look = 看 seq=2001：它的箭頭止於 ✕。此後 B 的每個 ACK 都是 ack=2001，直到這個區段再次到來。
scene-loss-ask = 誰先發現遺失？修復要多久：一次來回（40 ms），還是一次逾時（200 ms 以上）？
scene-loss-answer = B 先發現：缺口之後每到一個區段，它就送出一個重複 ACK。三個之後，A 不等計時器就重傳 seq=2001，這就是快速重傳，大約用一次來回的時間。隨後一個 ACK 確認 B 留下的全部資料：ack=10001。
scene-loss-next = 按「{ do-rule-third-data }」，再傳送三則訊息。遺失的那個後面沒有資料，也就沒有重複 ACK，只能靠計時器修復。
scene-hold-look = 線路上扣留著一個訊框：帶 ‖ 的箭頭。請到「{ sockets-title }」裡的「{ lab-title }」面板決定它的去向。
scene-hold-ask = send() 已經傳回。B 拿到這些位元組了嗎？如果你一直等，A 會做什麼？
scene-hold-answer = 放行之前，B 什麼也沒有。A 把位元組留在 Send-Q 裡，直到收到 ACK；計時器到期（這裡是 20 s）就重傳。
scene-hold-next = 讓它送達兩次，數一數 B 的程式收到幾次。或者改動位元組並保留舊的檢查碼：B 的核心會丟棄它。
scene-halfclose-look = 看 A 的 FIN，再看它之後的兩個狀態。B 的回應（21 位元組）是在這個 FIN 之後才經過線路的。
scene-halfclose-ask = A 呼叫了 shutdown(SHUT_WR)。B 還能送給 A 嗎？A 還能送給 B 嗎？最後誰進入 TIME-WAIT？
scene-halfclose-answer = B 能，想送多久都行：FIN 的意思是「我送完了」，不是「我不聽了」。A 不能：send() 會得到 EPIPE。在 B 的程式關閉之前，B 的核心停在 CLOSE-WAIT，A 的停在 FIN-WAIT-2。進入 TIME-WAIT 的是 A，因為它的 FIN 在先。
scene-halfclose-next = 再連線一次，關閉 A 的傳送方向，B 那邊什麼也不關：CLOSE-WAIT 會一直留著。忘記 close() 的伺服器就會累積這樣的列。
scene-timewait-look = 看「{ kernel-has-nobody }」的那一列：TIME-WAIT，計時器從 60 s 開始倒數。已經沒有程式持有這個連線。
scene-timewait-ask = 該等的是誰：用戶端、伺服器，還是先關閉的一方？tcp_fin_timeout 能縮短它嗎？
scene-timewait-answer = 先關閉的一方，這裡是 A。萬一最後的 ACK 遺失，B 會重傳 FIN，A 等著就是為了還能回答。tcp_fin_timeout 管的是 FIN-WAIT-2；在 Linux 上 TIME-WAIT 就是 60 s。
scene-timewait-next = 到「{ face-ladder }」裡看同一過程。再建一個連線，先關閉 B 的一端。在「{ lab-knobs }」裡把 tcp_fin_timeout 設為 5，比較一下。
scene-simultaneous-look = 看那兩個 FIN：A 的還沒到，B 的就已送出。兩邊核心在等 ACK 時都先收到了 FIN，於是進入 CLOSING。
scene-simultaneous-ask = 誰先關閉、該在 TIME-WAIT 裡等：A、B、兩邊，還是都不用？
scene-simultaneous-answer = 兩邊都要。各自送出 FIN 時都還不知道對方的 FIN，所以每一邊都是「先關閉的一方」。自己的 FIN 得到 ACK 之後，核心就從 CLOSING 進入 TIME-WAIT。
scene-simultaneous-next = 到「{ face-kernel }」裡看狀態圖：兩端都走了經過 CLOSING 的那條路。在「{ lab-wire }」裡把延遲設為 0，再連線，手動關閉兩端：FIN 就不再交錯了。
scene-backlog-look = 看 LISTEN 那一列的 accept 佇列，再看下面各個用戶端的狀態。
scene-backlog-ask = listen(5) 時，九個 connect 成功幾個：5、6 還是 9？其餘的會得到錯誤嗎？
scene-backlog-answer = 六個：Linux 允許比上限多等一個。其餘的沒有得到錯誤：B 的核心不聲不響地丟棄它們的 SYN，A 的核心不斷重傳（計時器 retransmit），connect() 就一直等著。
scene-backlog-next = 在 s1 上呼叫一次 accept：現在有了一個空位。看隨後到來的 SYN：可能不只一個用戶端的 connect() 傳回，而 B 的各列說明誰真的進來了，誰還只是 SYN-RECEIVED。再關閉 s1，看佇列裡的連線得到什麼。
scene-window-look = 看 B 的 ACK 裡的 win：一直縮小到 win=0。之後 A 送出很小的探測，間隔越來越長。
scene-window-ask = send() 收下的位元組在哪裡？A 為什麼要問，而不是乾等？
scene-window-answer = 一部分在 B 的 Recv-Q，其餘在 A 的 Send-Q。如果 B 說「又有空間了」的那個區段遺失，兩邊就會永遠等下去，所以 A 要問（計時器 persist）。這種探測在線路上和保持連線的探測一樣，Wireshark 也這樣稱呼它們。
scene-window-next = 在 s3 的卡片上，打開「{ more }」，按「{ do-read-on }」，找出視窗更新和其餘的位元組。
scene-lan-look = 第一個資料包之前有 ARP 詢問，第二個之前沒有。箭頭指到的每台主機都收到了這個訊框；列成表：見「{ lab-title }」面板裡的「{ lab-lan }」。
scene-lan-ask = 誰會收到這個詢問：只有 B，還是所有主機？誰會收到資料包？
scene-lan-answer = 所有主機都收到詢問（送往 ff:ff:ff:ff:ff:ff），只有 B 回答。這時交換器已經學到 A 和 B 在哪裡，所以資料包只送給 B。
scene-lan-next = 換成「{ lab-net-hub }」。主機都是新的：在 B 上開啟 UDP，本機位址 b:9999；在 A 上開啟 UDP，目標 b:9999；再傳送。C 和 D 也會收到每個訊框的副本。
