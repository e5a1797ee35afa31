# What the lanes cost: a datagram that is captured, a frame that is relayed, a kernel that is asked.
# It prints numbers and judges nothing; only those of one run may be compared.
#
# SERVER_BINARY=target/release/socket-playground python3 tests/lanes.bench.py [wire] [relay] [kernel]

import base64, json, os, socket, statistics, subprocess, sys, threading, time, urllib.request

BINARY = os.environ.get("SERVER_BINARY", "target/release/socket-playground")
RATE = int(os.environ.get("RATE", 20_000))
SECONDS = float(os.environ.get("SECONDS", 3))
ROUNDS = int(os.environ.get("ROUNDS", 3))
MEGABYTES = int(os.environ.get("MEGABYTES", 100))
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A server of its own, with room for a long journal."""

    def __enter__(self):
        limits = ["--limit", "journal-events=4000000", "--limit", "journal-bytes=2000000000", "--limit", "queue-bytes=16777216"]
        self.process = subprocess.Popen([BINARY, "--port", "0", *limits], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        url = self.process.stdout.readline().split()[-1].replace("localhost", "127.0.0.1").rstrip("/")
        self.host, port = url.removeprefix("http://").split(":")
        self.port = int(port)
        self.path = "/api/v1/sessions"
        self.path += "/" + self.call("", {})["session"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        url = f"http://{self.host}:{self.port}{self.path}{path}"
        with urllib.request.urlopen(urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})) as answer:
            return json.load(answer)

    def do(self, **command):
        return self.call("/commands", command)

    def see(self):
        return self.call("")

    def view(self, name):
        return next((view for view in self.see()["sockets"] if view["socket"] == name), {})

    def events(self):
        after = 0
        while page := self.call(f"/events?after={after}&limit=10000")["events"]:
            yield from page
            after = page[-1]["seq"]

    def cpu(self):
        """Seconds of processor time so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK


