### 套接字以外的页面。

skip = 跳到正文
nav-pages = 页面
nav-parts = 页面各部分
nav-languages = 语言
reload = 刷新
more = 更多

home-title = 开始
home-heading = 真实的套接字，一次一个系统调用
home-lead = 浏览器不能打开 TCP 或 UDP 套接字。这个服务器替你打开，并把每一次调用、每一个字节、每一个错误实时展示出来。
home-ports = 示例使用 127.0.0.1:8888。如果这个端口已被别的程序占用，就改用下一个空闲端口，并把错误展示给你看。
home-own = 或者自己打开
home-why = 你看到的就是内核的回答
home-why-says = 这里没有任何模拟。日志里的每一行，都是真正返回的调用、真正收发的字节，或者操作系统真正给出的错误号。
preset-tcp = TCP 回显
preset-tcp-says = 本机上的一个服务器和一个客户端。客户端发送“你好”，服务器原样送回。
preset-udp = UDP 回显
preset-udp-says = 同样的事情用数据报来做：没有连接，没有握手，也没有保证。
preset-step = 手动一步步运行服务器
preset-step-says = socket、bind、listen、accept、recv、send、close：每点击一次就是一个系统调用。

help-title = 帮助
help-page = 一个会话有它的套接字列表，以及现在能对每个套接字做的操作；还有一份日志：每个事件一行，包括编号、从会话开始算起的秒数、套接字，以及发生了什么。刷新页面不会丢失任何内容。
help-labels = 数值从哪里来
help-modes = 自动套接字与手动套接字
help-bytes = 字节
help-bytes-says = 字节同时以文本和十六进制显示。控制字符显示为 ␊ 这样的图形；会隐藏或翻转文字的字符写成 ⟨U+202E⟩；不是 UTF-8 的字节写成 \x 加两位十六进制数。展开一行可以看到转储。每个事件保留最前面的 4096 个字节。
help-keys = 快捷键
help-keys-send = 提交当前所在的表单
label-returned = 返回
label-returned-says = 系统调用返回给本程序的值。
label-sampled = 采样
label-sampled-says = 向内核询问得到，由内核自己统计。
label-playground = 本程序
label-playground-says = 由本程序自己给出，没有询问内核。

about-title = 关于
about-says = 它替这个页面打开所在机器上的真实套接字。
about-api = API 文档
about-limits = 限制
about-limits-says = 这个服务器所允许的数量。启动它的人可以按名称修改每一项限制。
about-limit = 名称
about-value = 值

problem-title = 没有成功
problem-home = 回到开始页
problem-next = 请返回重试，或者从头开始。
problem-not-found = 这个地址没有页面。
problem-malformed = 服务器无法理解这个请求。
problem-defect = 服务器处理这个请求时出错了。这是程序的错误，不是你的错误。
problem-unknown-session = 这个会话已经结束，或者从来没有存在过。它的套接字已关闭，日志也不在了。
problem-unknown-session-next = 请回到开始页，开始一个新的会话。
problem-unknown-event = 日志里没有这个事件：它已经被遗忘，或者还没有发生。
problem-unknown-event-next = 请回到会话；日志会说明它遗忘了哪些事件。
problem-origin-forbidden = 请求来自另一个网站，而只有本页面才能在这里操作。
problem-origin-forbidden-next = 请打开本程序自己的页面，再试一次。
problem-unknown-host = 这个服务器不使用该主机名。
problem-unknown-host-next = 请使用服务器启动时显示的地址，例如 http://localhost:8000。
case-address = { $address } 的地址类别是：{ $class }。
case-peer = 对端是 { $peer }。
case-name = 名称是 { $name }。
case-state = 套接字的状态是“{ $state }”，而请求的操作是 { $doing }。
case-port = 端口是 { $port }。
case-limit = 上限是 { $limit }。
case-unsupported = 这里缺少的是：{ $what }。
