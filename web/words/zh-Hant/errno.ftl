### Explains each error number a system call can return: what happened, why, and what to try next.

errno-EPERM-what = 核心不准許這項操作。
errno-EPERM-why = 本機的防火牆規則丟棄了要送出的資料包，或是這項操作需要練習場沒有的特權。例如沒有 CAP_NET_RAW 就擷取封包，或是選用不在 net.ipv4.tcp_allowed_congestion_control 裡的壅塞控制演算法。
errno-EPERM-next = 檢查防火牆對外送封包的規則，或是改用不需要特權的操作或設定值。

errno-EINTR-what = 呼叫在等待時被訊號中斷。
errno-EINTR-why = 通訊端上還沒有發生任何事，行程就收到了訊號。通訊端本身沒有問題。
errno-EINTR-next = 把同一個呼叫再做一次；如果被中斷的是 connect，先看看連線是否已經建立。

errno-EBADF-what = 這個描述元不屬於任何開啟中的通訊端。
errno-EBADF-why = 呼叫之前，通訊端已經關閉。在本練習場裡，如果呼叫還在等待時描述元被關閉，呼叫也會以 EBADF 結束。
errno-EBADF-next = 建立新的通訊端，而且只在沒有呼叫等待時才關閉它。

errno-EAGAIN-what = 呼叫現在無法完成，也不能再等下去。
errno-EAGAIN-why = 在 SO_RCVTIMEO 設定的時間內沒有資料到達，或是通訊端為非阻塞模式，而這個呼叫本來要阻塞。對 send 來說，是傳送緩衝區沒有空間。
errno-EAGAIN-next = 等對方傳送或讀取之後再呼叫，或是把 SO_RCVTIMEO 設得更長。

errno-ENOMEM-what = 核心沒有記憶體可以完成這個呼叫。
errno-ENOMEM-why = 機器的記憶體不足，或是行程達到了為它設定的記憶體上限。
errno-ENOMEM-next = 在練習場和其他程式裡關閉不再需要的東西，然後再試一次。

errno-EACCES-what = 你沒有使用這個位址或連接埠的權限。
errno-EACCES-why = 繫結小於 net.ipv4.ip_unprivileged_port_start（預設 1024）的連接埠需要特權。要傳送到廣播位址，通訊端必須設定 SO_BROADCAST。
errno-EACCES-next = 使用 1024 以上的連接埠；傳送到廣播位址之前，先設定 SO_BROADCAST。

errno-EFAULT-what = 呼叫傳入了行程不能使用的記憶體位址。
errno-EFAULT-why = 在 C 語言裡，原因是指向緩衝區或位址結構的指標有誤。你在這個頁面上無法造成它，所以它表示練習場有缺陷。
errno-EFAULT-next = 記下走到這裡的步驟，當作缺陷回報。

errno-EINVAL-what = 引數或通訊端的狀態不適合這個呼叫。
errno-EINVAL-why = 常見情形：對已繫結的通訊端再次 bind，對沒有監聽或監聽已被 shutdown 的通訊端呼叫 accept，對已連線的通訊端呼叫 listen，選項值超出範圍。在 Linux 上，把 IPv4 位址交給 IPv6 的 TCP 通訊端、使用沒有指明介面的 IPv6 連結本機位址、把資料包傳送到連接埠 0，也會得到它。
errno-EINVAL-next = 把你的呼叫順序和 socket、bind、listen、accept 對照，並檢查傳入的值。

errno-EMFILE-what = 這個行程開啟的描述元已達上限。
errno-EMFILE-why = 每個通訊端占用一個描述元，數量已達 RLIMIT_NOFILE 的限制，可以用 ulimit -n 查看。
errno-EMFILE-next = 關閉不再需要的通訊端，或是請執行練習場的人提高上限。

errno-ENFILE-what = 整部機器開啟的檔案和通訊端已達上限。
errno-ENFILE-why = 全系統的上限 fs.file-max 把所有行程開啟的檔案合計，現在已經用滿。
errno-ENFILE-next = 在練習場和其他程式裡關閉不需要的東西，然後再試一次。

errno-EPIPE-what = 這個連線的傳送方向已經關閉，什麼也沒有送出。
errno-EPIPE-why = 你自己關閉了寫入方向，或是先前傳送的資料換來了 RST，對方關閉之後就會這樣。在 Linux 上，對從未連線的 TCP 通訊端呼叫 send 也會得到它。
errno-EPIPE-next = 如果是你自己關閉了寫入方向，可以繼續接收；否則請重新建立連線。

