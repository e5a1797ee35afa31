### Explains each error number a system call can return: what happened, why, and what to try next.

errno-EPERM-what = 内核不允许这个操作。
errno-EPERM-why = 本机的防火墙规则丢弃了要发出的数据报，或者这个操作需要练习场没有的特权。例如没有 CAP_NET_RAW 就抓包，或者选用不在 net.ipv4.tcp_allowed_congestion_control 里的拥塞控制算法。
errno-EPERM-next = 检查防火墙对外发数据包的规则，或者换成不需要特权的操作或取值。

errno-EINTR-what = 调用在等待时被信号打断。
errno-EINTR-why = 套接字上还没有发生任何事，进程就收到了信号。套接字本身没有问题。
errno-EINTR-next = 把同一个调用再做一次；如果被打断的是 connect，先看看连接是否已经建立。

errno-EBADF-what = 这个描述符不属于任何打开的套接字。
errno-EBADF-why = 调用之前，套接字已经关闭。在本练习场里，如果调用还在等待时描述符被关闭，调用也会以 EBADF 结束。
errno-EBADF-next = 新建一个套接字，并且只在没有调用等待时才关闭它。

errno-EAGAIN-what = 调用现在无法完成，也不允许再等下去。
errno-EAGAIN-why = 在 SO_RCVTIMEO 设定的时间内没有数据到达，或者套接字是非阻塞的，而这个调用本来要阻塞。对 send 来说，是发送缓冲区没有空位。
errno-EAGAIN-next = 等对端发送或读取之后再调用，或者把 SO_RCVTIMEO 设得更长。

errno-ENOMEM-what = 内核没有内存来完成这个调用。
errno-ENOMEM-why = 机器内存不足，或者进程达到了为它设定的内存上限。
errno-ENOMEM-next = 在练习场和其他程序里关闭不再需要的东西，然后重试。

errno-EACCES-what = 你没有使用这个地址或端口的权限。
errno-EACCES-why = 绑定小于 net.ipv4.ip_unprivileged_port_start（默认 1024）的端口需要特权。向广播地址发送，套接字必须设置 SO_BROADCAST。
errno-EACCES-next = 使用 1024 或更大的端口；向广播地址发送之前，先设置 SO_BROADCAST。

errno-EFAULT-what = 调用传入了进程不能使用的内存地址。
errno-EFAULT-why = 在 C 语言里，原因是指向缓冲区或地址结构的指针有误。你在这个页面上无法造成它，所以它说明练习场有缺陷。
errno-EFAULT-next = 记下走到这里的步骤，作为缺陷报告。

errno-EINVAL-what = 参数或套接字的状态不适合这个调用。
errno-EINVAL-why = 常见情形：对已绑定的套接字再次 bind，对没有监听或监听已被 shutdown 的套接字调用 accept，对已连接的套接字调用 listen，选项值超出范围。在 Linux 上，把 IPv4 地址交给 IPv6 的 TCP 套接字、使用没有指明接口的 IPv6 链路本地地址、向端口 0 发送数据报，也会得到它。
errno-EINVAL-next = 把你的调用顺序与 socket、bind、listen、accept 对照，并检查传入的值。

errno-EMFILE-what = 这个进程打开的描述符已达上限。
errno-EMFILE-why = 每个套接字占用一个描述符，数量已达到 RLIMIT_NOFILE 的限制，可以用 ulimit -n 查看。
errno-EMFILE-next = 关闭不再需要的套接字，或者请运行练习场的人提高上限。

errno-ENFILE-what = 整台机器打开的文件和套接字已达上限。
errno-ENFILE-why = 系统级上限 fs.file-max 把所有进程打开的文件一起计数，现在已经用满。
errno-ENFILE-next = 在练习场和其他程序里关闭不需要的东西，然后重试。

errno-EPIPE-what = 这个连接的发送方向已经关闭，什么也没有发出。
errno-EPIPE-why = 你自己关闭了写方向，或者之前发送的数据换来了 RST，对端关闭之后就会这样。在 Linux 上，对从未连接的 TCP 套接字调用 send 也会得到它。
errno-EPIPE-next = 如果是你自己关闭了写方向，可以继续接收；否则请重新建立连接。

