### 浏览器自己与这个服务器的连接。

own-title = 本页面自己的套接字
own-browser = 浏览器
own-server = 这个服务器
own-to = 到
own-page = 这个页面就是通过这条连接送来的。实时视图会再打开一条连接，那时这里显示的就是那一条。
own-live = 这条连接现在是打开的：它开始时是一个 HTTP 请求，后来升级为 WebSocket，把每个事件送给你。
own-request = 服务器所理解的请求
own-line = 第一行
own-withheld = 有，但不在这里显示
own-others = 还有 { $n } 个头字段没有显示。
own-answer = 服务器的回答：
own-answer-others = 回答里的其他头字段没有显示。
own-why = 这是 B/S 还是 C/S？
own-why-bs = 两者都是。B/S（浏览器/服务器）就是用浏览器当客户端的 C/S（客户端/服务器）：浏览器调用了 connect，这个服务器调用了 accept，用的是普通的 TCP 套接字。
own-why-cs = 网页不能打开别的套接字。上面列表里的套接字属于服务器：每次调用都由服务器在它自己的进程里替你完成，再通过这条连接把结果告诉你。
