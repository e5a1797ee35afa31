### 要发送什么，以及怎样书写。

composer-title = 发送
composer-socket = 使用的套接字
composer-none = 现在没有可以发送的套接字。请先在上面打开一个，让它连接或接受连接。
composer-here = 发送……
composer-note-kept = 这些字节不能用这种方式书写。输入的内容没有改动，但现在表示的是另外的字节。
composer-note-pasted = 粘贴的 \41 已改写为 \x41。
composer-note-too-large = 作为一条消息太大了。
preview-bytes = { $n } 个字节
preview-more = （只显示前 256 个）
fault-alone = 每个字节要写成两位十六进制数字；第 { $at } 个字符 { $digit } 落单了。
fault-base64 = Base64 中没有 { $found }（第 { $at } 个字符）。
fault-cut-off = Base64 每四个字符一组；最后一组不完整。
fault-escape = 可用的转义是 \n \r \t \0 \\ 以及 \x 加两位十六进制数字；第 { $at } 个字符处的 { $escape } 不在其中。
fault-hex = 第 { $at } 个字符 { $found } 不是十六进制数字。
fault-lacks = { $encoding } 中没有 { $found }（{ $code }，第 { $at } 个字符）。
repeat-title = 重复发送
repeat-count = 次数
repeat-every = 间隔（毫秒）
repeat-start = 开始
repeat-stop = 停止
repeat-says = 已发送 { $n } / { $of }
