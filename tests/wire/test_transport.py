"""test_transport.py - transports/websocket against bare sockets: every way a connection can end.

ws-probe prints what the transport told its owner; the server says what came over the wire.
"""
import os
import pathlib
import resource
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import warnings

from peers import raw
from peers.certificates import Authority

TOOLS = pathlib.Path(os.environ["PARLEY_TOOLS"])
PATIENCE = 30


def probe(*arguments, patience=PATIENCE):
    """Run ws-probe: its lines. It must end in order, with nothing on stderr."""
    done = subprocess.run([TOOLS / "ws-probe", *map(str, arguments)], capture_output=True,
                          timeout=patience, check=False)
    assert done.returncode == 0 and not done.stderr, (done, done.stdout.decode())
    return done.stdout.decode().splitlines()


class Ends:
    """The last line of ws-probe: closed KIND status=N code=N reason=TEXT sent=N detail=TEXT."""

    def __init__(self, lines):
        self.lines = lines
        last = lines[-1]
        head, self.detail = last.split(" detail=", 1)
        head, sent = head.rsplit(" sent=", 1)
        head, self.reason = head.split(" reason=", 1)
        closed, self.kind, status, code = head.split(" ")
        assert closed == "closed", last
        self.status = int(status.split("=")[1])
        code = code.split("=")[1]
        self.code = None if code == "-" else int(code)
        self.sent = int(sent) or None
        self.opened = "opened" in lines


def ends(*arguments, **options):
    return Ends(probe(*arguments, **options))


def against(handler, *actions, options=(), **server_options):
    """Connect to a bare server that runs @handler: how it ended, and what the handler returned."""
    with raw.Server(handler, **server_options) as server:
        end = ends(*options, server.url, *actions)
    return end, server.result


