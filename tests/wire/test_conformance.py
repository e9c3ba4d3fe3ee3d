"""test_conformance.py - RFC 6455 as a client: ws-echo against bare sockets, plain and over TLS.

A case is what the server sends and what must come back: the messages, the pongs, and the code of the
close frame. Where libwebsockets departs from the RFC, the case says so; docs/reliability.md has
the list.
"""
import base64
import concurrent.futures
import dataclasses
import itertools
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from peers import raw
from peers.certificates import Authority
from peers.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close_frame, frame

TOOLS = pathlib.Path(os.environ["PARLEY_TOOLS"])
SOURCE = pathlib.Path(os.environ["PARLEY_SOURCE"])
PATIENCE = 120
MAX_MESSAGE = 1 << 22

# Where what happens is not what the RFC asks for: in words, as the manual has them.
MASKED = "Masked frames of a server are accepted."
ONE_PONG = "Of a burst of pings only some are answered."
HIDDEN_CODE = "Close codes 1012 to 1014, and codes below 3000 that may not be sent, are taken for 1002."
DEVIATIONS = [MASKED, ONE_PONG, HIDDEN_CODE]


@dataclasses.dataclass
class Case:
    """Unless a close is among them, one with 1000 is sent behind the frames."""
    name: str
    frames: list
    messages: list = dataclasses.field(default_factory=list)  # (opcode, payload) that must come back.
    pongs: list = dataclasses.field(default_factory=list)
    code: object = 1000  # What the client closes with.
    closes: bool = False  # The frames end the connection by themselves.
    piece: int = 0  # Bytes written at a time; 0: all at once.
    deviation: str = ""
    all_of_it: bool = True  # Everything in front of a breach must have come back.


def text(payload):
    return payload.encode() if isinstance(payload, str) else payload


def echoes(name, *payloads, opcode=TEXT, piece=0):
    return Case(name, [frame(text(payload), opcode) for payload in payloads],
                [(opcode, text(payload)) for payload in payloads], piece=piece)


def breach(name, frames, code=1002, **more):
    """The client closes with @code, whatever follows."""
    return Case(name, [*frames, frame("behind it")], code=code, closes=True, **more)


def fragments(payload, *cuts, opcode=TEXT):
    """@payload in fragments that end at @cuts."""
    payload = text(payload)
    ends = [*cuts, len(payload)]
    parts = [payload[start:end] for start, end in zip([0, *cuts], ends)]
    last = len(parts) - 1
    return [frame(part, opcode if i == 0 else CONTINUATION, fin=i == last) for i, part in enumerate(parts)]


def sizes():
    for opcode, what in ((TEXT, "text"), (BINARY, "binary")):
        for size in (0, 1, 2, 125, 126, 127, 128, 511, 512, 513, 65535, 65536, 65537, 1 << 20, MAX_MESSAGE):
            yield echoes(f"{what} of {size} bytes", b"*" * size, opcode=opcode)
        for size, piece in ((125, 1), (126, 1), (65536, 997), (1 << 20, 64000)):
            yield echoes(f"{what} of {size} bytes in pieces of {piece}", b"*" * size, opcode=opcode, piece=piece)
    yield echoes("many messages at once", *(f"number {i}" for i in range(500)))
    yield echoes("every byte in a binary message", bytes(range(256)), opcode=BINARY)
    yield breach("one byte over the limit", [frame(b"*" * (MAX_MESSAGE + 1))], 1009)
    yield breach("one byte over the limit in fragments", fragments(b"*" * (MAX_MESSAGE + 1), MAX_MESSAGE), 1009)
    yield breach("a length of 2^63", [b"\x82\x7f\x80" + b"\0" * 7])


