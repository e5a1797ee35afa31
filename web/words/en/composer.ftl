### What is sent, and how it is written.

composer-title = Send
composer-socket = From
composer-none = No socket can send yet. Open one above, connect it, or let it accept a connection.
composer-here = send …
composer-note-kept = These bytes cannot be written in that way. What you typed stays, and now means other bytes.
composer-note-pasted = \41 was pasted, and became \x41.
composer-note-too-large = That is too much for one message.
preview-bytes = { $n ->
    [0] No bytes
    [one] One byte
   *[other] { $n } bytes
}
preview-more = (the first 256 are shown)
fault-alone = A byte is two hex digits; { $digit } at position { $at } is alone.
fault-base64 = Base64 does not have { $found } (position { $at }).
fault-cut-off = Base64 has groups of four characters; the last group is cut off.
fault-escape = The escapes are \n \r \t \0 \\ and \x with two hex digits; { $escape } at position { $at } is none of them.
fault-hex = { $found } at position { $at } is not a hex digit.
fault-lacks = { $encoding } has no { $found } ({ $code }, position { $at }).
repeat-title = Repeat
repeat-count = Times
repeat-every = Every (ms)
repeat-start = Start
repeat-stop = Stop
repeat-says = sent { $n } of { $of }
