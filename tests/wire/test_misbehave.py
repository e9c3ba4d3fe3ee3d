"""test_misbehave.py - `parley run` against `parley agent --misbehave KIND`, every kind.

    test_misbehave.py --table    prints the table of docs/reliability.md
"""
import concurrent.futures
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

from peers import raw
from wire import misbehaviours

PARLEY = os.environ["PARLEY"]
SOURCE = pathlib.Path(os.environ["PARLEY_SOURCE"])
PATIENCE = 120


def condition(number, text, action):
    return {"id": number, "condition": text, "action": action, "type": "standard", "fixed_message": True}


SCENARIOS = {
    # Says what it wants and ends the call when it has it.
    "call": [condition(0, "FIRST_MESSAGE", "Hello, a table for two"),
             condition(1, 'contains "booked"', "Thank you <endcall />")],
    # Answers each line of the agent with a long speech.
    "talker": [condition(0, "FIRST_MESSAGE", ""),
               condition(1, 'contains "hello"', "Once upon a time. " * 6000),
               condition(2, 'contains "booked"', "Thank you <endcall />")],
    # Goes on listening whatever the agent says.
    "patient": [condition(0, "FIRST_MESSAGE", "Hello, a table for two"),
                condition(1, 'contains "never said"', "Thank you <endcall />")],
}
AGENTS = {
    "call": [condition(0, "FIRST_MESSAGE", ""), condition(1, 'contains "table"', "It is booked.")],
    "talker": [condition(0, "FIRST_MESSAGE", "Hello!"), condition(1, 'contains "time"', "Really?")],
}
AGENTS["patient"] = AGENTS["call"]


def listing():
    return subprocess.run([PARLEY, "agent", "--misbehave", "help"], capture_output=True, text=True, check=True).stdout


