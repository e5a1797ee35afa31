### 通訊端以外的頁面。

skip = 跳到主要內容
nav-pages = 頁面
nav-parts = 頁面各部分
nav-languages = 語言
reload = 重新整理
more = 更多

home-title = 開始
home-heading = 真正的通訊端，一次一個系統呼叫
home-lead = 瀏覽器不能開啟 TCP 或 UDP 通訊端（socket）。這個伺服器替你開啟，並即時顯示每一次呼叫、每一個位元組和每一個錯誤。
home-ports = 範例使用 127.0.0.1:8888。如果這個連接埠已被其他程式占用，就改用下一個可用的連接埠，並把錯誤顯示給你看。
home-own = 或者自行開啟
home-why = 你看到的就是核心的回答
home-why-says = 這裡沒有任何模擬。紀錄裡的每一列，都是真正傳回的呼叫、真正收送的位元組，或作業系統真正給出的錯誤編號。
preset-tcp = TCP 回應
preset-tcp-says = 本機上的一個伺服器和一個用戶端。用戶端傳送「你好」，伺服器原樣送回。
preset-udp = UDP 回應
preset-udp-says = 同樣的事改用資料包（datagram）來做：沒有連線，沒有交握，也沒有保證。
preset-step = 手動逐步執行伺服器
preset-step-says = socket、bind、listen、accept、recv、send、close：每按一次就是一個系統呼叫。

help-title = 說明
help-page = 一個工作階段有它的通訊端清單，以及目前能對每個通訊端做的操作；還有一份紀錄：每個事件一列，包含編號、從工作階段開始算起的秒數、通訊端，以及發生了什麼事。重新整理頁面不會遺失任何內容。
help-labels = 數值從哪裡來
help-modes = 自動通訊端與手動通訊端
help-bytes = 位元組
help-bytes-says = 位元組同時以文字和十六進位顯示。控制字元顯示為 ␊ 這樣的圖形；會隱藏或翻轉文字的字元寫成 ⟨U+202E⟩；不是 UTF-8 的位元組寫成 \x 加兩位十六進位數字。展開一列可以看到傾印內容。每個事件保留最前面的 4096 個位元組。
help-keys = 快速鍵
help-keys-send = 送出目前所在的表單
label-returned = 傳回
label-returned-says = 系統呼叫傳回給本程式的值。
label-sampled = 取樣
label-sampled-says = 向核心詢問得到，由核心自行統計。
label-playground = 本程式
label-playground-says = 由本程式自行說明，沒有詢問核心。

about-title = 關於
about-says = 它替這個頁面開啟所在電腦上真正的通訊端。
about-api = API 文件
about-limits = 限制
about-limits-says = 這個伺服器所允許的數量。啟動它的人可以依名稱修改每一項限制。
about-limit = 名稱
about-value = 值

problem-title = 沒有成功
problem-home = 回到開始頁
problem-next = 請返回再試一次，或從頭開始。
problem-not-found = 這個位址沒有頁面。
problem-malformed = 伺服器無法理解這個要求。
problem-defect = 伺服器處理這個要求時發生錯誤。這是程式的錯誤，不是你的錯誤。
problem-unknown-session = 這個工作階段已經結束，或從來不存在。它的通訊端已關閉，紀錄也不在了。
problem-unknown-session-next = 請回到開始頁，開始新的工作階段。
problem-unknown-event = 紀錄裡沒有這個事件：它已被遺忘，或還沒有發生。
problem-unknown-event-next = 請回到工作階段；紀錄會說明它遺忘了哪些事件。
problem-origin-forbidden = 要求來自另一個網站，而只有本頁面才能在這裡操作。
problem-origin-forbidden-next = 請開啟本程式自己的頁面，再試一次。
problem-unknown-host = 這個伺服器不使用該主機名稱。
problem-unknown-host-next = 請使用伺服器啟動時顯示的位址，例如 http://localhost:8000。
case-address = { $address } 的位址類別是：{ $class }。
case-peer = 對方是 { $peer }。
case-name = 名稱是 { $name }。
case-state = 通訊端的狀態是「{ $state }」，而要求的操作是 { $doing }。
case-port = 連接埠是 { $port }。
case-limit = 上限是 { $limit }。
case-unsupported = 這裡缺少的是：{ $what }。
