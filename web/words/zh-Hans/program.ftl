### 由日志生成的程序。

program-title = { $socket } 的程序
program-says = 到目前为止在这个套接字上进行的调用，与日志一致，可以直接运行。
program-languages = 编程语言
program-download = 下载 { $file }
program-in = { $language } 程序
program-head = 套接字 { $socket } 上的调用，由 Socket Playground 一个会话的日志生成。
program-head-listener = 它由 { $listener } 接受；前面先是 { $listener } 的调用。
program-head-results = 每个调用后面的注释，是它在那个会话中的返回值。
program-head-python = 用 Python 3 运行，不需要别的东西。
program-head-rust = 需要 socket2，因为标准库的套接字会多做没人要求的调用。在 Cargo.toml 中写：
program-head-reuse-python = 没有设置 SO_REUSEADDR，因为会话中没人设置它；socket.create_server() 会设置它。
program-head-reuse-rust = 没有设置 SO_REUSEADDR，因为会话中没人设置它；标准库的 TcpListener::bind() 会设置它。
program-head-stream = TCP 不保留边界：一次 recv 得到的字节可能比当时多，也可能比当时少。
program-head-forgotten = 日志已经忘掉第 { $seq } 号及以前的事件；那时的调用不在这里。
program-head-others = 监听套接字的另外 { $n } 个连接没有写进来。
program-left-out = 这里省略了后面的 { $n } 次调用，因为程序会长得没法读。
program-rounds = 共 { $n } 轮；结果是第一轮的
program-derived = 日志里已经没有了；由套接字的已知情况推出
program-closed-under = 它一直等到套接字被关闭
program-waits = 还没有返回
program-not-let-in = 练习场重置了这个连接，因为它不允许进来
program-not-kept = 字节没有保存
program-zeros = 日志里没有这 { $n } 个字节；用零代替
program-cut = 共 { $n } 个字节，只保存了前 { $kept } 个
program-streamed = 从这里开始，字节走的是原始流，没有保存