class Misbehaving:
    """`parley agent --misbehave`, listening for as long as the with block lasts."""

    def __init__(self, folder, kind, file="call", options=()):
        self.command = [PARLEY, "agent", "-q", "--misbehave", kind, *options, str(folder / f"{file}.agent.json")]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line + self.process.stderr.read()
        self.url = line.split()[-1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        _, self.errors = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 143 and self.errors == "", (self.process.returncode, self.errors)


class Misbehaviour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        for name, conditions in SCENARIOS.items():
            (cls.folder / f"{name}.json").write_text(json.dumps({"role": "A caller", "conditions": conditions}))
        for name, conditions in AGENTS.items():
            (cls.folder / f"{name}.agent.json").write_text(json.dumps({"role": "An agent", "conditions": conditions}))

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def play(self, row):
        """A call with an agent of the row: what the process left, its run, how often it connected."""
        out = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        with Misbehaving(self.folder, row.kind, row.file, row.agent) as agent:
            done = subprocess.run([PARLEY, "run", "-v", "-a", agent.url, "-o", str(out), *row.options,
                                   str(self.folder / f"{row.file}.json")],
                                  capture_output=True, timeout=PATIENCE, check=False)
        run = json.loads((out / "result.json").read_text())["runs"][0]
        lines = (out / "events.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
        events = [json.loads(line) for line in lines]
        attempts = len([event for event in events if event["event"] == "connecting"])
        return done, run, attempts

    def judge(self, row, done, run, attempts):
        words = run["error_message"]
        if row.verdict[0] == "passed":
            words = "\n".join(entry["content"] for entry in run["transcript_object"])
        self.assertEqual((run["call_ended_reason"], run["verdict"], done.returncode, attempts),
                         (row.ending, *row.verdict, row.attempts), (words[:500], done.stderr[-2000:]))
        self.assertIn(row.words, words)
        self.assertEqual(done.stderr, b"")

    def test_every_kind(self):
        """Each ends as the table says, with the right exit status, and nothing raw on the terminal."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            results = list(pool.map(self.play, misbehaviours.ROWS))
        for row, (done, run, attempts) in zip(misbehaviours.ROWS, results):
            with self.subTest(row.kind):
                self.judge(row, done, run, attempts)
                self.assertNotRegex(done.stdout.decode(), "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]")

    def test_the_table_has_every_kind(self):
        rows = [row.kind for row in misbehaviours.ROWS]
        self.assertEqual(set(misbehaviours.told(listing())), {kind.split(":")[0] for kind in rows})
        self.assertEqual(len(rows), len(set(rows)))

    def test_the_manual_has_the_table(self):
        text = (SOURCE / "docs" / "reliability.md").read_text(encoding="utf-8")
        found = re.search(r"(?ms)^\| kind \|.*?\n\n", text)
        self.assertEqual(found.group(0).rstrip("\n"), misbehaviours.markdown(misbehaviours.told(listing())).rstrip("\n"))

    def test_bad_kinds_are_refused(self):
        for kind, words in [("nonsense", "there is no kind nonsense"), ("silence:3", "silence takes no amount"),
                            ("slow:0", "1 to"), ("slow:", "expected an amount"), ("slow:-1", "expected an amount"),
                            ("reserved-bits:8", "1 to 7"), ("slow:1 000", "expected an amount")]:
            with self.subTest(kind):
                done = subprocess.run([PARLEY, "agent", "--misbehave", kind, str(self.folder / "call.agent.json")],
                                      capture_output=True, text=True, check=False, timeout=PATIENCE)
                self.assertEqual(done.returncode, 2)
                self.assertIn(words, done.stderr)
                self.assertIn("--misbehave help", done.stderr)

    def test_it_goes_with_neither_tls_nor_headers(self):
        for options in (["--tls-cert", "a", "--tls-key", "b"], ["--require-header", "A: b"]):
            done = subprocess.run([PARLEY, "agent", "--misbehave", "slow", *options, str(self.folder / "call.agent.json")],
                                  capture_output=True, text=True, check=False, timeout=PATIENCE)
            self.assertEqual(done.returncode, 2)
            self.assertIn("--misbehave", done.stderr)

    def test_an_agent_that_stops_reading_does_not_grow_memory(self):
        """What is queued for it is bounded: a hundred times as much to say takes no more memory."""
        def peak(times):
            with Misbehaving(self.folder, f"deaf:{times}", "talker") as agent:
                command = [PARLEY, "run", "-q", "--repeat-limit", "1000", "--silence-timeout", "3s", "-a", agent.url,
                           str(self.folder / "talker.json")]
                process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                           env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1"})
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                return process.returncode, usage.ru_maxrss * 1024
        few, usual = peak(10)
        many, most = peak(1000)
        self.assertEqual((few, many), (1, 3))
        # 1,000 speeches are 100 MiB; the bound is 1 MiB and what the kernel and the transcript hold.
        self.assertLess(most - usual, 32 << 20)

    def test_other_clients(self):
        """It hears what any client may send, and drops what none may: so that others can be tested, too."""
        key = b"dGhlIHNhbXBsZSBub25jZQ=="
        upgrade = b"GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key: " + key + b"\r\n\r\n"
        words = json.dumps({"content": "a table " + "please " * 30}).encode()

        def sent(payload, opcode=raw.TEXT, fin=True, length=None):
            return raw.frame(payload, opcode, fin, mask=b"\x01\x02\x03\x04", length=length)

        booked, dropped = b"It is booked.", b""
        cases = {
            "more than 125 bytes": (upgrade + sent(words), booked),
            "a ping between fragments": (upgrade + sent(words[:9], fin=False) + sent(b"are you there?", raw.PING)
                                         + sent(words[9:], raw.CONTINUATION), b"are you there?"),
            "fragments": (upgrade + sent(words[:9], fin=False) + sent(words[9:], raw.CONTINUATION), booked),
            "a binary message": (upgrade + sent(b"\0", raw.BINARY) + sent(words), booked),
            "a close frame": (upgrade + sent(b"\x0f\xa0bye", raw.CLOSE), b"\x88\x02\x0f\xa0"),
            "no key": (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"400 Bad Request"),
            "a request without end": (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20000, dropped),
            "a message over the limit": (upgrade + sent(b"x", length=2000000), dropped),
            "fragments over the limit": (upgrade + sent(b"x" * 1000000, fin=False) + sent(b"x" * 100000, raw.CONTINUATION),
                                         dropped),
        }
        with Misbehaving(self.folder, "garbage-json") as agent:
            port = int(agent.url.rsplit(":", 1)[1].rstrip("/"))
            for name, (said, expected) in cases.items():
                with self.subTest(name), socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
                    got = b""
                    try:
                        connection.sendall(said)
                        while not expected or expected not in got:
                            more = connection.recv(65536)
                            if not more:
                                break
                            got += more
                    except (ConnectionResetError, BrokenPipeError):
                        pass
                    self.assertIn(expected, got)
                    self.assertNotIn(b"booked", got if not expected else b"")

    def test_a_signal_ends_it_with_calls_of_every_kind_in_flight(self):
        """Whatever state its connections are in, it closes them and leaves nothing behind."""
        def interrupt(kind):
            with Misbehaving(self.folder, kind) as agent:
                caller = subprocess.Popen([PARLEY, "run", "-q", "-a", agent.url, str(self.folder / "call.json")],
                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            caller.send_signal(2)
            caller.wait(PATIENCE)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(interrupt, misbehaviours.told(listing())))


if __name__ == "__main__":
    if sys.argv[1:] == ["--table"]:
        print(misbehaviours.markdown(misbehaviours.told(listing())), end="")
    else:
        sys.exit(unittest.main())