errno-ENOTSOCK-what = 描述符是打开的，但它不是套接字。
errno-ENOTSOCK-why = 这个数字属于别的东西，例如文件或管道。程序在关闭套接字之后又使用原来的数字，常会遇到它。
errno-ENOTSOCK-next = 用 socket 或 accept 返回的描述符来调用。

errno-EDESTADDRREQ-what = 这个数据报没有目的地址。
errno-EDESTADDRREQ-why = 没有连接的 UDP 套接字没有对端，send 不知道该把数据报发到哪里。
errno-EDESTADDRREQ-next = 发送时写明目的地址，或者先对 UDP 套接字调用 connect。

errno-EMSGSIZE-what = 消息太大，不能作为一个数据报发出。
errno-EMSGSIZE-why = 在 IPv4 上，一个 UDP 数据报最多携带 65507 字节，即 65535 减去 20 字节 IP 首部和 8 字节 UDP 首部。如果禁止分片，上限就是路径 MTU 容得下的大小。
errno-EMSGSIZE-next = 把数据分成较小的数据报，或者改用 TCP 发送。

errno-EPROTOTYPE-what = 这个套接字的类型与另一端不相配。
errno-EPROTOTYPE-why = 在 Linux 上，它出现在 Unix 套接字上：流套接字连接数据报套接字，或者反过来。
errno-EPROTOTYPE-next = 用相同的类型创建两端的套接字。

errno-ENOPROTOOPT-what = 这个套接字没有这个选项。
errno-ENOPROTOOPT-why = 选项属于别的协议，例如在 UDP 套接字上设置 TCP_NODELAY，或者这个内核不认识它。
errno-ENOPROTOOPT-next = 设置这类套接字具有的选项，或者在正确类型的套接字上设置它。

errno-EPROTONOSUPPORT-what = 这类套接字不支持这个协议。
errno-EPROTONOSUPPORT-why = 类型与协议不匹配，例如 SOCK_STREAM 配 IPPROTO_UDP，或者内核构建时没有包含这个协议。
errno-EPROTONOSUPPORT-next = TCP 用 SOCK_STREAM，UDP 用 SOCK_DGRAM，协议参数保持为 0。

errno-EOPNOTSUPP-what = 这类套接字不支持这个调用。
errno-EOPNOTSUPP-why = 通常是对 UDP 套接字调用了 listen 或 accept。UDP 没有连接，所以没有什么可监听，也没有什么可接受。
errno-EOPNOTSUPP-next = listen 和 accept 请用 TCP 套接字；对 UDP 套接字直接调用 recv。

errno-EAFNOSUPPORT-what = 地址所属的地址族，这个套接字不支持。
errno-EAFNOSUPPORT-why = 通常是把 IPv6 地址交给了 IPv4 套接字。内核根本没有这个地址族时也会出现。
errno-EAFNOSUPPORT-next = 创建与地址同族的套接字；IPv6 套接字可以用 ::ffff:127.0.0.1 这样的写法到达 IPv4 地址。

errno-EADDRINUSE-what = 这个地址和端口仍被另一个套接字占用。
errno-EADDRINUSE-why = 一种情形是端口被活着的套接字占用，而 SO_REUSEADDR 对活着的 TCP 监听套接字从不起作用；另一种情形是内核还记着先前服务器的连接，多半处于持续 60 秒的 TIME_WAIT。对后一种情形，在 bind 之前设置 SO_REUSEADDR 有用，但在 Linux 上，旧服务器的套接字当时也必须设置过。
errno-EADDRINUSE-next = 关闭占用端口的套接字，换一个端口（填 0 由内核挑选），或者从第一次运行起就在 bind 之前设置 SO_REUSEADDR。

