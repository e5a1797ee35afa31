### 开始页，以及一次点击所做的事。

home-title = 开始
home-heading = 真实的套接字，一次一个系统调用
home-lead = 浏览器不能打开 TCP 或 UDP 套接字。这个服务器替你打开，并把每一次调用、每一个字节、每一个错误实时展示出来。
home-ports = 示例使用 127.0.0.1:8888。如果这个端口已被别的程序或别的会话占用，就改用别的端口，并把错误展示给你看；在这个错误自己的页面上，能看到现在是谁占用着端口。
home-own = 或者自己打开
home-why = 你看到的就是内核的回答
home-why-says = 这里没有任何模拟。日志里的每一行，都是真正返回的调用、真正收发的字节，或者操作系统真正给出的错误号。
preset-tcp = TCP echo（原样送回）
preset-tcp-says = 本机上的一个服务器和一个客户端，端口 8888。客户端发送“你好”，服务器把同样的字节原样送回。
preset-udp = UDP echo（原样送回）
preset-udp-says = 同样的事情用数据报来做：没有连接，没有握手，也没有保证。每个数据报各自独立。
preset-step = 手动一步步运行服务器
preset-step-says = 每次调用都由你亲手来做：socket、bind、listen、accept、recv、send、close。每点击一次就是一个系统调用，并显示它的返回值。
home-connect = 连接到服务器……
home-connect-says = 你来当客户端。填写一个服务器的地址（比如你自己在终端里启动的那个），想发什么就发什么。
home-listen = 监听……
home-listen-says = 你来当服务器。选一个地址和端口，等别人来连接。
preset-upper = 大写服务器与客户端
preset-upper-says = 客户端发送小写的文字，服务器用大写回答：很多课程里的第一个服务器就是它。
form-linked = 这里是由链接填写的。在你点击“{ $button }”之前，什么都不会发生。
link-unknown = 链接要求打开“{ $open }”，本页面不认识它。可以写 TCP-LISTEN:、TCP:、UDP-LISTEN: 或 UDP:，后面跟地址和端口，例如 TCP-LISTEN:127.0.0.1:8888。没有打开任何套接字。
