### Who holds an address.

holder-title = Who has this address now?
holder-now = This was asked while this page was made, and not when bind failed; meanwhile the holder may have changed.
holder-here = { $address }: { $socket } of this session.
holder-playground = { $address }: another session of this playground.
holder-program = { $address }: the program { $name }, process { $pid }.
holder-hidden = { $address }: a program that this user may not look into; the kernel shows the socket, and not whose it is.
holder-time-wait = { $address }: no program. A connection that was closed is in TIME-WAIT, and for about a minute the kernel keeps its address. SO_REUSEADDR before bind allows a new listener all the same.
holder-nobody = { $address }: nobody that the kernel tells of. It is free again, or a socket is bound there and does not listen, which the kernel’s list leaves out.
holder-unknown = { $address }: who has it could not be found out in time. Reload this page to ask again.
