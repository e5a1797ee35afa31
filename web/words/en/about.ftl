### The about page: the program, this machine, and the limits.

about-title = About
about-says = Socket Playground { $version } opens real sockets of the machine it runs on, on behalf of this page.
about-api = API documentation
about-limits = Limits
about-limits-says = What this server allows. Whoever starts it can change each limit by its name.
about-limit = Name
about-value = Value
about-meaning = Meaning
about-unit-bytes = bytes
about-unit-seconds = seconds
limit-sessions = Sessions at once.
limit-sockets = Open sockets of all sessions together.
limit-session-sockets = Open sockets of one session, accepted connections included.
limit-connections = Connections to this server at once, live pages included.
limit-viewers = Pages and programs that watch one session at once.
limit-journal-events = Events that the journal of one session keeps.
limit-journal-bytes = Memory that the journal of one session keeps.
limit-queue-bytes = Data that waits to be sent on one socket.
limit-message-bytes = The largest single command from a page or a program.
limit-grace = How long sockets stay open after the last page of their session is gone.