errno-EADDRNOTAVAIL-what = 无法给这个套接字分配本地地址和端口。
errno-EADDRNOTAVAIL-why = 在 bind 时，表示运行练习场的机器没有这个地址；如果 IPv6 已关闭，连 ::1 也没有。在 connect 时，通常是临时端口耗尽：对这个目的地，net.ipv4.ip_local_port_range 范围内的端口都已在使用。
errno-EADDRNOTAVAIL-next = 对 bind，使用本机的地址，例如 127.0.0.1；对 connect，关闭旧连接，等 TIME_WAIT 过去，或者换一个源地址或目的地址。

errno-ENETDOWN-what = 网络接口没有启用。
errno-ENETDOWN-why = 这个套接字需要的接口处于关闭状态。在 Linux 上更常见的是 ENETUNREACH，因为接口关闭时，它的路由也一起消失。
errno-ENETDOWN-next = 启用这个接口，或者使用另一个接口。

errno-ENETUNREACH-what = 没有通往这个地址的路由。
errno-ENETUNREACH-why = 本机的路由表里没有对应的条目，例如在没有 IPv6 路由的机器上使用 IPv6 地址，所以通常一个数据包也没有发出。让 TCP 套接字连接多播地址或广播地址，结果也一样。
errno-ENETUNREACH-next = 检查地址，用 ip route 查看路由，再试一次 127.0.0.1，以排除程序本身的问题。

errno-ENETRESET-what = 网络断开了这个连接。
errno-ENETRESET-why = 这个名字指的是网络重启时丢失了连接。Linux 上的 TCP 和 UDP 几乎从不报告它，断掉的连接通常表现为 ECONNRESET 或 ETIMEDOUT。
errno-ENETRESET-next = 关闭这个套接字，重新建立连接。

errno-ECONNABORTED-what = 连接在本端被放弃。
errno-ECONNABORTED-why = 在 Linux 上，非阻塞的 connect 失败之后对同一个套接字再次调用 connect，或者管理员用 ss -K 结束了连接，就会得到它。
errno-ECONNABORTED-next = 关闭这个套接字，用新的套接字连接。

errno-ECONNRESET-what = 对端用 RST 中断了连接。
errno-ECONNRESET-why = 对端在接收缓冲区里还有未读数据时就关闭，或者 SO_LINGER 设为 0 后关闭，或者崩溃了。程序崩溃时若留下未读数据，就会引出 RST；机器重启后已不认识这个连接，也会发出 RST。
errno-ECONNRESET-next = 重新建立连接；如果对端是你的程序，让它在关闭之前一直读到 recv 返回 0。

errno-ENOBUFS-what = 内核的这类资源已达上限。
errno-ENOBUFS-why = 某个队列或表已满。你可以试出的一种情形是，一个套接字加入的多播组超过 net.ipv4.igmp_max_memberships 的限制，默认是 20 个。
errno-ENOBUFS-next = 退出不再需要的多播组或关闭不再需要的套接字，稍等片刻再试。

errno-EISCONN-what = 这个套接字已经连接。
errno-EISCONN-why = 已连接的 TCP 套接字不能再连接一次。对正在监听的套接字调用 connect，也会得到同样的回答。
errno-EISCONN-next = 在这个连接上发送和接收，或者为另一个对端新建套接字。

errno-ENOTCONN-what = 这个套接字没有连接。
errno-ENOTCONN-why = 这个调用需要对端，但 connect 还没有成功。在服务器上，常见的失误是对监听套接字调用 recv，而没有使用 accept 返回的那个套接字。
errno-ENOTCONN-next = 先调用 connect，或者使用 accept 返回的套接字。

errno-ETIMEDOUT-what = 对端没有及时回答，内核放弃了。
errno-ETIMEDOUT-why = 连接时，SYN 一直没有得到回答，Linux 默认会重发大约两分钟；在已建立的连接上，则是发出的数据或保活探测一直没有得到回答。可能是主机没有开机、地址写错，或者防火墙不声不响地丢弃了数据包。
errno-ETIMEDOUT-next = 检查地址，确认主机正在运行，再看看两端之间有没有防火墙。

