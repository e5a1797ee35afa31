### 开始页，以及一次点击所做的事。

home-title = 开始
home-heading = 真实的套接字，一次一个系统调用
home-lead = 浏览器不能打开 TCP 或 UDP 套接字。这个服务器替你打开，并把每一次调用、每一个字节、每一个错误实时展示出来。
home-ports = 示例使用 127.0.0.1:8888。如果这个端口已被别的程序或别的会话占用，就改用下一个空闲端口，并把错误展示给你看。
home-own = 或者自己打开
home-why = 你看到的就是内核的回答
home-why-says = 这里没有任何模拟。日志里的每一行，都是真正返回的调用、真正收发的字节，或者操作系统真正给出的错误号。
preset-tcp = TCP echo（原样送回）
preset-tcp-says = 本机上的一个服务器和一个客户端。客户端发送“你好”，服务器原样送回。
preset-udp = UDP echo（原样送回）
preset-udp-says = 同样的事情用数据报来做：没有连接，没有握手，也没有保证。
preset-step = 手动一步步运行服务器
preset-step-says = socket、bind、listen、accept、recv、send、close：每点击一次就是一个系统调用。