errno-ENOTSOCK-what = 描述元是開啟的，但它不是通訊端。
errno-ENOTSOCK-why = 這個數字屬於別的東西，例如檔案或管線。程式在關閉通訊端之後又使用原來的數字，常會遇到它。
errno-ENOTSOCK-next = 用 socket 或 accept 傳回的描述元來呼叫。

errno-EDESTADDRREQ-what = 這個資料包沒有目的位址。
errno-EDESTADDRREQ-why = 沒有連線的 UDP 通訊端沒有對象，send 不知道該把資料包傳送到哪裡。
errno-EDESTADDRREQ-next = 傳送時寫明目的位址，或是先對 UDP 通訊端呼叫 connect。

errno-EMSGSIZE-what = 訊息太大，無法當成一個資料包送出。
errno-EMSGSIZE-why = 在 IPv4 上，一個 UDP 資料包最多攜帶 65507 個位元組，也就是 65535 減去 IP 標頭的 20 個和 UDP 標頭的 8 個。如果禁止分割，上限就是路徑 MTU 容得下的大小。
errno-EMSGSIZE-next = 把資料分成較小的資料包，或是改用 TCP 傳送。

errno-EPROTOTYPE-what = 這個通訊端的類型和另一端不相符。
errno-EPROTOTYPE-why = 在 Linux 上，它出現在 Unix 通訊端：串流通訊端連線到資料包通訊端，或是反過來。
errno-EPROTOTYPE-next = 用相同的類型建立兩端的通訊端。

errno-ENOPROTOOPT-what = 這個通訊端沒有這個選項。
errno-ENOPROTOOPT-why = 選項屬於別的通訊協定，例如在 UDP 通訊端上設定 TCP_NODELAY，或是這個核心不認得它。
errno-ENOPROTOOPT-next = 設定這種通訊端具有的選項，或是在正確種類的通訊端上設定它。

errno-EPROTONOSUPPORT-what = 這種通訊端不支援這個通訊協定。
errno-EPROTONOSUPPORT-why = 類型和通訊協定不相符，例如 SOCK_STREAM 搭配 IPPROTO_UDP，或是核心建置時沒有納入這個通訊協定。
errno-EPROTONOSUPPORT-next = TCP 用 SOCK_STREAM，UDP 用 SOCK_DGRAM，通訊協定引數保持為 0。

errno-EOPNOTSUPP-what = 這種通訊端不支援這個呼叫。
errno-EOPNOTSUPP-why = 通常是對 UDP 通訊端呼叫了 listen 或 accept。UDP 沒有連線，所以沒有什麼可以監聽，也沒有什麼可以接受。
errno-EOPNOTSUPP-next = listen 和 accept 請用 TCP 通訊端；對 UDP 通訊端直接呼叫 recv。

errno-EAFNOSUPPORT-what = 這個通訊端不支援位址所屬的位址家族。
errno-EAFNOSUPPORT-why = 通常是把 IPv6 位址交給了 IPv4 通訊端。核心完全沒有這個位址家族時也會出現。
errno-EAFNOSUPPORT-next = 建立和位址同一家族的通訊端；IPv6 通訊端可以用 ::ffff:127.0.0.1 這樣的寫法連到 IPv4 位址。

errno-EADDRINUSE-what = 這個位址和連接埠仍被另一個通訊端占用。
errno-EADDRINUSE-why = 一種情形是連接埠被使用中的通訊端占用，而 SO_REUSEADDR 對監聽中的 TCP 通訊端從不起作用；另一種情形是核心還記得先前伺服器的連線，多半處於持續 60 秒的 TIME_WAIT。對後一種情形，在 bind 之前設定 SO_REUSEADDR 有用，但在 Linux 上，舊伺服器的通訊端當時也必須設定過。
errno-EADDRINUSE-next = 關閉占用連接埠的通訊端，換一個連接埠（填 0 由核心挑選），或是從第一次執行起就在 bind 之前設定 SO_REUSEADDR。

