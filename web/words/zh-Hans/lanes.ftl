### 调用之外看到的：内核采样、报文段与实验网络。

event-note-kernel-lane-on = 内核泳道已打开
event-note-kernel-lane-off = 内核泳道已关闭
event-note-wire-lane-on = 已开始在本机环回接口抓包
event-note-wire-lane-off = 已停止在本机环回接口抓包
meaning-note-kernel-lane-on = 从现在起，练习场不断询问内核本会话各套接字的情况，并记下变化。
meaning-note-kernel-lane-off = 不再询问内核。
meaning-note-wire-lane-on = 从现在起，在环回接口上捕获本会话套接字的报文段。
meaning-note-wire-lane-off = 不再在环回接口上捕获报文段。实验网络的线路仍会被捕获。

event-icmp = 来自 { $from } 的 ICMP：类型 { $kind }，代码 { $code }
event-missed = 漏掉了 { $n } 个帧，因为缓冲区已满
kernel-owner-accept-queue = 在 accept 队列中：还没有人 accept
kernel-owner-half = 半连接：握手还没有完成
kernel-owner-nobody = 已没有程序持有它：只剩内核
mark-duplicate-ack = 第 { $n } 个重复 ACK
mark-fast-retransmission = 快速重传
mark-keep-alive = 保活探测
mark-keep-alive-ack = 对保活探测的应答
mark-out-of-order = 乱序
mark-previous-not-captured = 它之前的报文段没有捕获到
mark-retransmission = 重传
mark-spurious-retransmission = 重传了已被确认的数据
mark-window-full = 窗口已满
mark-window-update = 窗口更新
mark-zero-window = 零窗口
mark-zero-window-probe = 零窗口探测
mark-zero-window-probe-ack = 对零窗口探测的应答
fate-corrupted = 在线路上有一个比特被翻转
fate-dropped = 在线路上丢失
fate-duplicated = 送达两次
fate-held = 扣留在线路上
fate-reordered = 在线路上被后面的超过
event-lab-began = 实验网络已就绪：{ $net }
event-lab-decided-deliver = 帧 { $frame } 继续前行
event-lab-decided-drop = 帧 { $frame } 被丢弃
event-lab-decided-duplicate = 帧 { $frame } 继续前行，共两份
event-lab-decided-edit = 帧 { $frame } 修改后继续前行
event-lab-ended = 实验网络已消失
event-lab-impaired = 线路现在：{ $value }
event-lab-knob = { $name } = { $value }
event-lab-ruled = 规则 { $n }：{ $rule }
event-lab-unavailable = 这里无法建立实验网络：{ $step } = { $errno }
event-lab-unruled = 规则 { $n } 已移除
meaning-kernel = 内核持有的这个套接字或连接的情况有了变化。练习场用 sock_diag 询问了内核。
meaning-icmp = 一个 ICMP 报文说这个套接字的数据报没有送达。它在套接字的错误队列中；随后的调用会因这个错误而失败。暂时的错误只在这里显示：不打开这条泳道时，调用同样得不到它们。
meaning-missed = 帧来得太快，来不及取走。在本机的回环接口上，漏掉的只是副本，连接本身没有因此丢失任何东西。在实验网络的线路上，这些帧就真的丢了，就像路由器的队列满了一样。
meaning-lab-began = 实验网络的主机已就绪。每台主机在同一内核的一个网络命名空间里有自己的 TCP/IP 协议栈。
meaning-lab-decided = 有人决定了被扣留的帧的去向。
meaning-lab-ended = 实验网络的命名空间连同其中的一切都已消失。
meaning-lab-impaired = 线路对每个帧的处理方式已更改。
meaning-lab-knob = 更改了实验主机内核的一项设置。这里的值是重新读出来的。
meaning-lab-ruled = 从现在起，线路对匹配的帧这样处理。
meaning-lab-unavailable = 操作系统不允许建立实验网络所需的命名空间。其他功能都正常。
meaning-lab-unruled = 线路不再这样处理。
label-captured = 捕获
label-captured-says = 由数据包套接字在线路上看到；时间由内核给出。