def pings():
    for payload in (b"", b"x", b"\x00\xff\xfe", b"p" * 125):
        yield Case(f"ping of {len(payload)} bytes", [frame(payload, PING)], pongs=[payload])
        yield Case(f"ping of {len(payload)} bytes in single bytes", [frame(payload, PING)], pongs=[payload], piece=1)
        yield Case(f"pong of {len(payload)} bytes that nobody asked for", [frame(payload, PONG)])
    yield Case("ping, message, pong", [frame("a", PING), frame("hello"), frame("b", PONG)], [(TEXT, b"hello")], [b"a"])
    yield Case("ten pings", [frame(str(i), PING) for i in range(10)], pongs=[b"0"], deviation=ONE_PONG)
    for opcode, what in ((PING, "ping"), (PONG, "pong"), (CLOSE, "close")):
        yield breach(f"{what} of 126 bytes", [frame(b"\x03\xe8" + b"x" * 124, opcode)])
        yield breach(f"{what} that is a fragment", [frame(b"\x03\xe8", opcode, fin=False)])


def reserved():
    for bits, opcode in itertools.product(range(1, 8), (TEXT, BINARY, PING, PONG, CLOSE)):
        yield breach(f"reserved bits {bits} in a frame of opcode {opcode}", [frame(b"\x03\xe8", opcode, rsv=bits)])
    yield breach("reserved bits in a continuation", [frame("a", fin=False), frame("b", CONTINUATION, rsv=4)])
    yield Case("reserved bits behind a message", [frame("before"), frame("x", rsv=4)], [(TEXT, b"before")],
               code=1002, closes=True, all_of_it=False)
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        yield breach(f"opcode {opcode}", [frame("", opcode)])
        yield breach(f"opcode {opcode} with a payload", [frame("x", opcode)])
        yield breach(f"opcode {opcode} between fragments", [frame("a", fin=False), frame("", opcode)])
    yield Case("masked frames", [frame("masked", mask=b"abcd")], [(TEXT, b"masked")], deviation=MASKED)


def fragmented():
    for opcode, what in ((TEXT, "text"), (BINARY, "binary")):
        whole = b"fragmented" * 20
        yield Case(f"{what} in two fragments", fragments(whole, 100, opcode=opcode), [(opcode, whole)])
        yield Case(f"{what} in single bytes", fragments(whole, *range(1, len(whole)), opcode=opcode), [(opcode, whole)])
        yield Case(f"{what} in fragments, in single bytes of TCP", fragments(whole, 100, opcode=opcode),
                   [(opcode, whole)], piece=1)
        yield Case(f"{what} with empty fragments", fragments(b"x", 0, 0, 1, 1, opcode=opcode), [(opcode, b"x")])
        yield Case(f"{what} of empty fragments only", fragments(b"", 0, 0, opcode=opcode), [(opcode, b"")])
        yield Case(f"{what} in fragments of 64 KiB", fragments(b"y" * (1 << 20), *range(65536, 1 << 20, 65536), opcode=opcode),
                   [(opcode, b"y" * (1 << 20))])
        parts = fragments(b"onetwo", 3, opcode=opcode)
        yield Case(f"{what} with a ping between fragments", [parts[0], frame("p", PING), parts[1]],
                   [(opcode, b"onetwo")], [b"p"])
        yield Case(f"{what} with a pong between fragments", [parts[0], frame("p", PONG), parts[1]], [(opcode, b"onetwo")])
        yield Case(f"{what} with a ping between fragments, in single bytes", [parts[0], frame("p", PING), parts[1]],
                   [(opcode, b"onetwo")], [b"p"], piece=1)
        yield Case(f"{what} with a close between fragments", [parts[0], close_frame(1000)], closes=True)
        yield breach(f"{what} within a message", [parts[0], frame("new", opcode)])
        yield breach(f"{what} begun within a message", [parts[0], frame("new", opcode, fin=False)])
    for fin in (True, False):
        yield breach(f"continuation of nothing, fin {fin}", [frame("x", CONTINUATION, fin=fin)])
        yield Case(f"continuation behind a whole message, fin {fin}", [frame("a"), frame("x", CONTINUATION, fin=fin)],
                   [(TEXT, b"a")], code=1002, closes=True, all_of_it=False)


VALID = ["a", "\u00e9", "\u20ac", "\U0001f600", "\u0000", "\u07ff\u0800\uffff", "\ud7ff\ue000", "\U00010000\U0010ffff",
         "\ufffe\uffff\U0001fffe", "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!", "\ufeffmark", "\u1680\u202e\u2028"]
