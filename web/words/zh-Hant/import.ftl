### 把擷取檔放進紀錄。

problem-file-broken = 檔案不符合它的格式。沒有匯入任何內容。
problem-file-compressed = 檔案是壓縮過的。請先解壓縮。
problem-file-cut = 檔案過早結束：它沒有寫完或者沒有複製完。沒有匯入任何內容。
problem-file-empty = 檔案是空的。
problem-file-links = 這個檔案裡的訊框不是乙太網路訊框：例如它們是在所有介面上同時擷取的，或者從 IP 標頭開始。只能顯示乙太網路訊框。
problem-file-unknown = 這不是 .pcapng 或 .pcap 檔。
import-left-out = 因為只能顯示乙太網路訊框而略過的訊框：{ $n }
import-too-large = 檔案超過了這個伺服器的上限。
