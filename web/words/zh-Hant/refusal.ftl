### Explains each refusal of the playground itself, and names the classes of addresses its policy knows.

refusal-malformed = 無法理解這個要求：缺少欄位、欄位名稱不明，或是值的寫法不對。練習場不做猜測，因為猜錯可能會開啟錯誤的通訊端。
refusal-malformed-next = 改正詳細說明中指出的欄位，再傳送一次要求。

refusal-unknown-socket = 這個工作階段裡沒有這個名稱的通訊端。每個工作階段只能使用自己的通訊端。
refusal-unknown-socket-next = 從這個工作階段的清單中選一個通訊端，或是開啟新的通訊端。

refusal-unknown-session = 沒有這個名稱的工作階段。可能是連結不完整，或是工作階段早已移除。
refusal-unknown-session-next = 檢查連結是否完整，或是開始新的工作階段。

refusal-session-ended = 這個工作階段已經結束，它的通訊端都已關閉。結束的工作階段不再接受命令，好讓紀錄保持原樣。
refusal-session-ended-next = 開始新的工作階段，在那裡開啟通訊端。

refusal-address-forbidden = 本練習場的規則禁止這一類位址，例如群播、廣播、連結本機、中繼資料和保留位址，以及以 0.0.0.0 為目的地。它代替網頁開啟真實的通訊端，而透過這些位址可能會到達網頁不該到達的機器和服務。
refusal-address-forbidden-next = 使用 127.0.0.1 這樣的目的地，或是向執行練習場的人詢問哪些位址可以使用。

refusal-name-forbidden = 這個主機名稱看起來像偽裝的數字，例如 127.1、0x7f.1 或 2130706433，或是含有主機名稱不使用的字元。有些程式會把這樣的名稱讀成別的位址，因而繞過位址規則。
refusal-name-forbidden-next = 完整寫出位址，例如 127.0.0.1，或是使用由字母、數字、連字號和點組成的主機名稱。

refusal-peer-forbidden = 有一個連線來自不允許連到這裡的位址，已被重設。這條規則讓網路上的陌生人碰不到你的通訊端。
refusal-peer-forbidden-next = 從本機連線，或是請執行練習場的人允許那個位址。

refusal-port-reserved = 這裡不允許在小於 1024 的連接埠上監聽。這些連接埠留給機器上的各種服務，練習場不能冒充它們。
refusal-port-reserved-next = 選擇 1024 以上的連接埠，或是填 0，由核心挑選。

refusal-own-port = 這是練習場自己的連接埠。那樣它就會和自己對話，而這樣的連線可能會以這個頁面的名義對它下達命令。
refusal-own-port-next = 選擇另一個連接埠，例如你在這裡開啟的伺服器的連接埠。

refusal-too-many-sockets = 開啟的通訊端已達上限，監聽的通訊端所接受的連線也計算在內。這個限制為所有人留下可用的描述元。
refusal-too-many-sockets-next = 先關閉不再需要的通訊端，再開啟新的。

refusal-too-many-sessions = 現在不能再開始新的工作階段。這個限制為執行中的工作階段留下記憶體和通訊端。
refusal-too-many-sessions-next = 結束不再需要的工作階段，或是稍後再試。

refusal-too-many-viewers = 觀看這個工作階段的頁面太多。這個限制讓已經在觀看的人仍能得到流暢的即時畫面。
refusal-too-many-viewers-next = 關閉顯示這個工作階段的其他分頁，或是稍後再試。

refusal-too-many-connections = 現在開啟的連線太多。這個限制不讓某一位訪客或某一個程式占用所有連線。
refusal-too-many-connections-next = 關閉不再需要的連線，稍候再試一次。

refusal-too-many-calls = 在這個通訊端上等待的呼叫已經達到上限。它們會隨著對方的動作逐一傳回。
refusal-too-many-calls-next = 讓等待的呼叫先傳回，或是關閉這個通訊端。
refusal-too-much-queued = 由於對方不讀取，這個通訊端上等待傳送的位元組數超過了佇列上限。這個限制讓你在記憶體被占滿之前注意到讀得慢的對方。
refusal-too-much-queued-next = 讓對方讀取，等佇列變短之後再傳送。

refusal-too-large = 要求超過了允許的大小，或是攜帶的資料超過了一次傳送的上限。這個限制不讓一個要求占用所有人的記憶體。
refusal-too-large-next = 把資料分成幾個較小的部分傳送。