INVALID = {
    "a byte that begins nothing": b"\x80", "two of them": b"\xbf\xbf", "0xFE": b"\xfe", "0xFF": b"\xff",
    "overlong slash in 2": b"\xc0\xaf", "overlong slash in 3": b"\xe0\x80\xaf", "overlong slash in 4": b"\xf0\x80\x80\xaf",
    "overlong NUL": b"\xc0\x80", "overlong 0x7FF": b"\xe0\x9f\xbf", "overlong 0xFFFF": b"\xf0\x8f\xbf\xbf",
    "a high surrogate": b"\xed\xa0\x80", "a low surrogate": b"\xed\xbf\xbf", "a pair": b"\xed\xa0\xbd\xed\xb8\x80",
    "0x110000": b"\xf4\x90\x80\x80", "5 bytes": b"\xf8\x88\x80\x80\x80", "6 bytes": b"\xfc\x84\x80\x80\x80\x80",
    "2 bytes cut short": b"\xc3", "3 cut after 1": b"\xe2", "3 cut after 2": b"\xe2\x82", "4 cut after 3": b"\xf0\x9f\x98",
    "continued by a letter": b"\xe2\x28\xa1", "latin 1": b"caf\xe9 noir",
}


def utf8():
    for number, sample in enumerate(VALID):
        data = f"<{sample}>".encode()
        cuts = range(len(data) + 1)
        yield Case(f"valid UTF-8 {number}, cut everywhere", [part for cut in cuts for part in fragments(data, cut)],
                   [(TEXT, data)] * len(cuts))
        yield Case(f"valid UTF-8 {number}, each byte a fragment and a segment", fragments(data, *range(1, len(data))),
                   [(TEXT, data)], piece=1)
    everything = "".join(chr(point) for point in range(0, 0x110000, 37) if not 0xd800 <= point < 0xe000).encode()
    yield Case("UTF-8 of all planes", [frame(everything)], [(TEXT, everything)])
    for name, sample in INVALID.items():
        yield breach(f"{name}", [frame(b"<" + sample + b">")], 1007)
        yield breach(f"{name}, alone", [frame(sample)], 1007)
        yield breach(f"{name}, at the end", [frame(b"long before it " * 100 + sample)], 1007)
        for cut in range(1, len(sample)):
            yield breach(f"{name}, cut at {cut}", fragments(sample, cut), 1007)
        yield Case(f"{name}, but binary", [frame(sample, BINARY)], [(BINARY, sample)])


def closes():
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999):
        yield Case(f"close {code}", [close_frame(code)], code=code, closes=True)
        yield Case(f"close {code} with a reason", [close_frame(code, "because \u2026")], code=code, closes=True)
    yield Case("close without a code", [close_frame()], code=1000, closes=True)
    yield Case("close with a reason of 123 bytes", [close_frame(1000, "r" * 123)], closes=True)
    yield Case("close in single bytes", [close_frame(1000, "slowly")], closes=True, piece=1)
    yield Case("close behind a message", [frame("last"), close_frame(1000)], [(TEXT, b"last")], closes=True)
    for behind, what in ((frame("x"), "message"), (frame("x", PING), "ping"), (close_frame(1001), "close"), (b"\xff", "breach")):
        yield Case(f"{what} behind a close", [close_frame(1000), behind], closes=True)
    yield breach("close of one byte", [frame(b"\x03", CLOSE)])
    for code in (1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1100, 2000, 2999, 0, 999):
        yield Case(f"close {code}", [close_frame(code)], code=1002, closes=True, deviation=HIDDEN_CODE)
    for code in (5000, 65535):
        yield Case(f"close {code}", [close_frame(code)], code=1002, closes=True)
    for name, sample in INVALID.items():
        yield breach(f"close with {name}", [close_frame(1000, b"<" + sample)], 1007)


CASES = [case for table in (sizes, pings, reserved, fragmented, utf8, closes) for case in table()]


class Answers:
    """What the client sends back: messages, pongs, and at last the code of its close frame."""

    def __init__(self, peer):
        self.peer = peer
        self.messages, self.pongs, self.code = [], [], "none"

    def read(self):
        opcode, payload, fin = self.peer.read_frame()
        assert fin
        if opcode == PONG:
            self.pongs.append(payload)
        elif opcode == CLOSE:
            self.code = int.from_bytes(payload[:2], "big") if payload else None
        else:
            self.messages.append((opcode, payload))

    def wait_for(self, case):
        """A close right behind the frames might take what has not gone out yet along."""
        while self.code == "none" and (len(self.messages) < len(case.messages) or len(self.pongs) < len(case.pongs)):
            self.read()


