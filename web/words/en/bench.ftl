### Keys, and the details of an event.

keys-title = Keys
keys-single = Use single keys
keys-send = Send the message, or the form you are in
keys-close = Close
key-next = Next event
key-previous = Previous event
key-page-down = A screen further
key-page-up = A screen back
key-home = First event
key-end = Newest event, and follow
key-next-related = Next event of the same conversation
key-previous-related = Previous event of the same conversation
key-open = Go to the details
key-close = Close, and select nothing
key-filter = Filter
key-goto = Go to an event by its number
key-pause = Pause the view, or go on
key-clear = Clear the view (the journal keeps everything)
key-unclear = Show what was cleared
key-face = List or ladder
key-follow = Follow this conversation
key-duplicate = Put these bytes into the composer
key-resend = Send these bytes again
key-copy = Copy as …
key-compose = Write a message
key-keys = This sheet

details-nav = Around this event
details-previous = Previous
details-next = Next
details-page = On a page of its own
part-meaning = Meaning
part-bytes = Bytes
part-code = Code
part-copy = Copy as
part-program = The program of this socket