refusal-not-now = 通訊端目前的狀態不允許這個呼叫，詳細說明中寫明了是什麼狀態。練習場在詢問核心之前就做出了這個回答。
refusal-not-now-next = 先讓通訊端進入合適的狀態，例如在傳送之前先連線。

refusal-echo-loop = 這些位元組來自本練習場另一個自動回應的通訊端。如果回應，對方又會回應，永遠不會結束。
refusal-echo-loop-next = 在這兩個通訊端之一上關閉自動回應。

refusal-streaming = 這個通訊端已由原始串流接管。在這段期間，每個位元組都屬於這個串流，其他呼叫會弄亂資料。
refusal-streaming-next = 先關閉這個串流，或是使用另一個通訊端。

refusal-shutting-down = 練習場正在停止，不再開始任何新的操作。它的通訊端正在關閉。
refusal-shutting-down-next = 等它重新執行之後，再開始新的工作階段。

refusal-unsupported = 本練習場做不到這一點，因為它的版本或它所在的系統沒有這項功能。它會如實說明，不會假裝做到。
refusal-unsupported-next = 選擇另一種通訊端或另一個選項，或是在提供這項功能的系統上執行練習場。

# Each class fills the gap in a sentence like "這是一個…位址".
class-loopback = 回送
class-private = 私有
class-link-local = 連結本機
class-metadata = 雲端中繼資料
class-multicast = 群播
class-broadcast = 廣播
class-reserved = 保留
class-documentation = 文件範例
class-shared = 電信級 NAT 共用
class-unspecified = 未指定
class-benchmark = 效能評測
class-global = 公開網路

case-capture = { $errno }：用這一條指令授權：{ $command }
case-errno = 核心回答 { $errno }。
case-step = { $step } 傳回 { $errno }。
refusal-capture-forbidden = 要看本機回送介面上的區段，程式需要 CAP_NET_RAW 權限，而本程式沒有。
refusal-capture-forbidden-next = 授予權限後重新啟動，或是把通訊端建在實驗線路上，那裡不需要任何權限。
refusal-no-host = 這個實驗網路裡沒有這台主機。
refusal-no-host-next = 使用已有的主機，或是用交換器、集線器或路由器啟動實驗網路，它們有四台主機。
refusal-no-lab = 這個工作階段還沒有實驗網路。
refusal-no-lab-next = 先啟動實驗網路，或是在它的某台主機上建立通訊端。
refusal-lab-broke = 這個工作階段的實驗網路已中斷：它的輔助行程已經不在。
refusal-lab-broke-next = 重新建立實驗網路，或是結束它。
refusal-lab-failed = 這個工作階段的實驗網路做不到：所需的某一步沒有成功。
refusal-lab-failed-next = 看看實驗網路的說明。重新建立它，或是使用本機的通訊端。
refusal-no-samples = 核心沒有說明它持有的通訊端狀況。
refusal-no-samples-next = 請在支援 NETLINK_SOCK_DIAG 的 Linux 上使用練習場。呼叫與位元組照常顯示。
refusal-too-many-labs = 實驗網路的數量已達到本練習場的上限。每個實驗網路占用一個行程和幾個網路命名空間。
refusal-too-many-labs-next = 在別的工作階段中結束一個實驗網路；頁面已關閉的實驗網路，過一段時間會自己結束。或是用更大的上限啟動練習場。
refusal-too-many-settings = 等待實驗網路處理的設定已經達到上限。
refusal-too-many-settings-next = 等實驗網路處理完已經給它的設定。
refusal-too-many-rules = 一條線路能容納的規則已滿。
refusal-too-many-rules-next = 移除不再需要的規則。
refusal-unknown-frame = 線路上沒有扣留這個訊框。它可能已經繼續前行。
refusal-unknown-frame-next = 請重新檢視被扣留的訊框清單。
refusal-unknown-knob = 沒有這個核心參數。
refusal-unknown-knob-next = 請從實驗網路列出的核心參數中選擇。
refusal-unknown-rule = 線路上沒有這條規則。
refusal-unknown-rule-next = 請重新檢視規則清單。
refusal-no-payload = 這個訊框既不攜帶 TCP 也不攜帶 UDP，沒有可以替換的承載資料。
refusal-no-payload-next = 放行、丟棄或複製它。