def serve(case):
    """A handler that plays @case: its answers."""
    def handler(peer):
        peer.upgrade()
        data = b"".join(case.frames)
        step = case.piece or len(data)
        answers = Answers(peer)
        try:
            for start in range(0, len(data), step):
                peer.send(data[start:start + step])
        except OSError:
            pass  # The client has found the breach and is gone.
        if not case.closes:
            answers.wait_for(case)
            peer.send(close_frame(1000))
        while answers.code == "none":
            answers.read()
        return answers
    return handler


class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.authority = Authority(cls.holder.name)
        cls.context = cls.authority.server_context("echo")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def play(self, case, tls):
        with raw.Server(serve(case), tls=self.context if tls else None) as server:
            done = subprocess.run([TOOLS / "ws-echo", server.url, "--cacert", self.authority.ca, "--max-message",
                                   str(MAX_MESSAGE)], capture_output=True, timeout=PATIENCE, check=False)
        return server.result, done

    def judge(self, case, result, done):
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIsInstance(result, Answers, result)  # Otherwise it ended without a close frame.
        self.assertEqual(result.code, case.code)
        if case.all_of_it:
            self.assertEqual(result.messages, case.messages)
        else:
            self.assertIn(result.messages, ([], case.messages))
        pongs = result.pongs[:1] if case.deviation == ONE_PONG else result.pongs
        self.assertEqual(pongs, case.pongs)

    def check(self, tls):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            results = list(pool.map(lambda case: self.play(case, tls), CASES))
        for case, (result, done) in zip(CASES, results):
            with self.subTest(case.name):
                self.judge(case, result, done)

    def test_plain(self):
        self.check(tls=False)

    def test_over_tls(self):
        self.check(tls=True)

    def test_the_request(self):
        """Keys are 16 random bytes, and no extension or subprotocol is offered."""
        def handler(peer):
            peer.upgrade()
            peer.send(close_frame(1000))
            peer.sent_code()
            return peer
        keys = set()
        for _ in range(5):
            with raw.Server(handler, path="/chat?a=b") as server:
                subprocess.run([TOOLS / "ws-echo", server.url], check=True, capture_output=True, timeout=PATIENCE)
            headers = server.result.headers
            self.assertEqual(server.result.request, "GET /chat?a=b HTTP/1.1")
            self.assertEqual(len(base64.b64decode(headers["sec-websocket-key"], validate=True)), 16)
            self.assertEqual((headers["sec-websocket-version"], headers["upgrade"].lower()), ("13", "websocket"))
            self.assertIn("upgrade", headers["connection"].lower())
            self.assertFalse({"sec-websocket-extensions", "sec-websocket-protocol"} & set(headers))
            keys.add(headers["sec-websocket-key"])
        self.assertEqual(len(keys), 5)

    def test_masks_differ(self):
        """Each frame has a mask of its own, which cannot be foreseen."""
        def handler(peer):
            peer.upgrade()
            peer.send(b"".join(frame("x" * 10) for _ in range(20)))
            masks = set()
            for _ in range(20):
                peer.read(2)
                masks.add(peer.read(4))
                peer.read(10)
            peer.send(close_frame(1000))
            peer.sent_code()
            return masks
        with raw.Server(handler) as server:
            subprocess.run([TOOLS / "ws-echo", server.url], check=True, capture_output=True, timeout=PATIENCE)
        self.assertEqual(len(server.result), 20)

    def test_names_are_unique_and_the_manual_has_the_deviations(self):
        names = [case.name for case in CASES]
        self.assertEqual(len(names), len(set(names)))
        manual = " ".join((SOURCE / "docs" / "reliability.md").read_text(encoding="utf-8").split())
        for deviation in DEVIATIONS:
            self.assertIn(deviation, manual)
            self.assertTrue(any(case.deviation == deviation for case in CASES))


if __name__ == "__main__":
    sys.exit(unittest.main())
