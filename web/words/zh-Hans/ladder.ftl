### 梯形图：每个套接字是一条线，每个事件是横过这些线的一格。

ladder-heads = 生命线
ladder-role-accepted = 连接
ladder-role-client = 客户端
ladder-role-listener = 监听方
ladder-outside = 外部
ladder-more = 另外 { $n } 个套接字
ladder-accepted = 新连接 { $child }
ladder-waits = 等待中……
ladder-bytes = { $n } 个字节
ladder-dropped = 丢弃了 { $n } 个数据报
ladder-shutdown-write = 不再发送
ladder-shutdown-read = 不再接收
ladder-shutdown-both = 不再发送和接收

legend-title = 图中符号的含义
legend-source = 实线是本会话的调用告诉我们的。虚线是其余的路程，没有人看到：这里没有捕获报文段。
legend-line = 一条竖线是一个套接字，从它的第一个事件开始，到它关闭为止。它的颜色和位置不变，名称写在上方。
legend-tick = 已经返回的调用，以及它返回的值。
legend-bar = 空心条是正在等待的调用。调用返回的那一格就是它的终点。
legend-cross = 返回错误的调用，以及错误的名称；或者内核丢弃的数据报。
legend-sent = 发送：内核收下了这些字节。它们是否到达，这一格并不知道。
legend-received = 接收：调用返回了字节、FIN 或 RST。箭头止于发出该调用的套接字。
legend-connect = 一次连接尝试，以及它的目标。
legend-accepted = 监听方接受了一个连接：这是一个新的套接字，有自己的线。
legend-end = 套接字已关闭。另一端还没有关闭时，下方继续画点线。
legend-playground = 菱形是新的状态或者说明。带斜线的圆圈是练习场拒绝做的事，没有发出调用。
legend-outside = 不属于本会话的所有套接字。地址写在箭头上。
legend-gap = 这个事件之前经过了这么长时间。图中的距离不代表时间。
