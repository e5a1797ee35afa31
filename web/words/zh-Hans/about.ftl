### 关于页：这个程序、这台机器和各项限制。

about-title = 关于
about-says = Socket Playground { $version } 替这个页面打开所在机器上的真实套接字。
about-api = API 文档
about-limits = 限制
about-limits-says = 这个服务器所允许的数量。启动它的人可以按名称修改每一项限制。
about-limit = 名称
about-value = 值
about-meaning = 含义
about-unit-bytes = 字节
about-unit-seconds = 秒
limit-sessions = 同时存在的会话。
limit-sockets = 所有会话合计打开的套接字。
limit-session-sockets = 一个会话打开的套接字，包括接受的连接。
limit-connections = 同时连到这个服务器的连接，包括实时页面。
limit-viewers = 同时观看一个会话的页面和程序。
limit-journal-events = 一个会话的日志保留的事件。
limit-journal-bytes = 一个会话的日志占用的内存。
limit-queue-bytes = 一个套接字上等待发送的数据。
limit-message-bytes = 页面或程序发来的一条命令的最大长度。
limit-grace = 会话的最后一个页面离开之后，套接字还保持打开的时间。