class Live:
    """The live WebSocket (RFC 6455), as far as sending commands takes it."""

    def __init__(self, server):
        self.socket = socket.create_connection((server.host, server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        origin = f"http://{server.host}:{server.port}"
        head = [f"GET {server.path}/live?after={1 << 40} HTTP/1.1", f"Host: {server.host}:{server.port}", f"Origin: {origin}"]
        head += ["Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]
        self.socket.sendall("\r\n".join(head).encode())
        answer = self.socket.recv(4096)
        assert b" 101 " in answer, answer
        threading.Thread(target=self.drain, daemon=True).start()

    def drain(self):
        while self.socket.recv(1 << 20):
            pass

    def send(self, command, times):
        text = json.dumps(command).encode()
        length = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0x80 | 126]) + len(text).to_bytes(2, "big")
        self.socket.sendall((b"\x81" + length + bytes(4) + text) * times)


def wait(what, ready, seconds=30):
    end = time.monotonic() + seconds
    while not ready():
        if end < time.monotonic():
            sys.exit(f"gave up waiting for {what}")
        time.sleep(0.02)


def paced(total, rate, send, idle=lambda: None):
    """Calls `send` so that it sends so many a second; how long it took."""
    begun, sent = time.monotonic(), 0
    while sent < total:
        due = min(total, int((time.monotonic() - begun) * rate))
        if sent < due:
            send(due - sent)
            sent = due
        idle()
        time.sleep(0.0005)
    return time.monotonic() - begun


def echo(wire, kernel, others):
    """Datagrams that the session echoes; microseconds of processor time for each."""
    with Server() as server:
        server.do(do="watch", wire=wire, kernel=kernel)
        for _ in range(others):
            server.do(do="open", kind="udp", at="127.0.0.1:0")
        server.do(do="open", kind="udp", at="127.0.0.1:0", respond="echo", rcvbuf=4 << 20)
        name = f"s{others + 1}"
        wait("a socket", lambda: server.view(name).get("local"))
        host, port = server.view(name)["local"].rsplit(":", 1)
        peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        peer.connect((host, int(port)))
        peer.setblocking(False)
        came = 0

        def receive():
            nonlocal came
            try:
                while peer.recv(64):
                    came += 1
            except BlockingIOError:
                pass

        def send(count):
            for _ in range(count):
                peer.send(bytes(32))

        total = int(RATE * SECONDS)
        before = server.cpu()
        took = paced(total, RATE, send, receive)
        end = time.monotonic() + 3
        while came < total and time.monotonic() < end:
            time.sleep(0.002)
            receive()
        used = (server.cpu() - before) / total * 1e6
        wait("an answer", lambda: server.see()["head"])
        kinds = {"segment": 0, "missed": 0, "kernel": 0}
        if wire:
            for event in server.events():
                if event["event"] in kinds:
                    kinds[event["event"]] += event.get("frames", 1)
        lanes = "+".join([word for word, on in (("wire", wire), ("kernel", kernel)) if on]) or "off"
        print(f"  {lanes:11} {others + 1:3} sockets: {total / took:6.0f}/s, echoed {came / total:7.2%}, {used:5.1f} µs CPU each, segments {kinds['segment'] / 2 / total:7.2%}, missed {kinds['missed']}")
        return used


def wire_lane():
    print(f"Echo of {RATE} datagrams a second for {SECONDS} s, lanes off and on, {ROUNDS} rounds:")
    for others in (0, 127):
        used = {}
        for _ in range(ROUNDS):
            for lanes in ((False, False), (True, False), (True, True)):
                used.setdefault(lanes, []).append(echo(*lanes, others))
        off = statistics.median(used[False, False])
        for lanes, word in (((True, False), "wire"), ((True, True), "wire+kernel")):
            print(f"  {others + 1} sockets: {word} costs {statistics.median(used[lanes]) / off:.2f} times as much as off")


def counted(server, kind):
    """What the journal says of the relay; what it lost, it tells as missed."""
    time.sleep(0.7)
    missed = again = segments = 0
    for event in server.events():
        missed += event.get("frames", 0) if event["event"] == "missed" else 0
        if event["event"] == "segment":
            segments += 1
            again += any("retransmission" in str(mark) for mark in event.get("marks", []))
    print(f"  {kind}: {segments} segments, missed {missed}, retransmissions {again}")
    return segments


def bulk():
    with Server() as server:
        server.do(do="open", kind="tcp-listen", at="0.0.0.0:8888", on="b", respond="discard")
        wait("a listener", lambda: server.view("s1").get("state") == "listening")
        server.do(do="open", kind="tcp-connect", to="b:8888", on="a")
        wait("a connection", lambda: server.view("s3").get("state") == "open")
        data, live = "x" * 60_000, Live(server)
        total, before, begun = MEGABYTES * 1_000_000 // len(data), server.cpu(), time.monotonic()
        for done in range(total):
            live.send({"do": "send", "socket": "s2", "data": data}, 1)
            # What is not sent yet is bounded, and more would be refused.
            while done % 8 == 7 and server.view("s3").get("received", 0) < (done - 16) * len(data):
                time.sleep(0.001)
        wait("all bytes", lambda: server.view("s3").get("received", 0) == total * len(data), 60)
        took, used = time.monotonic() - begun, server.cpu() - before
        segments = counted(server, "TCP")
        print(f"  TCP: {total * len(data) / took / 1e6:.1f} MB/s, {segments / took:.0f} frames/s, {used / segments * 1e6:.1f} µs CPU each")


def datagrams():
    with Server() as server:
        server.do(do="open", kind="udp", at="0.0.0.0:8888", on="b", respond="discard", rcvbuf=4 << 20)
        server.do(do="open", kind="udp", to="b:8888", on="a")
        wait("a socket", lambda: server.view("s2").get("local"))
        live, total, before = Live(server), int(RATE * 5), server.cpu()
        command = {"do": "send", "socket": "s2", "data": "x" * 32}
        took = paced(total, RATE, lambda count: live.send(command, count))
        last = -1
        while last != (last := server.see()["head"]):
            time.sleep(0.5)
        arrived, used = server.view("s1").get("received", 0) / 32, server.cpu() - before
        segments = counted(server, "UDP")
        print(f"  UDP: {total / took:.0f}/s sent, arrived {arrived / total:.2%}, {segments / took:.0f} frames/s, {used / total * 1e6:.1f} µs CPU each")


def trip(on, wire):
    """Microseconds from a send of 64 bytes to the echo, by the journal's clock."""
    with Server() as server:
        server.do(do="watch", wire=wire)
        where = [{"on": "b"}, {"on": "a"}] if on == "lab" else [{}, {}]
        server.do(do="open", kind="tcp-listen", at="0.0.0.0:8888" if on == "lab" else "127.0.0.1:0", respond="echo", **where[0])
        wait("a listener", lambda: server.view("s1").get("state") == "listening")
        to = "b:8888" if on == "lab" else server.view("s1")["local"]
        server.do(do="open", kind="tcp-connect", to=to, **where[1])
        wait("a connection", lambda: server.view("s2").get("state") == "open")
        for count in range(300):
            server.do(do="send", socket="s2", data="x" * 64)
            wait("an echo", lambda: server.view("s2").get("received") == 64 * (count + 1))
        trips, sent = [], 0
        for event in server.events():
            if event.get("socket") == "s2" and event["event"] == "sent":
                sent = event["at_us"]
            if event.get("socket") == "s2" and event["event"] == "received":
                trips.append(event["at_us"] - sent)
        middle = statistics.median(trips)
        print(f"  echo of 64 bytes, {on}{', captured' if wire else ''}: p50 {middle:.0f} µs of {len(trips)}")
        return middle


def relay():
    print(f"A lab of two hosts on a wire: {MEGABYTES} MB over TCP, {RATE} datagrams a second for 5 s:")
    bulk()
    datagrams()
    host = trip("host", False)
    trip("host", True)
    print(f"  through the wire it takes {trip('lab', False) / host:.2f} times as long as over loopback")


def idle(sockets, strangers):
    others = [socket.socket(socket.AF_INET, kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM) for _ in range(strangers // 2)]
    for other in others:
        other.bind(("127.0.0.1", 0))
        if other.type == socket.SOCK_STREAM:
            other.listen()
    with Server() as server:
        server.do(do="watch", kernel=True)
        server.do(do="open", kind="tcp-listen", at="127.0.0.1:0")
        wait("a listener", lambda: server.view("s1").get("local"))
        # A connection is two sockets; the rest takes datagrams.
        for _ in range(sockets // 4):
            server.do(do="open", kind="tcp-connect", to=server.view("s1")["local"])
        while len(server.see()["sockets"]) < sockets:
            server.do(do="open", kind="udp", at="127.0.0.1:0")
        time.sleep(3)
        before = server.cpu()
        time.sleep(10)
        print(f"  {len(server.see()['sockets'])} sockets, {len(others)} of others: {(server.cpu() - before) * 10:.2f} % of a processor")
    for other in others:
        other.close()


def kernel_lane():
    print("The kernel lane while nothing happens, over 10 s:")
    for sockets, strangers in ((1, 0), (100, 0), (100, 1000)):
        idle(sockets, strangers)


PARTS = {"wire": wire_lane, "relay": relay, "kernel": kernel_lane}
for part in sys.argv[1:] or PARTS:
    PARTS[part]()
