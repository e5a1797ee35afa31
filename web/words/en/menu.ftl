### The menu of an event, marks, commands, and saved messages.

menu-title = Event menu
menu-more = More for this event
menu-group-marks = Marks and time
menu-group-filter = Filter
menu-group-bytes = Bytes
menu-group-event = Event
menu-mark = Mark this event
menu-reference = Count time from here
menu-next-mark = Next mark
menu-previous-mark = Previous mark
menu-only-socket = Only this socket
menu-not-socket = Without this socket
menu-only-kind = Only this kind of event
menu-only-error = Only this error
menu-compose = Compose these bytes
menu-link = Copy the link to this event
menu-link-copied = The link was copied.
mark-says = marked
reference-says = times are counted from here
reference-since = Since { $seq } (s)
reference-sign = REF
key-menu = The menu of the event
key-mark = Mark the event, or take its mark off
key-reference = Count time from this event, or from the beginning again
key-next-mark = Next marked event
key-previous-mark = Previous marked event
