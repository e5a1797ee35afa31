### 一键实验：看什么，先猜什么，接着试什么。

scene-dismiss = 收起这段说明
scene-next = 接着试试：
scene-predict = 先猜一猜：

scene-handshake-look = 看那三个报文段：它们排在 connect() = 0 之前，而谁也没有调用过 accept()。
scene-handshake-ask = accept() 会发出几个报文段？
scene-handshake-answer = 一个也不发。握手由 B 的内核自己完成，连接在 accept 队列里等着：LISTEN 那一行的 Recv-Q 是 1。accept() 只是把它交给程序。
scene-handshake-next = 在 B accept 之前先从 A 发点东西，字节会等在 B 的内核里。然后在 s1 上调用 accept，看线路上是否有动静。
scene-loss-look = 看 seq=2001：它的箭头止于 ✕。此后 B 的每个 ACK 都是 ack=2001，直到这个报文段再次到来。
scene-loss-ask = 谁先发现丢失？修复要多久：一个往返（40 ms），还是一次超时（200 ms 以上）？
scene-loss-answer = B 先发现：缺口之后每到一个报文段，它就发一个重复 ACK。三个之后，A 不等定时器就重发 seq=2001，这就是快速重传，大约用一个往返。随后一个 ACK 确认 B 留下的全部数据：ack=10001。
scene-loss-next = 按“{ do-rule-third-data }”，再发三条消息。丢失的那个后面没有数据，也就没有重复 ACK，只能靠定时器修复。
scene-hold-look = 线路上扣留着一个帧：带 ‖ 的箭头。到“{ sockets-title }”里的“{ lab-title }”面板决定它的去向。
scene-hold-ask = send() 已经返回。B 拿到这些字节了吗？如果你一直等，A 会做什么？
scene-hold-answer = 放行之前，B 什么也没有。A 把字节留在 Send-Q 里，直到收到 ACK；定时器到期（这里是 20 s）就重传。
scene-hold-next = 让它送达两次，数一数 B 的程序收到几次。或者改动字节并保留旧的校验和：B 的内核会丢弃它。
scene-halfclose-look = 看 A 的 FIN，再看它之后的两个状态。B 的应答（21 字节）是在这个 FIN 之后才经过线路的。
scene-halfclose-ask = A 调用了 shutdown(SHUT_WR)。B 还能发给 A 吗？A 还能发给 B 吗？最后谁进入 TIME-WAIT？
scene-halfclose-answer = B 能，想发多久都行：FIN 的意思是“我发完了”，不是“我不听了”。A 不能：send() 会得到 EPIPE。在 B 的程序关闭之前，B 的内核停在 CLOSE-WAIT，A 的停在 FIN-WAIT-2。进入 TIME-WAIT 的是 A，因为它的 FIN 在先。
scene-halfclose-next = 再连接一次，关闭 A 的发送方向，B 那边什么也不关：CLOSE-WAIT 会一直留着。忘记 close() 的服务器就会攒下这样的行。
scene-timewait-look = 看“{ kernel-has-nobody }”的那一行：TIME-WAIT，定时器从 60 s 开始倒数。已经没有程序持有这个连接。
scene-timewait-ask = 该等的是谁：客户端、服务器，还是先关闭的一方？tcp_fin_timeout 能缩短它吗？
scene-timewait-answer = 先关闭的一方，这里是 A。如果最后的 ACK 丢了，B 会重发 FIN，A 等着就是为了还能回答。tcp_fin_timeout 管的是 FIN-WAIT-2；在 Linux 上 TIME-WAIT 就是 60 s。
scene-timewait-next = 到“{ face-ladder }”里看同一过程。再建一个连接，先关闭 B 的一端。在“{ lab-knobs }”里把 tcp_fin_timeout 设为 5，比较一下。
scene-simultaneous-look = 看那两个 FIN：A 的还没到，B 的就已发出。两边内核在等 ACK 时都先收到了 FIN，于是进入 CLOSING。
scene-simultaneous-ask = 谁先关闭、该在 TIME-WAIT 里等：A、B、两边，还是都不用？
scene-simultaneous-answer = 两边都要。各自发出 FIN 时都还不知道对方的 FIN，所以每一边都是“先关闭的一方”。自己的 FIN 得到 ACK 之后，内核就从 CLOSING 进入 TIME-WAIT。
scene-simultaneous-next = 到“{ face-kernel }”里看状态图：两端都走了经过 CLOSING 的那条路。在“{ lab-wire }”里把延迟设为 0，再连接，手动关闭两端：FIN 就不再交错了。
scene-backlog-look = 看 LISTEN 那一行的 accept 队列，再看下面各个客户端的状态。
scene-backlog-ask = listen(5) 时，九个 connect 成功几个：5、6 还是 9？其余的会得到错误吗？
scene-backlog-answer = 六个：Linux 允许比上限多等一个。其余的没有得到错误：B 的内核不声不响地丢弃它们的 SYN，A 的内核不断重发（定时器 retransmit），connect() 就一直等着。
scene-backlog-next = 在 s1 上调用一次 accept：现在有了一个空位。看随后到来的 SYN：可能不止一个客户端的 connect() 返回，而 B 的各行说明谁真的进来了，谁还只是 SYN-RECEIVED。再关闭 s1，看队列里的连接得到什么。
scene-window-look = 看 B 的 ACK 里的 win：一直缩小到 win=0。之后 A 发很小的探测，间隔越来越长。
scene-window-ask = send() 收下的字节在哪里？A 为什么要问，而不是干等？
scene-window-answer = 一部分在 B 的 Recv-Q，其余在 A 的 Send-Q。如果 B 说“又有空间了”的那个报文段丢了，两边就会永远等下去，所以 A 要问（定时器 persist）。这种探测在线路上和保活探测一样，Wireshark 也这样称呼它们。
scene-window-next = 在 s3 的卡片上，打开“{ more }”，按“{ do-read-on }”，找到窗口更新和其余的字节。
scene-lan-look = 第一个数据报之前有 ARP 询问，第二个之前没有。箭头指到的每台主机都收到了这个帧；列成表：见“{ lab-title }”面板里的“{ lab-lan }”。
scene-lan-ask = 谁会收到这个询问：只有 B，还是所有主机？谁会收到数据报？
scene-lan-answer = 所有主机都收到询问（发往 ff:ff:ff:ff:ff:ff），只有 B 回答。这时交换机已经学到 A 和 B 在哪里，所以数据报只送给 B。
scene-lan-next = 换成“{ lab-net-hub }”。主机都是新的：在 B 上打开 UDP，本地地址 b:9999；在 A 上打开 UDP，目标 b:9999；再发送。C 和 D 也会收到每一帧的副本。