class NeverOpens(unittest.TestCase):
    """What can go wrong before the connection is open, each with its own kind."""

    def test_refused(self):
        end = ends(f"ws://127.0.0.1:{raw.closed_port()}/")
        self.assertEqual((end.kind, end.detail), ("REFUSED", "connection refused"))

    def test_all_addresses_of_localhost_are_refused(self):
        self.assertEqual(ends(f"ws://localhost:{raw.closed_port()}/").kind, "REFUSED")

    def test_unreachable(self):
        # No TCP goes to the broadcast address, whatever the network.
        end = ends("ws://255.255.255.255:1/")
        self.assertEqual(end.kind, "UNREACHABLE")

    def test_no_name(self):
        end = ends("ws://no-such-host.invalid:1/")
        self.assertEqual(end.kind, "NO_NAME")
        self.assertIn("no-such-host.invalid", end.detail)

    def test_few_descriptors(self):
        """With fewer than it needs it says so, and ends, at whichever point they run out."""
        last_lines = set()
        for limit in range(6, 30):
            done = subprocess.run(
                [TOOLS / "ws-probe", f"ws://127.0.0.1:{raw.closed_port()}/"], capture_output=True,
                timeout=PATIENCE, check=False, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"},
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))
            last_lines.add(done.stdout.decode().splitlines()[-1] if done.stdout else "crashed")
        self.assertIn("no context: too few file descriptors are left", last_lines)
        self.assertTrue(any(line.startswith("closed REFUSED") for line in last_lines))
        for line in last_lines:
            self.assertRegex(line, "^no context: |^closed REFUSED|^crashed$|too many open files$")

    def test_statuses(self):
        for status in (200, 301, 302, 307, 400, 401, 403, 404, 429, 500, 503):
            with self.subTest(status=status):
                def handler(peer):
                    peer.read_request()
                    peer.respond(status, ["Location: ws://127.0.0.1:1/"], b"no")
                    peer.drain()
                end, _ = against(handler)
                self.assertEqual((end.kind, end.status, end.opened),
                                 ("UPGRADE_STATUS", status, False))
                self.assertIn(str(status), end.detail)

    def test_a_status_with_a_long_body(self):
        def handler(peer):
            peer.read_request()
            peer.respond(503, ["Retry-After: 1"], b"x" * 100000)
            peer.drain()
        self.assertEqual(against(handler)[0].status, 503)

    def test_an_end_during_the_upgrade(self):
        for sent in (b"", b"HTTP/1.1 101 Swi", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: web"):
            with self.subTest(sent=sent):
                def handler(peer):
                    peer.read_request()
                    peer.send(sent)
                end, _ = against(handler)
                self.assertEqual((end.kind, end.opened), ("UPGRADE_BROKEN", False))

    def test_an_end_before_the_request(self):
        self.assertEqual(against(lambda peer: None)[0].kind, "UPGRADE_BROKEN")

    def test_a_reset_during_the_upgrade(self):
        def handler(peer):
            peer.read_request()
            peer.reset()
        self.assertEqual(against(handler)[0].kind, "UPGRADE_BROKEN")

    def test_an_answer_that_is_no_http(self):
        for sent in (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"\x00\x01\x02\x03\r\n\r\n",
                     b"220 mail.example ESMTP\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"{}\r\n\r\n"):
            with self.subTest(sent=sent):
                def handler(peer):
                    peer.read_request()
                    peer.send(sent)
                end, _ = against(handler)
                self.assertEqual(end.kind, "UPGRADE_BROKEN")

    def test_breaches_of_the_handshake(self):
        cases = [
            ({"Sec_WebSocket_Accept": "wrong"}, "Sec-WebSocket-Accept"),
            ({"Sec_WebSocket_Accept": None}, "Sec-WebSocket-Accept"),
            ({"Upgrade": None}, "Upgrade"),
            ({"Upgrade": "h2c"}, "something else"),
            ({"Connection": None}, "Connection"),
            ({"Connection": "close"}, "Connection"),
            ({"Sec_WebSocket_Protocol": "chat"}, "subprotocol"),
            ({"Sec_WebSocket_Extensions": "permessage-deflate"}, "extension"),
        ]
        for changed, words in cases:
            with self.subTest(changed=changed):
                def handler(peer):
                    peer.upgrade(**changed)
                    peer.drain()
                end, _ = against(handler)
                self.assertEqual((end.kind, end.opened), ("BAD_ACCEPT", False))
                self.assertIn(words, end.detail)

    def test_a_listener_that_never_answers(self):
        def handler(peer):
            peer.read_request()
            peer.drain()
        end, _ = against(handler, options=["--abort-after", 200])
        self.assertEqual((end.kind, end.detail), ("ABORTED", "aborted"))

    def test_an_abort_at_once(self):
        for host in ("127.0.0.1", "no-such-host.invalid"):
            with self.subTest(host=host):
                end = ends("--abort-after", 0, f"ws://{host}:{raw.closed_port()}/")
                self.assertIn(end.kind, ("ABORTED", "REFUSED", "NO_NAME"))


class Opens(unittest.TestCase):
    """How a connection comes about."""

    def test_the_request(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.close_frame(1000))
            peer.drain()
            return peer
        with raw.Server(handler, path="/chat?room=1&x=%20y") as server:
            ends("--header", "X-One: a", "--header", "Authorization: Bearer x", "--header",
                 "X-Two: b c", server.url)
        peer = server.result
        self.assertEqual(peer.request, "GET /chat?room=1&x=%20y HTTP/1.1")
        self.assertEqual(peer.headers["host"], f"127.0.0.1:{server.port}")
        self.assertEqual(peer.headers["sec-websocket-version"], "13")
        self.assertNotIn("sec-websocket-extensions", peer.headers)
        self.assertNotIn("sec-websocket-protocol", peer.headers)
        self.assertNotIn("origin", peer.headers)
        own = [header for header in peer.header_list if header[0] in
               ("X-One", "Authorization", "X-Two")]
        self.assertEqual(own, [("X-One", "a"), ("Authorization", "Bearer x"), ("X-Two", "b c")])

    def test_many_and_long_headers(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.close_frame(1000))
            peer.drain()
            return peer.headers
        options = []
        for i in range(30):
            options += ["--header", f"X-Header-{i}: {'v' * 800}"]
        end, headers = against(handler, options=options)
        self.assertEqual(end.kind, "CLOSED")
        self.assertEqual(len([name for name in headers if name.startswith("x-header-")]), 30)

    def test_headers_that_do_not_fit(self):
        options = []
        for i in range(4):
            options += ["--header", f"X-Header-{i}: {'v' * 9000}"]
        end, _ = against(lambda peer: peer.drain(), options=options)
        self.assertEqual(end.kind, "UPGRADE_BROKEN")
        self.assertIn("headers", end.detail)

    def test_a_long_answer(self):
        def handler(peer):
            peer.read_request()
            head = peer.answer().replace("\r\n\r\n", "\r\nSet-Cookie: " + "c" * 8000 + "\r\n\r\n")
            peer.send(head)
            peer.send(raw.close_frame(1000))
            peer.drain()
        self.assertEqual(against(handler)[0].kind, "CLOSED")

    def test_an_answer_in_single_bytes(self):
        def handler(peer):
            peer.read_request()
            peer.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in peer.answer().encode() + raw.frame("hi") + raw.close_frame(1000):
                peer.send(bytes([byte]))
            peer.drain()
        end, _ = against(handler)
        self.assertEqual(end.lines[:2], ["opened", "message hi"])
        self.assertEqual(end.kind, "CLOSED")

    def test_messages_in_the_same_packet_as_the_answer(self):
        def handler(peer):
            peer.read_request()
            peer.send(peer.answer().encode() + raw.frame("one") + raw.frame("two") +
                      raw.close_frame(1000))
            peer.drain()
        end, _ = against(handler)
        self.assertEqual(end.lines[:3], ["opened", "message one", "message two"])

    def test_localhost_in_either_family(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.close_frame(1000))
            peer.drain()
            return peer.headers["host"]
        for host in ("127.0.0.1", "::1"):
            with self.subTest(host=host), raw.Server(handler, host=host) as server:
                self.assertEqual(ends(f"ws://localhost:{server.port}/").kind, "CLOSED")
            self.assertEqual(server.result, f"localhost:{server.port}")

    def test_an_ipv6_address(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.close_frame(1000))
            peer.drain()
            return peer.headers["host"]
        with raw.Server(handler, host="::1") as server:
            self.assertEqual(ends(server.url).kind, "CLOSED")
        self.assertEqual(server.result, f"[::1]:{server.port}")

    def test_one_after_another(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.close_frame(1000))
            peer.drain()
        with raw.Server(handler) as server:
            lines = probe("--again", 5, server.url)
        self.assertEqual(len([line for line in lines if line.startswith("closed CLOSED")]), 5)


class Ending(unittest.TestCase):
    """How an open connection ends."""

    def test_closes_of_the_peer(self):
        cases = [(1000, ""), (1000, "bye"), (1001, ""), (1002, "you"), (1003, ""), (1007, ""),
                 (1008, ""), (1009, ""), (1011, "oh\u2026"), (3000, ""), (4000, ""),
                 (4999, "r" * 123)]
        for code, reason in cases:
            with self.subTest(code=code):
                def handler(peer):
                    peer.upgrade()
                    peer.send(raw.close_frame(code, reason))
                    return peer.sent_code()
                end, answered = against(handler)
                self.assertEqual((end.kind, end.code, end.reason), ("CLOSED", code, reason))
                self.assertEqual((answered, end.sent), (code, code))

    def test_a_close_without_a_code(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.close_frame())
            return peer.sent_code()
        end, answered = against(handler)
        self.assertEqual((end.kind, end.code, end.sent, answered), ("CLOSED", 0, 1000, 1000))

    def test_codes_that_the_library_hides(self):
        """It shows 1012 to 1014, and codes that may not be sent, as 1002."""
        for code in (0, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 2999):
            with self.subTest(code=code):
                def handler(peer):
                    peer.upgrade()
                    peer.send(raw.close_frame(code, "why"))
                    return peer.sent_code()
                end, answered = against(handler)
                self.assertEqual((end.kind, end.code, end.reason, answered),
                                 ("CLOSED", 1002, "why", 1002))

    def test_codes_that_may_not_be_sent(self):
        for code in (5000, 65535):
            with self.subTest(code=code):
                def handler(peer):
                    peer.upgrade()
                    peer.send(raw.close_frame(code))
                    return peer.sent_code()
                end, answered = against(handler)
                self.assertEqual((end.kind, end.sent, answered), ("PROTOCOL", 1002, 1002))
                self.assertIn(str(code), end.detail)

    def test_an_end_without_a_close_frame(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("last words"))
        end, _ = against(handler)
        self.assertEqual(end.lines[:2], ["opened", "message last words"])
        self.assertEqual((end.kind, end.code, end.sent), ("EOF", None, None))

    def test_an_end_in_the_middle_of_a_frame(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("whole"))
            peer.send(raw.frame("not whole", length=100))
        end, _ = against(handler)
        self.assertEqual(end.lines[:2], ["opened", "message whole"])
        self.assertEqual(end.kind, "EOF")

    def test_an_end_in_the_middle_of_a_message(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("a part", fin=False))
        self.assertEqual(against(handler)[0].kind, "EOF")

    def test_a_reset(self):
        def handler(peer):
            peer.upgrade()
            peer.read_frame()
            peer.reset()
        end, _ = against(handler, "ping")
        self.assertEqual((end.kind, end.detail), ("RESET", "connection reset"))

    def test_a_reset_after_a_message(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("hello"))
            peer.read_frame()
            peer.reset()
        end, _ = against(handler, "message", "send:x")
        self.assertEqual(end.lines[:2], ["opened", "message hello"])
        self.assertEqual(end.kind, "RESET")

    def test_a_reset_with_data_on_the_way(self):
        def handler(peer):
            peer.upgrade()
            peer.read_frame()
            for _ in range(100):
                peer.send(raw.frame("x" * 1000))
            peer.reset()
        self.assertEqual(against(handler, "ping")[0].kind, "RESET")

    def test_our_close(self):
        def handler(peer):
            peer.upgrade()
            code = peer.sent_code()
            peer.send(raw.close_frame(code, "as you wish"))
            peer.drain()
            return code
        end, code = against(handler, "close:1000")
        self.assertEqual((end.kind, end.code, end.reason, end.sent, code),
                         ("CLOSED", 1000, "as you wish", 1000, 1000))

    def test_messages_between_our_close_and_the_answer(self):
        def handler(peer):
            peer.upgrade()
            peer.sent_code()
            peer.send(raw.frame("last words") + raw.close_frame(1000))
            peer.drain()
        end, _ = against(handler, "close:1000")
        self.assertEqual(end.lines[:2], ["opened", "message last words"])
        self.assertEqual(end.kind, "CLOSED")

    def test_our_close_is_answered_by_an_end(self):
        def handler(peer):
            peer.upgrade()
            return peer.sent_code()
        end, code = against(handler, "close:1000")
        self.assertEqual((end.kind, end.code, end.sent, code), ("EOF", None, 1000, 1000))

    def test_our_close_is_not_answered(self):
        def handler(peer):
            peer.upgrade()
            peer.drain()
        end, _ = against(handler, "close:1000", options=["--abort-after", 300])
        self.assertEqual((end.kind, end.sent), ("ABORTED", 1000))

    def test_an_abort(self):
        def handler(peer):
            peer.upgrade()
            return peer.sent_code()
        end, code = against(handler, "abort")
        self.assertEqual((end.kind, end.sent), ("ABORTED", None))
        self.assertIn(code, ("end", "reset"))

    def test_a_close_goes_out_behind_what_was_sent(self):
        def handler(peer):
            peer.upgrade()
            frames = [peer.read_frame() for _ in range(3)]
            peer.send(raw.close_frame(1000))
            return [(opcode, payload) for opcode, payload, _ in frames]
        _, frames = against(handler, "send:one", "send:two", "close:1000")
        self.assertEqual(frames, [(raw.TEXT, b"one"), (raw.TEXT, b"two"),
                                  (raw.CLOSE, struct.pack(">H", 1000))])

    def test_a_ping_and_its_pong(self):
        def handler(peer):
            peer.upgrade()
            opcode, payload, _ = peer.read_frame()
            peer.send(raw.frame(payload, raw.PONG) + raw.close_frame(1000))
            peer.drain()
            return opcode
        end, opcode = against(handler, "ping", "activity")
        self.assertEqual(opcode, raw.PING)
        self.assertEqual(end.lines[:2], ["opened", "activity"])

    def test_a_ping_of_the_peer(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("how are you", raw.PING))
            opcode, payload, _ = peer.read_frame()
            peer.send(raw.close_frame(1000))
            peer.drain()
            return opcode, payload
        _, answer = against(handler)
        self.assertEqual(answer, (raw.PONG, b"how are you"))


class Breaches(unittest.TestCase):
    """RFC 6455 broken by the peer: what we answer, what is reported."""

    def breach(self, *frames, end_at_once=False):
        """Send @frames: how it ended, and the code of our close frame."""
        def handler(peer):
            peer.upgrade()
            peer.send(b"".join(frames))
            return None if end_at_once else peer.sent_code()
        return against(handler)

    CASES = [
        ("reserved bit", [raw.frame("x", rsv=4)], 1002, "reserved bits"),
        ("reserved bits on a control frame", [raw.frame("x", raw.PING, rsv=1)], 1002, "reserved"),
        ("unknown opcode", [raw.frame("x", 3)], 1002, "unknown opcode"),
        ("unknown control opcode", [raw.frame("", 0xB)], 1002, "unknown opcode"),
        ("continuation of nothing", [raw.frame("x", raw.CONTINUATION)], 1002, "continuation"),
        ("message within a message",
         [raw.frame("a", fin=False), raw.frame("b")], 1002, "within a fragmented"),
        ("fragmented ping", [raw.frame("x", raw.PING, fin=False)], 1002, "fragmented control"),
        ("ping of 126 bytes", [raw.frame("x" * 126, raw.PING)], 1002, "125 bytes"),
        ("length of 64 bits", [b"\x81\x7f" + b"\xff" * 8], 1002, "2^63"),
        ("half a close code", [raw.frame(b"\x03", raw.CLOSE)], 1002, "half a code"),
        ("close reason that is not UTF-8",
         [raw.close_frame(1000, b"\xff\xfe")], 1007, "reason is not UTF-8"),
        ("text that is not UTF-8", [raw.frame(b"ab\xff")], 1007, "not UTF-8"),
        ("surrogate in a text", [raw.frame(b"\xed\xa0\x80")], 1007, "not UTF-8"),
        ("text that ends in the middle of a character", [raw.frame(b"\xe2\x82")], 1007,
         "not UTF-8"),
        ("text that is not UTF-8, in fragments",
         [raw.frame(b"\xe2", fin=False), raw.frame(b"\x28\xa1", raw.CONTINUATION)], 1007,
         "not UTF-8"),
    ]

    def test_is_answered_and_named(self):
        for name, frames, code, words in self.CASES:
            with self.subTest(name):
                end, sent = self.breach(*frames)
                self.assertEqual((end.kind, end.sent, sent), ("PROTOCOL", code, code))
                self.assertIn(words, end.detail)

    def test_is_named_when_the_peer_ends_right_behind_it(self):
        for name, frames, _, words in self.CASES:
            with self.subTest(name):
                end, _ = self.breach(raw.frame("before"), *frames, end_at_once=True)
                self.assertIn("message before", end.lines)
                self.assertEqual(end.kind, "PROTOCOL")
                self.assertIn(words, end.detail)

    def test_nothing_is_heard_behind_a_breach(self):
        for name, frames, _, _ in self.CASES:
            with self.subTest(name):
                end, _ = self.breach(*frames, raw.frame("behind it"))
                self.assertNotIn("message behind it", end.lines)

    def test_utf8_over_fragments_and_reads(self):
        text = "a\u00e9\u20ac\U0001f600" * 300
        data = text.encode()
        def handler(peer):
            peer.upgrade()
            for split in (1, 2, 3, 4, 5, 6, 7, 8, 9):
                peer.send(raw.frame(data[:split], fin=False) +
                          raw.frame(data[split:], raw.CONTINUATION))
            peer.send(raw.close_frame(1000))
            peer.drain()
        end, _ = against(handler, options=["--receive", 128])
        self.assertEqual(end.lines.count(f"message of {len(data)}"), 9)
        self.assertEqual(end.kind, "CLOSED")

    def test_masked_frames_are_taken(self):
        """The library does not tell; see docs/reliability.md."""
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("masked", mask=b"abcd") + raw.close_frame(1000))
            peer.drain()
        end, _ = against(handler)
        self.assertEqual((end.lines[1], end.kind), ("message masked", "CLOSED"))


class Limits(unittest.TestCase):
    """Sizes: exactly the limit is allowed, and memory is bounded."""

    def sizes(self, *frames, limit=1000):
        def handler(peer):
            peer.upgrade()
            try:
                peer.send(b"".join(frames))
            except ConnectionError:
                pass
            return peer.sent_code()
        return against(handler, options=["--max-message", limit])

    def test_exactly_the_limit(self):
        for frames in ([raw.frame("x" * 1000)],
                       [raw.frame("x" * 400, fin=False), raw.frame("x" * 600, raw.CONTINUATION)]):
            end, _ = self.sizes(*frames, raw.close_frame(1000))
            self.assertIn("message of 1000", end.lines)
            self.assertEqual(end.kind, "CLOSED")

    def test_the_limit_holds_for_each_message(self):
        end, _ = self.sizes(raw.frame("x" * 1000), raw.frame("y" * 1000), raw.close_frame(1000))
        self.assertEqual(end.lines.count("message of 1000"), 2)

    def test_one_byte_more(self):
        for frames in ([raw.frame("x" * 1001)],
                       [raw.frame("x" * 400, fin=False), raw.frame("x" * 601, raw.CONTINUATION)],
                       [raw.frame("x" * 1001, raw.BINARY)],
                       [raw.frame("x" * 1000, length=1 << 40)]):
            end, sent = self.sizes(*frames)
            self.assertEqual((end.kind, end.sent, sent), ("PROTOCOL", 1009, 1009))
            self.assertIn("limit", end.detail)

    def test_a_message_without_end(self):
        def handler(peer):
            peer.upgrade()
            try:
                peer.send(raw.frame("x" * 1000, fin=False))
                while True:
                    peer.send(raw.frame("x" * 1000, raw.CONTINUATION, fin=False))
            except OSError:
                return True
        end, _ = against(handler, options=["--max-message", 100000])
        self.assertEqual((end.kind, end.sent), ("PROTOCOL", 1009))

    def test_a_large_message(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("x" * (1 << 20)) + raw.close_frame(1000))
            peer.drain()
        end, _ = against(handler)
        self.assertIn(f"message of {1 << 20}", end.lines)

    def test_empty_messages_and_fragments(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("") + raw.frame("", fin=False) +
                      raw.frame("", raw.CONTINUATION, fin=False) +
                      raw.frame("end", raw.CONTINUATION) + raw.close_frame(1000))
            peer.drain()
        end, _ = against(handler)
        self.assertIn("message ", end.lines)
        self.assertIn("message end", end.lines)

    def test_control_frames_between_fragments(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame("a", fin=False) + raw.frame("p", raw.PING) +
                      raw.frame("b", raw.CONTINUATION))
            pong = peer.read_frame()
            peer.send(raw.close_frame(1000))
            peer.drain()
            return pong
        end, pong = against(handler)
        self.assertIn("message ab", end.lines)
        self.assertEqual(pong[:2], (raw.PONG, b"p"))

    def test_binary_is_counted_and_not_kept(self):
        def handler(peer):
            peer.upgrade()
            peer.send(raw.frame(b"\xff" * 100, raw.BINARY) +
                      raw.frame(b"\xff", raw.BINARY, fin=False) +
                      raw.frame(b"\xff", raw.CONTINUATION) + raw.frame("text") +
                      raw.close_frame(1000))
            peer.drain()
        end, _ = against(handler)
        self.assertEqual(end.lines.count("binary"), 2)
        self.assertIn("message text", end.lines)

    def test_a_peer_that_stops_reading(self):
        def handler(peer):
            peer.upgrade()
            peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            release.wait(PATIENCE)
        import threading
        release = threading.Event()
        with raw.Server(handler) as server:
            end = ends("--max-queued", 100000, server.url, "flood:1000000")
            release.set()
        self.assertIn("flooded ENOBUFS", end.lines)
        self.assertEqual(end.kind, "OVERFLOW")

    def test_a_slow_reader_gets_everything(self):
        def handler(peer):
            peer.upgrade()
            time.sleep(0.2)  # Long enough for the queue to fill; nothing depends on how long.
            count = 0
            while True:
                opcode, payload, _ = peer.read_frame()
                if opcode == raw.CLOSE:
                    peer.send(raw.close_frame(1000))
                    return count
                assert payload == b"x" * 1000
                count += 1
        end, count = against(handler, "flood:20000", "close:1000",
                             options=["--max-queued", 1 << 26])
        self.assertEqual((end.kind, end.code, count), ("CLOSED", 1000, 20000))


class Tls(unittest.TestCase):
    """wss: what is trusted, and in what words it is not."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.authority = Authority(cls.folder.name)
        cls.context = cls.authority.server_context("good")
        cls.trust = ["--cacert", cls.authority.ca]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @staticmethod
    def talk(peer):
        peer.upgrade()
        peer.send(raw.frame("over TLS " + "x" * 5000) + raw.close_frame(1000, "bye"))
        return peer.sent_code()

    def end_with(self, context, *options, url=None, host="127.0.0.1"):
        with raw.Server(self.talk, tls=context, host=host) as server:
            return ends(*options, server.url if url is None else url.format(port=server.port))

    def test_a_private_ca(self):
        end = self.end_with(self.context, *self.trust)
        self.assertEqual((end.kind, end.code, end.reason), ("CLOSED", 1000, "bye"))
        self.assertIn("message of 5009", end.lines)

    def test_a_name(self):
        end = self.end_with(self.context, *self.trust, url="wss://localhost:{port}/")
        self.assertEqual(end.kind, "CLOSED")

    def test_an_ipv6_address(self):
        context = self.authority.server_context("six", "IP:::1")
        self.assertEqual(self.end_with(context, *self.trust, host="::1").kind, "CLOSED")
        other = self.authority.server_context("other-six", "IP:fe80::1")
        end = self.end_with(other, *self.trust, host="::1")
        self.assertEqual(end.kind, "TLS_FAILED")

    def test_the_systems_roots_alone(self):
        end = self.end_with(self.context)
        self.assertEqual(end.kind, "TLS_FAILED")
        self.assertIn("local issuer", end.detail)

    def test_insecure(self):
        context = self.authority.server_context("bad", "DNS:elsewhere", expired=True)
        self.assertEqual(self.end_with(context, "--insecure").kind, "CLOSED")

    def test_expired(self):
        context = self.authority.server_context("expired", expired=True)
        end = self.end_with(context, *self.trust)
        self.assertEqual((end.kind, end.detail), ("TLS_FAILED", "certificate has expired"))

    def test_another_host(self):
        for subject in ("DNS:elsewhere.example", "IP:127.0.0.2"):
            context = self.authority.server_context("elsewhere", subject)
            end = self.end_with(context, *self.trust)
            self.assertEqual(end.kind, "TLS_FAILED")
            self.assertIn("mismatch", end.detail)

    def test_self_signed(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority.ca, self.authority.folder / "ca.key")
        end = self.end_with(context)
        self.assertEqual(end.kind, "TLS_FAILED")
        self.assertIn("self-signed", end.detail)

    def test_too_old_a_version(self):
        context = self.authority.server_context("old")
        with warnings.catch_warnings():  # That these are old is the point.
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        self.assertEqual(self.end_with(context, *self.trust).kind, "TLS_FAILED")

    def test_no_tls_at_all(self):
        def handler(peer):
            peer.read(1)
            peer.respond(400)
            peer.drain()
        with raw.Server(handler) as server:
            end = ends(*self.trust, f"wss://127.0.0.1:{server.port}/")
        self.assertEqual(end.kind, "TLS_FAILED")
        self.assertIn("wrong version number", end.detail)

    def test_an_end_during_the_handshake(self):
        with raw.Server(lambda peer: peer.read(1)) as server:
            end = ends(*self.trust, f"wss://127.0.0.1:{server.port}/")
        self.assertEqual(end.kind, "TLS_FAILED")

    def test_a_handshake_that_never_ends(self):
        with raw.Server(lambda peer: peer.drain()) as server:
            end = ends(*self.trust, "--abort-after", 200, f"wss://127.0.0.1:{server.port}/")
        self.assertEqual(end.kind, "ABORTED")

    def test_ends_over_tls(self):
        def without_close_notify(peer):
            peer.upgrade()
            peer.sock.detach_fd = None
            os.close(peer.sock.detach())

        def with_close_notify(peer):
            peer.upgrade()
            try:
                peer.sock.unwrap()
            except OSError:
                pass

        def status(peer):
            peer.read_request()
            peer.respond(403)
            peer.drain()

        def breach(peer):
            peer.upgrade()
            peer.send(raw.frame("x", 3))
            return peer.sent_code()

        for handler, kind in ((without_close_notify, "EOF"), (with_close_notify, "EOF"),
                              (status, "UPGRADE_STATUS"), (breach, "PROTOCOL")):
            with self.subTest(handler.__name__):
                end, result = against(handler, options=self.trust, tls=self.context)
                self.assertEqual(end.kind, kind)
                if kind == "PROTOCOL":
                    self.assertEqual(result, 1002)

    def test_a_ca_file_that_is_none(self):
        done = subprocess.run([TOOLS / "ws-probe", "--cacert", "/dev/null", "wss://127.0.0.1:1/"],
                              capture_output=True, timeout=PATIENCE, check=False)
        self.assertIn(b"CA file", done.stdout)


class Build(unittest.TestCase):
    """What only shows in a program that was linked."""

    def test_the_library_finds_our_functions(self):
        """Its dynamic calls of these end up in the program, which must export them."""
        for program in (TOOLS / "ws-probe", TOOLS / "ws-echo", os.environ.get("PARLEY")):
            if program is None:
                continue
            symbols = subprocess.run(["nm", "-D", "--defined-only", program], capture_output=True, text=True,
                                     check=True).stdout
            for name in ("lws_get_random", "_lws_log"):
                self.assertRegex(symbols, f" T {name}\n", program)


class Echo(unittest.TestCase):
    """ws-echo sends everything back as it came."""

    def test_echo(self):
        messages = [(raw.TEXT, b""), (raw.TEXT, "h\u00e9".encode()), (raw.BINARY, b"\x00\xff" * 70000),
                    (raw.BINARY, b""), (raw.TEXT, b"x" * 70000)]

        def handler(peer):
            peer.upgrade()
            for opcode, payload in messages:
                peer.send(raw.frame(payload, opcode))
                self.assertEqual(peer.read_frame(), (opcode, payload, True))
            peer.send(raw.close_frame(1000))
            return peer.sent_code()

        with raw.Server(handler) as server:
            done = subprocess.run([TOOLS / "ws-echo", server.url], capture_output=True,
                                  timeout=PATIENCE, check=True)
        self.assertEqual(done.stdout, b"closed by the peer: closed by the peer\n")
        self.assertEqual(server.result, 1000)


if __name__ == "__main__":
    sys.exit(unittest.main())
