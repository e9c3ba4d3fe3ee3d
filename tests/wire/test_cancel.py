"""test_cancel.py - calls that are cancelled while they still connect: every one ends, and so does the program."""
import asyncio
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import unittest

from peers import raw

PARLEY = os.environ["PARLEY"]
CALLS = 12
PATIENCE = 30

SCENARIO = {"role": "A caller", "conditions": [
    {"id": 0, "condition": "FIRST_MESSAGE", "action": "Hello", "type": "standard", "fixed_message": True},
    {"id": 1, "condition": "contains \"bye\"", "action": "<endcall />", "type": "standard", "fixed_message": True}]}


class SlowUpgrades:
    """An agent that reads every upgrade, and answers all of them when it is told to; if it @refuses the first, with 403."""

    def __init__(self, refuses=False):
        self.refuses = refuses
        self.asked = threading.Semaphore(0)
        self.answer = None
        self.url = None
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        self.ready.wait(PATIENCE)

    async def _connection(self, reader, writer):
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        key = next(line.split(": ")[1] for line in request.split("\r\n") if line.lower().startswith("sec-websocket-key"))
        refused, self.refuses = self.refuses, False
        self.asked.release()
        await self.answer.wait()
        if refused:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        writer.write(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     f"Sec-WebSocket-Accept: {raw.accept_key(key)}\r\n\r\n".encode())
        try:
            await reader.read()
        except ConnectionError:
            pass
        writer.close()

    def _serve(self):
        asyncio.set_event_loop(self.loop)

        async def start():
            self.answer = asyncio.Event()
            server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
            self.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            self.ready.set()

        self.loop.run_until_complete(start())
        self.loop.run_forever()

    def answer_all(self):
        self.loop.call_soon_threadsafe(self.answer.set)


class Cancel(unittest.TestCase):
    def play(self, agent, *options, interrupt=False):
        """All calls ask for their upgrade, then all are answered: the exit status and how each call ended."""
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "call.json")
            file.write_text(json.dumps(SCENARIO))
            process = subprocess.Popen([PARLEY, "run", "-a", agent.url, "-j", str(CALLS), "--frequency", str(CALLS),
                                        "-o", folder + "/out", *options, str(file)], stdout=subprocess.DEVNULL)
            try:
                for _ in range(CALLS):
                    self.assertTrue(agent.asked.acquire(timeout=PATIENCE))
                if interrupt:
                    process.send_signal(signal.SIGINT)
                agent.answer_all()
                status = process.wait(PATIENCE)
            finally:
                process.kill()
            result = json.loads(pathlib.Path(folder, "out", "result.json").read_text())
            return status, sorted(run["call_ended_reason"] for run in result["runs"])

    def test_interrupted_while_upgrades_are_answered(self):
        """The answers come in the same moment as the signal: whichever is first, no call is left behind."""
        status, reasons = self.play(SlowUpgrades(), interrupt=True)
        self.assertEqual((status, reasons), (130, ["run-cancelled-by-user"] * CALLS))

    def test_fail_fast_while_upgrades_are_answered(self):
        """The first call is refused; the answers to the others come just behind its own."""
        status, reasons = self.play(SlowUpgrades(refuses=True), "--fail-fast")
        self.assertEqual((status, reasons), (3, ["call-rejected"] + ["run-cancelled-by-user"] * (CALLS - 1)))


if __name__ == "__main__":
    unittest.main()
