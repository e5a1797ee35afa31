### 通訊端以外的頁面。

skip = 跳到主要內容
nav-pages = 頁面
nav-parts = 頁面各部分
nav-languages = 語言
nav-playground = 練習場
nav-api = API
nav-themes = 佈景主題
nav-keys = 鍵盤快速鍵
theme-system = 跟隨系統
theme-light = 淺色
theme-dark = 深色
theme-projector = 投影：大字、高對比
phone-title = 電話比喻
phone-on = 用打電話來說明
phone-off = 用系統呼叫來說明
reload = 重新整理
more = 更多

label-returned = 傳回
label-returned-says = 系統呼叫傳回給練習場的值。
label-sampled = 取樣
label-sampled-says = 向核心詢問得到，由核心自行統計。
label-playground = 練習場
label-playground-says = 由練習場自行說明，沒有詢問核心。

problem-title = 沒有成功
problem-home = 回到開始頁
problem-next = 請回到上一頁再試一次，或是從頭開始。
problem-not-found = 這個位址沒有頁面。
problem-malformed = 伺服器無法理解這個要求。
problem-defect = 伺服器處理這個要求時發生錯誤。這是程式的錯誤，不是你的錯誤。
problem-unknown-session = 這個工作階段已經結束，或從來不存在。它的通訊端已關閉，紀錄也不在了。
problem-unknown-session-next = 請回到開始頁，開始新的工作階段。
problem-unknown-event = 紀錄裡沒有這個事件：它已被遺忘，或還沒有發生。
problem-unknown-event-next = 請回到工作階段；紀錄會說明它遺忘了哪些事件。
problem-origin-forbidden = 要求來自另一個網站，而只有本頁面才能在這裡操作。
problem-origin-forbidden-next = 請開啟練習場自己的頁面，再試一次。
problem-unknown-host = 這個伺服器不使用該主機名稱。
problem-unknown-host-next = 請使用伺服器啟動時顯示的位址，例如 http://localhost:8000。
case-address = { $address } 的位址類別是：{ $class }。
case-peer = 對方是 { $peer }。
case-name = 名稱是 { $name }。
case-state = 通訊端的狀態是「{ $state }」，而要求的操作是 { $doing }。
case-port = 連接埠是 { $port }。
case-limit = 上限是 { $limit }。
case-unsupported = 這裡缺少的是：{ $what }。
