### 一个事件的字节。

pane-kept-all = { $n } 个字节
pane-kept-first = 共 { $whole } 个字节，保留了前 { $n } 个
pane-gutters = 文本编码
pane-bits = 二进制位
pane-hex = 以十六进制和文本显示的字节
pane-help = 方向键逐个字节移动，同时按住 Shift 可以选择一段。
pane-picked = 偏移 { $at }，长度 { $n }
pane-text = 文本
pane-mark-hidden = 看不见的字符，或者会改变其他字符显示方式的字符
pane-mark-invalid = 在这种编码中无效的字节
pane-mark-cut = 一个字符的开头；它其余的字节不在这个事件里
pane-mark-not-kept = 一个字符的开头；它其余的字节没有保留
pane-mark-goes-on = 上一行开始的字符的其余字节
