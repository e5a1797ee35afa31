### The menu of an event, marks, commands, and saved messages.

menu-title = 事件選單
menu-more = 此事件的更多操作
menu-group-marks = 標記與時間
menu-group-filter = 篩選
menu-group-bytes = 位元組
menu-group-event = 事件
menu-mark = 標記此事件
menu-reference = 從這裡開始計時
menu-next-mark = 下一個標記
menu-previous-mark = 上一個標記
menu-only-socket = 只看此通訊端
menu-not-socket = 不看此通訊端
menu-only-kind = 只看這類事件
menu-only-error = 只看這種錯誤
menu-compose = 把這些位元組放進編輯區
menu-link = 複製此事件的連結
menu-link-copied = 連結已複製。
mark-says = 已標記
reference-says = 時間從這裡算起
reference-since = 距 { $seq } 號（秒）
reference-sign = 基準
key-menu = 事件的選單
key-mark = 標記事件，或取消標記
key-reference = 從此事件開始計時，或恢復從頭計時
key-next-mark = 下一個有標記的事件
key-previous-mark = 上一個有標記的事件
