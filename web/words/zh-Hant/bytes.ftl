### 一個事件的位元組。

pane-kept-all = { $n } 個位元組
pane-kept-first = 共 { $whole } 個位元組，保留了前 { $n } 個
pane-gutters = 文字編碼
pane-bits = 二進位位元
pane-hex = 以十六進位和文字顯示的位元組
pane-help = 方向鍵逐個位元組移動，同時按住 Shift 可以選取一段。
pane-picked = 位移 { $at }，長度 { $n }
pane-text = 文字
pane-mark-hidden = 看不見的字元，或會改變其他字元顯示方式的字元
pane-mark-invalid = 在這種編碼中無效的位元組
pane-mark-cut = 一個字元的開頭；它其餘的位元組不在這個事件裡
pane-mark-not-kept = 一個字元的開頭；它其餘的位元組沒有保留
pane-mark-goes-on = 上一列開始的字元的其餘位元組
