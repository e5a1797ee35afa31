### The menu of an event, marks, commands, and saved messages.

menu-title = 事件菜单
menu-more = 此事件的更多操作
menu-group-marks = 标记与时间
menu-group-filter = 过滤
menu-group-bytes = 字节
menu-group-event = 事件
menu-mark = 标记此事件
menu-reference = 从这里开始计时
menu-next-mark = 下一个标记
menu-previous-mark = 上一个标记
menu-only-socket = 只看此套接字
menu-not-socket = 不看此套接字
menu-only-kind = 只看这类事件
menu-only-error = 只看这种错误
menu-compose = 把这些字节放进编辑区
menu-link = 复制此事件的链接
menu-link-copied = 链接已复制。
mark-says = 已标记
reference-says = 时间从这里算起
reference-since = 距 { $seq } 号（秒）
reference-sign = 基准
key-menu = 事件的菜单
key-mark = 标记事件，或取消标记
key-reference = 从此事件开始计时，或恢复从头计时
key-next-mark = 下一个有标记的事件
key-previous-mark = 上一个有标记的事件
