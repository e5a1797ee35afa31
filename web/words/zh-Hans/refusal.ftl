### Explains each refusal of the playground itself, and names the classes of addresses its policy knows.

refusal-malformed = 无法理解这个请求：缺少字段、字段名未知，或者值的写法不对。练习场不做猜测，因为猜错可能会打开错误的套接字。
refusal-malformed-next = 改正详情中指出的字段，再发送一次请求。

refusal-unknown-socket = 这个会话里没有这个名称的套接字。每个会话只能使用自己的套接字。
refusal-unknown-socket-next = 从本会话的列表中选一个套接字，或者打开新的套接字。

refusal-unknown-session = 没有这个名称的会话。可能是链接不完整，或者会话早已被移除。
refusal-unknown-session-next = 检查链接是否完整，或者开始新的会话。

refusal-session-ended = 这个会话已经结束，它的套接字都已关闭。结束的会话不再接受命令，好让记录保持原样。
refusal-session-ended-next = 开始新的会话，在那里打开套接字。

refusal-address-forbidden = 本练习场的规则禁止这一类地址，例如多播、广播、链路本地、元数据和保留地址，以及以 0.0.0.0 为目的地。它替网页打开真实的套接字，而通过这些地址可能会到达网页不该到达的机器和服务。
refusal-address-forbidden-next = 使用 127.0.0.1 这样的目的地，或者向运行练习场的人询问哪些地址可以使用。

refusal-name-forbidden = 这个主机名看起来像伪装的数字，例如 127.1、0x7f.1 或 2130706433，或者含有主机名不使用的字符。有些程序会把这样的名称读成别的地址，从而绕过地址规则。
refusal-name-forbidden-next = 完整写出地址，例如 127.0.0.1，或者使用由字母、数字、连字符和点组成的主机名。

refusal-peer-forbidden = 有一个连接来自不允许连接这里的地址，已被重置。这条规则让网络上的陌生人接触不到你的套接字。
refusal-peer-forbidden-next = 从本机连接，或者请运行练习场的人允许那个地址。

refusal-port-reserved = 这里不允许在小于 1024 的端口上监听。这些端口留给机器上的各种服务，练习场不能冒充它们。
refusal-port-reserved-next = 选择 1024 或更大的端口，或者填 0，由内核挑选。

refusal-own-port = 这是练习场自己的端口。那样它就会与自己对话，而这样的连接可能会以本页面的名义向它发出命令。
refusal-own-port-next = 选择另一个端口，例如你在这里打开的服务器的端口。

refusal-too-many-sockets = 打开的套接字已达上限，监听套接字接受的连接也计算在内。这个限制为所有人留出可用的描述符。
refusal-too-many-sockets-next = 先关闭不再需要的套接字，再打开新的。

refusal-too-many-sessions = 现在不能再开始新的会话。这个限制为正在运行的会话留出内存和套接字。
refusal-too-many-sessions-next = 结束不再需要的会话，或者稍后再试。

refusal-too-many-viewers = 观看这个会话的页面太多。这个限制让已经在观看的人仍能得到流畅的实时画面。
refusal-too-many-viewers-next = 关闭显示这个会话的其他标签页，或者稍后再试。

refusal-too-many-connections = 现在打开的连接太多。这个限制不让某一位访问者或某一个程序占用所有连接。
refusal-too-many-connections-next = 关闭不再需要的连接，稍等片刻再试。

refusal-too-many-calls = 在这个套接字上等待的调用已经达到上限。它们会随着对端的动作逐个返回。
refusal-too-many-calls-next = 让等待的调用先返回，或者关闭这个套接字。
refusal-too-much-queued = 由于对端不读取，这个套接字上等待发送的字节数超过了队列上限。这个限制让你在内存被占满之前注意到读得慢的对端。
refusal-too-much-queued-next = 让对端读取，等队列变短之后再发送。

refusal-too-large = 请求超过了允许的大小，或者携带的数据超过了一次发送的上限。这个限制不让一个请求占用所有人的内存。
refusal-too-large-next = 把数据分成几个较小的部分发送。

