### 套接字以外的页面。

skip = 跳到正文
nav-pages = 页面
nav-parts = 页面各部分
nav-languages = 语言
nav-playground = 练习场
nav-api = API
nav-themes = 主题
nav-keys = 键盘快捷键
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
theme-projector = 投影：大字、高对比度
phone-title = 电话类比
phone-on = 用打电话来说明
phone-off = 用系统调用来说明
reload = 刷新
more = 更多

label-returned = 返回
label-returned-says = 系统调用返回给练习场的值。
label-sampled = 采样
label-sampled-says = 向内核询问得到，由内核自己统计。
label-playground = 练习场
label-playground-says = 由练习场自己给出，没有询问内核。

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
problem-origin-forbidden-next = 请打开练习场自己的页面，再试一次。
problem-unknown-host = 这个服务器不使用该主机名。
problem-unknown-host-next = 请使用服务器启动时显示的地址，例如 http://localhost:8000。
case-address = { $address } 的地址类别是：{ $class }。
case-peer = 对端是 { $peer }。
case-name = 名称是 { $name }。
case-state = 套接字的状态是“{ $state }”，而请求的操作是 { $doing }。
case-port = 端口是 { $port }。
case-limit = 上限是 { $limit }。
case-unsupported = 这里缺少的是：{ $what }。
