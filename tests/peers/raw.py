"""raw.py - servers made of bare sockets, for agents that break every rule.

    with raw.Server(handler) as server:
        ...  # connect to server.url
    server.result  # what the handler returned

A handler is called once for each connection, in a thread of its own, with a Peer. What it raises
is raised again when the server is left.
"""
import base64
import hashlib
import socket
import struct
import threading

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PATIENCE = 20  # Seconds until a test gives up waiting for bytes.


def accept_key(key):
    """The Sec-WebSocket-Accept for a Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()


def frame(payload=b"", opcode=TEXT, fin=True, rsv=0, mask=None, length=None):
    """One frame as a server sends it; @length may lie, @mask (4 bytes) breaks the rules."""
    if isinstance(payload, str):
        payload = payload.encode()
    size = len(payload) if length is None else length
    masked = 0x80 if mask else 0
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    if size < 126:
        head += bytes([masked | size])
    elif size < 65536:
        head += bytes([masked | 126]) + struct.pack(">H", size)
    else:
        head += bytes([masked | 127]) + struct.pack(">Q", size)
    if mask:
        head += mask
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    return head + payload


def close_frame(code=None, reason=b""):
    """A close frame; without a code it is empty."""
    if isinstance(reason, str):
        reason = reason.encode()
    return frame(b"" if code is None else struct.pack(">H", code) + reason, CLOSE)


class Ended(Exception):
    """The client ended the connection."""


class Peer:
    """One accepted connection."""

    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""
        self.headers = {}
        self.request = ""

    def send(self, data):
        self.sock.sendall(data if isinstance(data, bytes) else data.encode())

    def _more(self):
        data = self.sock.recv(65536)
        if not data:
            raise Ended()
        self.buffer += data

    def read(self, size):
        while len(self.buffer) < size:
            self._more()
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def read_request(self):
        """The request of the upgrade: self.request is its first line, self.headers the rest."""
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        self.request = lines[0]
        self.header_list = [tuple(line.split(": ", 1)) for line in lines[1:]]
        self.headers = {name.lower(): value for name, value in self.header_list}

    def respond(self, status, headers=(), body=b""):
        """An answer over HTTP that is no upgrade."""
        lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def answer(self, **changed):
        """The head of the 101 for the request; keywords replace a header, None leaves it out."""
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Accept": accept_key(self.headers["sec-websocket-key"]),
        }
        for name, value in changed.items():
            headers[name.replace("_", "-")] = value
        lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return "\r\n".join(["HTTP/1.1 101 Switching Protocols", *lines]) + "\r\n\r\n"

    def upgrade(self, **changed):
        self.read_request()
        self.send(self.answer(**changed))

    def read_frame(self):
        """The client's next frame: (opcode, payload, fin). It must be masked."""
        first, second = self.read(2)
        assert first & 0x70 == 0, "a reserved bit is set"
        assert second & 0x80, "a frame of a client that is not masked"
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", self.read(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self.read(8))
        mask = self.read(4)
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.read(size)))
        return first & 0xF, payload, bool(first & 0x80)

    def read_close(self):
        """Skip to the client's close frame: its code, or None when it has none; Ended without
        one."""
        while True:
            opcode, payload, _ = self.read_frame()
            if opcode == CLOSE:
                return struct.unpack(">H", payload[:2])[0] if payload else None

    def sent_code(self):
        """What the client closed with: its code, or "end" or "reset" without a close frame."""
        try:
            return self.read_close()
        except Ended:
            return "end"
        except ConnectionError:
            return "reset"

    def drain(self):
        """Read until the client ends the connection."""
        try:
            while True:
                self._more()
                self.buffer = b""
        except (Ended, ConnectionError):
            pass

    def reset(self):
        """End the connection with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        plain = self.sock
        plain.close()


class Server:
    """A listener on 127.0.0.1 (or @host), on a free port; with @tls (an ssl.SSLContext) over TLS."""

    def __init__(self, handler, host="127.0.0.1", tls=None, path="/", port=0):
        self.handler = handler
        self.tls = tls
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((host, port))
        self.listener.listen(100)
        self.port = self.listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"{'wss' if tls else 'ws'}://{shown}:{self.port}{path}"
        self.result = None
        self.results = []
        self.error = None
        self.threads = []

    def _serve(self, sock):
        sock.settimeout(PATIENCE)
        try:
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            self.result = self.handler(Peer(sock))
            self.results.append(self.result)
        except OSError as error:  # TLS that does not come up, a client that is gone.
            self.result = error
        except Ended as error:
            self.result = error
        except BaseException as error:  # An assertion: for the test.
            self.error = error
        finally:
            sock.close()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def __enter__(self):
        self.acceptor = threading.Thread(target=self._accept, daemon=True)
        self.acceptor.start()
        return self

    def __exit__(self, kind, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(PATIENCE)
        if self.error is not None and kind is None:
            raise self.error
        return False


def closed_port():
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
