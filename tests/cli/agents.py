"""Agents for the tests of `parley run`, on python3-websockets: each on a free port, in a thread of its own."""
import asyncio
import json
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
