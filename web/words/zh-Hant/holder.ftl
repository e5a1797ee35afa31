### 誰占用著位址。

holder-title = 目前是誰占用著這個位址？
holder-now = 這是產生本頁面時詢問到的，不是 bind 失敗的那一刻；其間占用者可能已經變了。
holder-here = { $address }：本工作階段的 { $socket }。
holder-playground = { $address }：練習場的另一個工作階段。
holder-program = { $address }：程式 { $name }，行程編號 { $pid }。
holder-hidden = { $address }：目前的使用者無權查看的程式；核心顯示有這個通訊端，但不說是誰的。
holder-time-wait = { $address }：沒有程式。有一個已關閉的連線處於 TIME-WAIT，核心會把它的位址再保留大約一分鐘。在 bind 之前設定 SO_REUSEADDR，新的監聽通訊端仍然可以使用它。
holder-nobody = { $address }：核心沒有列出任何占用者。它已經空出來了；或是有通訊端繫結在那裡卻沒有監聽，核心的清單不包含這種情況。
holder-unknown = { $address }：未能及時查明占用者。重新載入本頁面就會再問一次。
