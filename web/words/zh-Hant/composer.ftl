### 要傳送什麼，以及怎樣書寫。

composer-title = 傳送
composer-socket = 使用的通訊端
composer-none = 現在沒有可以傳送的通訊端。請先在上面開啟一個，讓它連線或接受連線。
composer-here = 傳送……
composer-note-kept = 這些位元組不能用這種方式書寫。輸入的內容沒有變更，但現在代表的是另外的位元組。
composer-note-pasted = 貼上的 \41 已改寫為 \x41。
composer-note-too-large = 作為一則訊息太大了。
preview-bytes = { $n } 個位元組
preview-more = （只顯示前 256 個）
fault-alone = 每個位元組要寫成兩位十六進位數字；第 { $at } 個字元 { $digit } 落單了。
fault-base64 = Base64 中沒有 { $found }（第 { $at } 個字元）。
fault-cut-off = Base64 每四個字元一組；最後一組不完整。
fault-escape = 可用的跳脫字元是 \n \r \t \0 \\ 以及 \x 加兩位十六進位數字；第 { $at } 個字元處的 { $escape } 不在其中。
fault-hex = 第 { $at } 個字元 { $found } 不是十六進位數字。
fault-lacks = { $encoding } 中沒有 { $found }（{ $code }，第 { $at } 個字元）。
repeat-title = 重複傳送
repeat-count = 次數
repeat-every = 間隔（毫秒）
repeat-start = 開始
repeat-stop = 停止
repeat-says = 已傳送 { $n } / { $of }
