### 把捕获文件放进日志。

problem-file-broken = 文件不符合它的格式。没有导入任何内容。
problem-file-compressed = 文件是压缩过的。请先解压。
problem-file-cut = 文件过早结束：它没有写完或者没有复制完。没有导入任何内容。
problem-file-empty = 文件是空的。
problem-file-links = 这个文件里的帧不是以太网帧：例如它们是在所有接口上同时捕获的，或者从 IP 首部开始。只能显示以太网帧。
problem-file-unknown = 这不是 .pcapng 或 .pcap 文件。
import-left-out = 因为只能显示以太网帧而略去的帧：{ $n }
import-too-large = 文件超过了这个服务器的上限。