errno-EADDRNOTAVAIL-what = 無法配給這個通訊端本機位址和連接埠。
errno-EADDRNOTAVAIL-why = 在 bind 時，表示執行練習場的機器沒有這個位址；如果 IPv6 已關閉，連 ::1 也沒有。在 connect 時，通常是臨時連接埠用盡：對這個目的地，net.ipv4.ip_local_port_range 範圍內的連接埠都已在使用。
errno-EADDRNOTAVAIL-next = 對 bind，使用本機的位址，例如 127.0.0.1；對 connect，關閉舊連線，等 TIME_WAIT 過去，或是換一個來源位址或目的位址。

errno-ENETDOWN-what = 網路介面沒有啟用。
errno-ENETDOWN-why = 這個通訊端需要的介面處於關閉狀態。在 Linux 上更常見的是 ENETUNREACH，因為介面關閉時，它的路由也一起消失。
errno-ENETDOWN-next = 啟用這個介面，或是使用另一個介面。

errno-ENETUNREACH-what = 沒有通往這個位址的路由。
errno-ENETUNREACH-why = 本機的路由表裡沒有對應的項目，例如在沒有 IPv6 路由的機器上使用 IPv6 位址，所以通常一個封包也沒有送出。讓 TCP 通訊端連線到群播位址或廣播位址，結果也一樣。
errno-ENETUNREACH-next = 檢查位址，用 ip route 查看路由，再試一次 127.0.0.1，以排除程式本身的問題。

errno-ENETRESET-what = 網路中斷了這個連線。
errno-ENETRESET-why = 這個名稱指的是網路重新啟動時失去了連線。Linux 上的 TCP 和 UDP 幾乎從不回報它，斷掉的連線通常以 ECONNRESET 或 ETIMEDOUT 出現。
errno-ENETRESET-next = 關閉這個通訊端，重新建立連線。

errno-ECONNABORTED-what = 連線在本端被放棄。
errno-ECONNABORTED-why = 在 Linux 上，非阻塞的 connect 失敗之後對同一個通訊端再次呼叫 connect，或是系統管理員用 ss -K 結束了連線，就會得到它。
errno-ECONNABORTED-next = 關閉這個通訊端，用新的通訊端連線。

errno-ECONNRESET-what = 對方用 RST 中斷了連線。
errno-ECONNRESET-why = 對方在接收緩衝區裡還有未讀資料時就關閉，或是把 SO_LINGER 設為 0 後關閉，或是當掉了。程式當掉時如果留下未讀資料，就會引發 RST；機器重新啟動後已不認得這個連線，也會送出 RST。
errno-ECONNRESET-next = 重新建立連線；如果對方是你的程式，讓它在關閉之前一直讀到 recv 傳回 0。

errno-ENOBUFS-what = 核心的這類資源已達上限。
errno-ENOBUFS-why = 某個佇列或表格已滿。你可以試出的一種情形是，一個通訊端加入的群播群組超過 net.ipv4.igmp_max_memberships 的限制，預設是 20 個。
errno-ENOBUFS-next = 退出不再需要的群播群組或關閉不再需要的通訊端，稍候再試一次。

errno-EISCONN-what = 這個通訊端已經連線。
errno-EISCONN-why = 已連線的 TCP 通訊端不能再連線一次。對監聽中的通訊端呼叫 connect，也會得到同樣的回答。
errno-EISCONN-next = 在這個連線上傳送和接收，或是為另一個對象建立新的通訊端。

errno-ENOTCONN-what = 這個通訊端沒有連線。
errno-ENOTCONN-why = 這個呼叫需要連線的對象，但 connect 還沒有成功。在伺服器上，常見的失誤是對監聽的通訊端呼叫 recv，而沒有使用 accept 傳回的那個通訊端。
errno-ENOTCONN-next = 先呼叫 connect，或是使用 accept 傳回的通訊端。

errno-ETIMEDOUT-what = 對方沒有及時回答，核心放棄了。
errno-ETIMEDOUT-why = 連線時，SYN 一直沒有得到回答，Linux 預設會重送大約兩分鐘；在已建立的連線上，則是送出的資料或存活探測一直沒有得到回答。可能是主機沒有開機、位址寫錯，或是防火牆默默丟棄了封包。
errno-ETIMEDOUT-next = 檢查位址，確認主機正在執行，再看看兩端之間有沒有防火牆。

