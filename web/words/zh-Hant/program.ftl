### 由紀錄產生的程式。

program-title = { $socket } 的程式
program-says = 到目前為止在這個通訊端上進行的呼叫，與紀錄一致，可以直接執行。
program-languages = 程式語言
program-download = 下載 { $file }
program-in = { $language } 程式
program-head = 通訊端 { $socket } 上的呼叫，由 Socket Playground 一個工作階段的紀錄產生。
program-head-listener = 它由 { $listener } 接受；前面先是 { $listener } 的呼叫。
program-head-results = 每個呼叫後面的註解，是它在那個工作階段中的傳回值。
program-head-python = 用 Python 3 執行，不需要其他東西。
program-head-rust = 需要 socket2，因為標準程式庫的通訊端會多做沒有人要求的呼叫。在 Cargo.toml 中寫：
program-head-reuse-python = 沒有設定 SO_REUSEADDR，因為工作階段中沒有人設定它；socket.create_server() 會設定它。
program-head-reuse-rust = 沒有設定 SO_REUSEADDR，因為工作階段中沒有人設定它；標準程式庫的 TcpListener::bind() 會設定它。
program-head-stream = TCP 不保留邊界：一次 recv 得到的位元組可能比當時多，也可能比當時少。
program-head-forgotten = 紀錄已經忘掉第 { $seq } 號及更早的事件；那時的呼叫不在這裡。
program-head-others = 監聽通訊端的另外 { $n } 個連線沒有寫進來。
program-left-out = 這裡省略了後面的 { $n } 次呼叫，因為程式會長到無法閱讀。
program-rounds = 共 { $n } 輪；結果是第一輪的
program-derived = 紀錄裡已經沒有了；由通訊端的已知情況推得
program-closed-under = 它一直等到通訊端被關閉
program-waits = 還沒有傳回
program-not-let-in = 練習場重設了這個連線，因為它不允許進來
program-not-kept = 位元組沒有保留
program-zeros = 紀錄裡沒有這 { $n } 個位元組；以零代替
program-cut = 共 { $n } 個位元組，只保留了前 { $kept } 個
program-streamed = 從這裡開始，位元組走的是原始串流，沒有保留