errno-ECONNREFUSED-what = 那个端口上没有人监听。
errno-ECONNREFUSED-why = 对 TCP 来说，SYN 换来了 RST。对已连接的 UDP 套接字来说，之前某个数据报换来了 ICMP 端口不可达，由现在这个调用报告出来。
errno-ECONNREFUSED-next = 先启动服务器，确认它监听的正是这个地址和端口，再看看有没有拒绝数据包的防火墙。

errno-EHOSTDOWN-what = 主机被报告为已停机。
errno-EHOSTDOWN-why = 在 Linux 上，它来自路由器发出的一种少见的 ICMP 消息：目的主机未知。主机只是没有回应时，得到的是 EHOSTUNREACH 或 ETIMEDOUT。
errno-EHOSTDOWN-next = 检查地址，并确认主机正在运行。

errno-EHOSTUNREACH-what = 无法到达这台主机。
errno-EHOSTUNREACH-why = 同一网络里的主机在大约 3 秒内没有回答 ARP，所以数据包无法送达。如果主机在更远的地方，则是路由器或防火墙用 ICMP 消息作了回答，例如主机不可达。
errno-EHOSTUNREACH-next = 检查地址，确认主机已开机并在同一网络里，再看看有没有防火墙。

errno-EALREADY-what = 这个套接字上的 connect 已在进行。
errno-EALREADY-why = 第一次 connect 还没有结束，你又调用了一次。这发生在非阻塞套接字上，也发生在 connect 用完 SO_SNDTIMEO 设定的时间之后。
errno-EALREADY-next = 等第一次 connect 结束，再用 SO_ERROR 查询结果。

errno-EINPROGRESS-what = 连接已经开始，但还没有完成。
errno-EINPROGRESS-why = 在非阻塞套接字上，connect 发出 SYN 后立刻返回。阻塞的 connect 用完 SO_SNDTIMEO 设定的时间，也会这样返回。
errno-EINPROGRESS-next = 等套接字变为可写，再用 SO_ERROR 查询结果。

errno-EDOM-what = 数值超出了这个选项接受的范围。
errno-EDOM-why = 在 SO_RCVTIMEO 和 SO_SNDTIMEO 里，微秒数必须在 0 到 999999 之间，整秒要写在秒的字段里。
errno-EDOM-next = 把时间拆成秒和微秒，再设置一次。

errno-ENOENT-what = 这里没有这个名称。
errno-ENOENT-why = 设置 TCP_CONGESTION 时，表示内核不认识这个名称的拥塞控制算法。使用 Unix 套接字时，表示路径不存在。
errno-ENOENT-next = 从 net.ipv4.tcp_available_congestion_control 列出的名称里选一个，或者检查路径。

errno-EAI_NONAME-what = 解析器找不到这个主机名。
errno-EAI_NONAME-why = 名称拼写有误，或者它既不在 DNS 里，也不在 /etc/hosts 里。
errno-EAI_NONAME-next = 检查拼写，或者使用 127.0.0.1 这样的地址。

errno-EAI_AGAIN-what = 解析器现在无法回答。
errno-EAI_AGAIN-why = DNS 服务器没有及时回答，或者报告了暂时的失败。常见的原因是这台机器没有连上网络。
errno-EAI_AGAIN-next = 检查网络连接，稍后再试；也可以使用地址，它不需要 DNS。

errno-EAI_NODATA-what = 名称存在，但没有你需要的那种地址。
errno-EAI_NODATA-why = DNS 里这个名称只有别的记录，例如只有 IPv4 地址，而你要的是 IPv6 地址。
errno-EAI_NODATA-next = 试试另一种地址族，或者换一个名称。

errno-EAI_FAIL-what = 解析器失败，再试也没有用。
errno-EAI_FAIL-why = DNS 服务器回答了一个不会自行消失的错误，例如它拒绝来自这台机器的查询。
errno-EAI_FAIL-next = 换一个 DNS 服务器，或者使用地址，它不需要 DNS。

errno-other-what = 调用失败了，而这个页面没有为这个错误准备说明。
errno-other-why = 名称和数字就是内核的原样回答。它们的含义取决于是哪个调用。
errno-other-next = 在这个调用的手册页的 ERRORS 一节里查找这个名称，例如用 man 2 connect。