refusal-not-now = 套接字当前的状态不允许这个调用，详情中写明了是什么状态。练习场在询问内核之前就作出了这个回答。
refusal-not-now-next = 先让套接字进入合适的状态，例如在发送之前先连接。

refusal-echo-loop = 这些字节来自本练习场另一个自动应答的套接字。如果应答，对方又会应答，永远不会结束。
refusal-echo-loop-next = 在这两个套接字之一上关闭自动应答。

refusal-streaming = 这个套接字已由原始流接管。在此期间，每个字节都属于这个流，其他调用会弄乱数据。
refusal-streaming-next = 先关闭这个流，或者使用另一个套接字。

refusal-shutting-down = 练习场正在停止，不再开始任何新的操作。它的套接字正在关闭。
refusal-shutting-down-next = 等它重新运行之后，再开始新的会话。

refusal-unsupported = 本练习场做不到这一点，因为它的版本或它所在的系统没有这个功能。它会如实说明，不会假装做到。
refusal-unsupported-next = 选择另一种套接字或另一个选项，或者在提供此功能的系统上运行练习场。

# Each class fills the gap in a sentence like "这是一个…地址".
class-loopback = 回环
class-private = 私有
class-link-local = 链路本地
class-metadata = 云元数据
class-multicast = 多播
class-broadcast = 广播
class-reserved = 保留
class-documentation = 文档示例
class-shared = 运营商级 NAT 共享
class-unspecified = 未指定
class-benchmark = 基准测试
class-global = 公网

case-capture = { $errno }：用这一条命令授权：{ $command }
case-errno = 内核回答 { $errno }。
case-step = { $step } 返回 { $errno }。
refusal-capture-forbidden = 要看本机环回接口上的报文段，程序需要 CAP_NET_RAW 权限，而本程序没有。
refusal-capture-forbidden-next = 授予权限后重新启动，或者把套接字建在实验线路上，那里不需要任何权限。
refusal-no-host = 这个实验网络里没有这台主机。
refusal-no-host-next = 使用已有的主机，或者用交换机、集线器或路由器启动实验网络，它们有四台主机。
refusal-no-lab = 这个会话还没有实验网络。
refusal-no-lab-next = 先启动实验网络，或者在它的某台主机上创建套接字。
refusal-lab-broke = 这个会话的实验网络已中断：它的辅助进程已经不在。
refusal-lab-broke-next = 重新建立实验网络，或者结束它。
refusal-lab-failed = 这个会话的实验网络做不到：所需的某一步没有成功。
refusal-lab-failed-next = 看看实验网络的说明。重新建立它，或者使用本机的套接字。
refusal-no-samples = 内核没有说明它持有的套接字情况。
refusal-no-samples-next = 请在支持 NETLINK_SOCK_DIAG 的 Linux 上使用练习场。调用和字节照常显示。
refusal-too-many-labs = 实验网络的数量已达到本练习场的上限。每个实验网络占用一个进程和几个网络命名空间。
refusal-too-many-labs-next = 在别的会话中结束一个实验网络；页面已关闭的实验网络，过一段时间会自己结束。或者用更大的上限启动练习场。
refusal-too-many-settings = 等待实验网络处理的设置已经达到上限。
refusal-too-many-settings-next = 等实验网络处理完已经给它的设置。
refusal-too-many-rules = 一条线路能容纳的规则已满。
refusal-too-many-rules-next = 移除不再需要的规则。
refusal-unknown-frame = 线路上没有扣留这个帧。它可能已经继续前行。
refusal-unknown-frame-next = 请重新查看被扣留的帧的列表。
refusal-unknown-knob = 没有这个内核参数。
refusal-unknown-knob-next = 请从实验网络列出的内核参数中选择。
refusal-unknown-rule = 线路上没有这条规则。
refusal-unknown-rule-next = 请重新查看规则列表。
refusal-no-payload = 这个帧既不携带 TCP 也不携带 UDP，没有可以替换的载荷。
refusal-no-payload-next = 放行、丢弃或复制它。
