### Putting a file of captured frames into the journal.

problem-file-broken = The file breaks the rules of its format. Nothing of it was imported.
problem-file-compressed = The file is compressed. Decompress it first.
problem-file-cut = The file ends too early: it was not written or not copied to its end. Nothing of it was imported.
problem-file-empty = The file is empty.
problem-file-links = The frames of this file are not of Ethernet: they were captured on all interfaces at once, for example, or they begin with the IP header. Only Ethernet can be shown.
problem-file-unknown = This is no .pcapng or .pcap file.
import-left-out = Left out, because only frames of Ethernet can be shown: { $n }
import-too-large = The file is larger than this server takes.
