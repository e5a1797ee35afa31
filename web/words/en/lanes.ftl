### What is seen beside the calls: kernel samples, segments, and the lab.

event-note-kernel-lane-on = the kernel lane was switched on
event-note-kernel-lane-off = the kernel lane was switched off
event-note-wire-lane-on = the capture of this machine’s loopback was switched on
event-note-wire-lane-off = the capture of this machine’s loopback was switched off
meaning-note-kernel-lane-on = From now on the playground asks the kernel again and again what it holds of the sockets of this session, and writes down what changed.
meaning-note-kernel-lane-off = The kernel is not asked any more.
meaning-note-wire-lane-on = From now on the segments of this session’s sockets are captured on the loopback interface.
meaning-note-wire-lane-off = Segments on the loopback interface are not captured any more. A lab’s wire is captured all the same.

event-icmp = ICMP from { $from }: type { $kind }, code { $code }
event-missed = { $n } frames were missed, because a buffer was full
kernel-owner-accept-queue = in the accept queue: nobody has accepted it
kernel-owner-half = half-open: the handshake is not finished
kernel-owner-nobody = no program has it any more: only the kernel does
mark-duplicate-ack = duplicate ACK no. { $n }
mark-fast-retransmission = fast retransmission
mark-keep-alive = keepalive probe
mark-keep-alive-ack = answer to a keepalive probe
mark-out-of-order = out of order
mark-previous-not-captured = a segment before it was not captured
mark-retransmission = retransmission
mark-spurious-retransmission = retransmission of what had been acknowledged
mark-window-full = the window is full
mark-window-update = window update
mark-zero-window = zero window
mark-zero-window-probe = probe of a closed window
mark-zero-window-probe-ack = answer to a probe of a closed window
fate-corrupted = a bit was flipped on the wire
fate-dropped = lost on the wire
fate-duplicated = delivered twice
fate-held = held on the wire
fate-reordered = overtaken on the wire
event-lab-began = the lab is there: { $net }
event-lab-decided-deliver = frame { $frame } goes on
event-lab-decided-drop = frame { $frame } was thrown away
event-lab-decided-duplicate = frame { $frame } goes on, twice
event-lab-decided-edit = frame { $frame } goes on, edited
event-lab-ended = the lab is gone
event-lab-impaired = the wire now: { $value }
event-lab-knob = { $name } = { $value }
event-lab-ruled = rule { $n }: { $rule }
event-lab-unavailable = there can be no lab here: { $step } = { $errno }
event-lab-unruled = rule { $n } is gone
meaning-kernel = What the kernel holds of this socket or connection changed. The playground asked the kernel with sock_diag.
meaning-icmp = An ICMP message told that a datagram of this socket did not arrive. It lay in the socket’s error queue; the next call then fails with this error. Transient errors are only shown here: without the lane, too, the calls do not hear of them.
meaning-missed = Frames came faster than they were taken. On this machine’s loopback they were copies, and the connections lost nothing by it. On the wire of a lab they are lost, as at a router whose queue is full.
meaning-lab-began = The hosts of the lab are there. Each has a TCP/IP stack of its own, in a network namespace of the same kernel.
meaning-lab-decided = Somebody decided what becomes of a frame that was held.
meaning-lab-ended = The namespaces of the lab are gone, with everything that was in them.
meaning-lab-impaired = What the wire does to every frame was changed.
meaning-lab-knob = A setting of a lab host’s kernel was changed. The value is what reading it back gave.
meaning-lab-ruled = From now on the wire does this to frames that match.
meaning-lab-unavailable = The operating system did not allow the namespaces that a lab is made of. Everything else works.
meaning-lab-unruled = The wire does not do this any more.
label-captured = captured
label-captured-says = A packet socket saw it on the wire; the time is the kernel’s.
