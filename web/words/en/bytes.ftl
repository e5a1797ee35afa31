### The bytes of one event.

pane-kept-all = { $n ->
    [0] No bytes
    [one] One byte
   *[other] { $n } bytes
}
pane-kept-first = { $n ->
    [0] None of { $whole } bytes was kept
    [one] The first of { $whole } bytes was kept
   *[other] The first { $n } of { $whole } bytes were kept
}
pane-gutters = Text as
pane-bits = Bits
pane-hex = Bytes in hex and as text
pane-help = The arrow keys move from byte to byte, and with Shift they select.
pane-picked = Offset { $at }, length { $n }
pane-text = Text
pane-mark-hidden = a character that cannot be seen, or that would change how others are shown
pane-mark-invalid = a byte that is not valid in this encoding
pane-mark-cut = the beginning of a character; its other bytes are not in this event
pane-mark-not-kept = the beginning of a character; its other bytes were not kept
pane-mark-goes-on = bytes of the character that begins in the row above