errno-ECONNREFUSED-what = 那個連接埠上沒有人監聽。
errno-ECONNREFUSED-why = 對 TCP 來說，SYN 換來了 RST。對已連線的 UDP 通訊端來說，先前某個資料包換來了 ICMP 連接埠無法到達，由現在這個呼叫回報出來。
errno-ECONNREFUSED-next = 先啟動伺服器，確認它監聽的正是這個位址和連接埠，再看看有沒有拒絕封包的防火牆。

errno-EHOSTDOWN-what = 主機被回報為已停機。
errno-EHOSTDOWN-why = 在 Linux 上，它來自路由器送出的一種少見的 ICMP 訊息：目的主機不明。主機只是沒有回應時，得到的是 EHOSTUNREACH 或 ETIMEDOUT。
errno-EHOSTDOWN-next = 檢查位址，並確認主機正在執行。

errno-EHOSTUNREACH-what = 無法到達這部主機。
errno-EHOSTUNREACH-why = 同一個網路裡的主機在大約 3 秒內沒有回答 ARP，所以封包無法送達。如果主機在更遠的地方，則是路由器或防火牆用 ICMP 訊息回答，例如主機無法到達。
errno-EHOSTUNREACH-next = 檢查位址，確認主機已開機並在同一個網路裡，再看看有沒有防火牆。

errno-EALREADY-what = 這個通訊端上的 connect 已在進行。
errno-EALREADY-why = 第一次 connect 還沒有結束，你又呼叫了一次。這發生在非阻塞的通訊端上，也發生在 connect 用完 SO_SNDTIMEO 設定的時間之後。
errno-EALREADY-next = 等第一次 connect 結束，再用 SO_ERROR 查詢結果。

errno-EINPROGRESS-what = 連線已經開始，但還沒有完成。
errno-EINPROGRESS-why = 在非阻塞的通訊端上，connect 送出 SYN 後立刻傳回，不等結果。阻塞的 connect 用完 SO_SNDTIMEO 設定的時間，也會得到同樣的結果。
errno-EINPROGRESS-next = 等通訊端變成可以寫入，再用 SO_ERROR 查詢結果。

errno-EDOM-what = 數值超出了這個選項接受的範圍。
errno-EDOM-why = 在 SO_RCVTIMEO 和 SO_SNDTIMEO 裡，微秒數必須在 0 到 999999 之間，整秒要寫在秒的欄位裡。
errno-EDOM-next = 把時間拆成秒和微秒，再設定一次。

errno-ENOENT-what = 這裡沒有這個名稱。
errno-ENOENT-why = 設定 TCP_CONGESTION 時，表示核心不認得這個名稱的壅塞控制演算法。使用 Unix 通訊端時，表示路徑不存在。
errno-ENOENT-next = 從 net.ipv4.tcp_available_congestion_control 列出的名稱裡選一個，或是檢查路徑。

errno-EAI_NONAME-what = 解析器找不到這個主機名稱。
errno-EAI_NONAME-why = 名稱拼錯，或是它既不在 DNS 裡，也不在 /etc/hosts 裡。
errno-EAI_NONAME-next = 檢查拼字，或是使用 127.0.0.1 這樣的位址。

errno-EAI_AGAIN-what = 解析器現在無法回答。
errno-EAI_AGAIN-why = DNS 伺服器沒有及時回答，或是回報了暫時的失敗。常見的原因是這部機器沒有連上網路。
errno-EAI_AGAIN-next = 檢查網路連線，稍後再試；也可以使用位址，它不需要 DNS。

errno-EAI_NODATA-what = 名稱存在，但沒有你需要的那種位址。
errno-EAI_NODATA-why = DNS 裡這個名稱只有別的紀錄，例如只有 IPv4 位址，而你要的是 IPv6 位址。
errno-EAI_NODATA-next = 試試另一種位址家族，或是換一個名稱。

errno-EAI_FAIL-what = 解析器失敗，再試也沒有用。
errno-EAI_FAIL-why = DNS 伺服器回答了一個不會自行消失的錯誤，例如它拒絕來自這部機器的查詢。
errno-EAI_FAIL-next = 換一部 DNS 伺服器，或是使用位址，它不需要 DNS。

errno-other-what = 呼叫失敗了，而這個頁面沒有為這個錯誤準備說明。
errno-other-why = 名稱和數字就是核心原本的回答。它們的意思取決於是哪個呼叫。
errno-other-next = 在這個呼叫的線上手冊的 ERRORS 一節裡查這個名稱，例如用 man 2 connect。
