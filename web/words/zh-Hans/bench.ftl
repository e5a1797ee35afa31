### Keys, and the details of an event.

keys-title = 快捷键
keys-single = 使用单键快捷键
keys-send = 发送消息，或提交所在的表单
keys-close = 关闭
key-next = 下一个事件
key-previous = 上一个事件
key-page-down = 向下一屏
key-page-up = 向上一屏
key-home = 第一个事件
key-end = 最新事件，并继续跟随
key-next-related = 同一会话的下一个事件
key-previous-related = 同一会话的上一个事件
key-open = 转到详情
key-close = 关闭，并取消选中
key-filter = 过滤
key-goto = 按编号跳到事件
key-pause = 暂停视图，或继续
key-clear = 清空视图（日志全部保留）
key-unclear = 恢复已清空的内容
key-face = 列表或时序图
key-follow = 只看这个会话
key-duplicate = 把这些字节放进编辑区
key-resend = 再发送一次这些字节
key-copy = 复制为……
key-compose = 写一条消息
key-keys = 本表

details-nav = 前后的事件
details-previous = 上一个
details-next = 下一个
details-page = 在单独的页面打开
part-meaning = 含义
part-bytes = 字节
part-code = 代码
part-copy = 复制为
part-program = 这个套接字的程序
