### Keys, and the details of an event.

keys-title = 快速鍵
keys-single = 使用單鍵快速鍵
keys-send = 傳送訊息，或送出所在的表單
keys-close = 關閉
key-next = 下一個事件
key-previous = 上一個事件
key-page-down = 往下一個畫面
key-page-up = 往上一個畫面
key-home = 第一個事件
key-end = 最新的事件，並持續跟隨
key-next-related = 同一段對話的下一個事件
key-previous-related = 同一段對話的上一個事件
key-open = 移到詳細資料
key-close = 關閉，並取消選取
key-filter = 篩選
key-goto = 依編號跳到事件
key-pause = 暫停畫面，或繼續
key-clear = 清空畫面（紀錄全部保留）
key-unclear = 還原已清空的內容
key-face = 清單或時序圖
key-follow = 只看這段對話
key-duplicate = 把這些位元組放進編輯區
key-resend = 再傳送一次這些位元組
key-copy = 複製為……
key-compose = 撰寫訊息
key-keys = 本表

details-nav = 前後的事件
details-previous = 上一個
details-next = 下一個
details-page = 在單獨的頁面開啟
part-meaning = 意義
part-bytes = 位元組
part-code = 程式碼
part-copy = 複製為
part-program = 這個通訊端的程式
