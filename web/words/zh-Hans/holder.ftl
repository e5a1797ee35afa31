### 谁占用着地址。

holder-title = 现在是谁占用着这个地址？
holder-now = 这是生成本页面时询问到的，不是 bind 失败的那一刻；其间占用者可能已经变了。
holder-here = { $address }：本会话的 { $socket }。
holder-playground = { $address }：练习场的另一个会话。
holder-program = { $address }：程序 { $name }，进程号 { $pid }。
holder-hidden = { $address }：当前用户无权查看的程序；内核显示有这个套接字，但不说是谁的。
holder-time-wait = { $address }：没有程序。有一个已关闭的连接处于 TIME-WAIT，内核会把它的地址再保留大约一分钟。在 bind 之前设置 SO_REUSEADDR，新的监听套接字就仍然可以使用它。
holder-nobody = { $address }：内核没有列出任何占用者。它已经空闲了；或者有套接字绑定在那里却没有监听，内核的列表不包括这种情况。
holder-unknown = { $address }：未能及时查明占用者。重新加载本页面就会再问一次。
