"""Agents for the tests of `parley run`, on python3-websockets: each on a free port, in a thread of its own."""
import asyncio
import base64
import hashlib
import json
import re
import socket
import threading

import websockets


class Agent:
    """Serves `behave(connection)` for each call. Use it in a with block; `url` is where it is."""

    def __init__(self, behave, **options):
        self.behave = behave
        self.options = options
        self.headers = []
        self.heard = []
        self.started = threading.Event()
        self.ended = threading.Semaphore(0)  # Released at the end of each call.

    def __enter__(self):
        self.thread = threading.Thread(target=lambda: asyncio.run(self.serve()), daemon=True)
        self.thread.start()
        self.started.wait(10)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.stopping.set)
        self.thread.join(10)

    async def serve(self):
        self.loop = asyncio.get_running_loop()
        self.stopping = asyncio.Event()
        async with websockets.serve(self.take_call, "127.0.0.1", 0, **self.options) as server:
            port = server.sockets[0].getsockname()[1]
            self.url = f"ws://127.0.0.1:{port}/"
            self.started.set()
            await self.stopping.wait()

    async def take_call(self, connection, _path=None):
        self.headers.append(connection.request_headers)
        try:
            await self.behave(self, connection)
        except websockets.ConnectionClosed:
            pass
        finally:
            self.ended.release()

    async def hear(self, connection):
        """The next message that is not metadata of ours."""
        message = json.loads(await connection.recv())
        self.heard.append(message)
        return message


async def say(connection, text, **more):
    await connection.send(json.dumps({"content": text, **more}))


def answering(*answers, echo=False):
    """Says the next of `answers` to each message, then waits for the end."""

    async def behave(agent, connection):
        for answer in answers:
            message = await agent.hear(connection)
            if message.get("type") == "end_call":
                return
            await say(connection, answer + (message["content"] if echo else ""))
        while (await agent.hear(connection)).get("type") != "end_call":
            pass

    return behave


async def silent(agent, connection):
    """Listens until the caller ends the call."""
    while (await agent.hear(connection)).get("type") != "end_call":
        pass
    await connection.wait_closed()


def closing(code, reason=""):
    async def behave(agent, connection):
        await agent.hear(connection)
        await connection.close(code, reason)

    return behave


def refused_url():
    """Where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"ws://127.0.0.1:{closed.getsockname()[1]}/"


class Listener:
    """Takes TCP connections and never says a word."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self.socket.getsockname()[1]}/"
        return self

    def __exit__(self, *_):
        self.socket.close()


class Mute(Listener):
    """Opens one WebSocket connection, then neither reads nor answers nor closes."""

    def __enter__(self):
        super().__enter__()
        threading.Thread(target=self.open_one, daemon=True).start()
        return self

    def open_one(self):
        self.connection, _ = self.socket.accept()
        request = b""
        while b"\r\n\r\n" not in request:
            request += self.connection.recv(4096)
        key = re.search(rb"Sec-WebSocket-Key: *(\S+)", request, re.IGNORECASE).group(1)
        accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
        self.connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")

    def __exit__(self, *_):
        self.connection.close()
        super().__exit__()
