### 開始頁，以及按一下所做的事。

home-title = 開始
home-heading = 真正的通訊端，一次一個系統呼叫
home-lead = 瀏覽器不能開啟 TCP 或 UDP 通訊端（socket）。這個伺服器替你開啟，並即時顯示每一次呼叫、每一個位元組和每一個錯誤。
home-ports = 範例使用 127.0.0.1:8888。如果這個連接埠已被其他程式或其他工作階段占用，就改用別的連接埠，並把錯誤顯示給你看；在這個錯誤自己的頁面上，能看到目前是誰占用著連接埠。
home-own = 或是自行開啟
home-why = 你看到的就是核心的回答
home-why-says = 這裡沒有任何模擬。紀錄裡的每一列，都是真正傳回的呼叫、真正收送的位元組，或作業系統真正給出的錯誤編號。
preset-tcp = TCP echo（原樣送回）
preset-tcp-says = 本機上的一個伺服器和一個用戶端，連接埠 8888。用戶端傳送「你好」，伺服器把同樣的位元組原樣送回。
preset-udp = UDP echo（原樣送回）
preset-udp-says = 同樣的事改用資料包（datagram）來做：沒有連線，沒有交握，也沒有保證。每個資料包各自獨立。
preset-step = 手動逐步執行伺服器
preset-step-says = 每次呼叫都由你親手來做：socket、bind、listen、accept、recv、send、close。每按一次就是一個系統呼叫，並顯示它的傳回值。
home-connect = 連線到伺服器……
home-connect-says = 你來當用戶端。填寫一個伺服器的位址（例如你自己在終端機裡啟動的那個），想送什麼就送什麼。
home-listen = 監聽……
home-listen-says = 你來當伺服器。選一個位址和連接埠，等別人連進來。
preset-upper = 大寫伺服器與用戶端
preset-upper-says = 用戶端傳送小寫的文字，伺服器用大寫回答：許多課程裡的第一個伺服器就是它。
form-linked = 這裡是由連結填寫的。在你按下「{ $button }」之前，什麼都不會發生。
link-unknown = 連結要求開啟「{ $open }」，本頁面不認得它。可以寫 TCP-LISTEN:、TCP:、UDP-LISTEN: 或 UDP:，後面接位址和連接埠，例如 TCP-LISTEN:127.0.0.1:8888。沒有開啟任何通訊端。
