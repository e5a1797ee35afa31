### 關於頁：這個程式、這台電腦和各項限制。

about-title = 關於
about-says = Socket Playground { $version } 替這個頁面開啟所在電腦上真正的通訊端。
about-api = API 文件
about-limits = 限制
about-limits-says = 這個伺服器所允許的數量。啟動它的人可以依名稱修改每一項限制。
about-limit = 名稱
about-value = 值
about-meaning = 意義
about-unit-bytes = 位元組
about-unit-seconds = 秒
limit-sessions = 同時存在的工作階段。
limit-sockets = 所有工作階段合計開啟的通訊端。
limit-session-sockets = 一個工作階段開啟的通訊端，包括接受的連線。
limit-connections = 同時連到這個伺服器的連線，包括即時頁面。
limit-viewers = 同時觀看一個工作階段的頁面和程式。
limit-journal-events = 一個工作階段的紀錄保留的事件。
limit-journal-bytes = 一個工作階段的紀錄占用的記憶體。
limit-queue-bytes = 一個通訊端上等待傳送的資料。
limit-message-bytes = 頁面或程式送來的一個命令的最大長度。
limit-grace = 工作階段的最後一個頁面離開之後，通訊端還保持開啟的時間。
