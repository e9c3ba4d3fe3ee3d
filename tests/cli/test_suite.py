"""parley run on a suite: parts of it, other orders, repeats, when to stop, and a terminal's live lines."""
import hashlib
import json
import os
import pty
import struct
import termios
import fcntl
import unittest

from cli.agents import Agent, answering, say
from cli.program import Case, scenario

BOOKING = scenario(("contains \"which day\"", "Friday"), ("contains \"booked\"", "Thanks <endcall />"))
QUICK = ["--stuck-timeout", "100ms", "--grace", "20ms"]


async def by_name(agent, connection):
    """Passes callers that open with an even number."""
    number = int((await agent.hear(connection))["content"])
    await say(connection, "good" if number % 2 == 0 else "bad")
    while (await agent.hear(connection)).get("type") != "end_call":
        pass


class Suite(Case):
    def write_numbered(self, count, name="suite.json", **more):
        """A suite whose callers open with their number."""
        cases = [{"name": f"case {number}", "id": 100 + number, "conditional_actions":
                  scenario(("contains \"good\"", "<endcall />"), opening=str(number))} for number in range(count)]
        return self.write(name, {"version": "1", "suite": {"name": "numbers"}, "scenarios": cases, **more})

    def play(self, *options, behave=by_name, status=None):
        with Agent(behave) as agent:
            result = self.run_parley("run", "-a", agent.url, *QUICK, "--report", "json=r.json", *options)
            self.started = [message["content"] for message in agent.heard if message.get("type") != "end_call"]
        if status is not None:
            self.assert_status(result, status)
        self.output = result.stdout
        return json.loads((self.folder / "r.json").read_text(encoding="utf-8"))

    def names(self, told):
        return [run["scenario"]["name"] for run in told["runs"]]


class Stopping(Suite):
    def test_so_many_failures_and_no_more(self):
        self.write_numbered(12)
        told = self.play("-j", "1", "--max-failures", "3", "suite.json", status=1)
        self.assertEqual([run["verdict"] for run in told["runs"]], ["passed", "failed"] * 3 + ["cancelled"] * 6)
        self.assertEqual((told["partial"], told["status"]), (True, "cancelled"))

    def test_more_than_there_are_change_nothing(self):
        self.write_numbered(4)
        told = self.play("--max-failures", "3", "suite.json", status=1)
        self.assertEqual((told["failed_runs_count"], told["cancelled_runs_count"], told["partial"]), (2, 0, False))


class Shards(Suite):
    def test_each_scenario_is_in_exactly_one(self):
        self.write_numbered(20)
        found = []
        for index in range(1, 4):
            found += self.names(self.play("--shard", f"{index}/3", "suite.json"))
        self.assertEqual(sorted(found), sorted(f"case {number}" for number in range(20)))

    def test_which_one_is_documented_and_depends_on_nothing_else(self):
        self.write_numbered(20)
        def is_in(number, index, count):
            key = f"suite.json#{100 + number}".encode()
            return int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % count == index - 1
        expected = [f"case {number}" for number in range(20) if is_in(number, 2, 3)]
        self.assertEqual(self.names(self.play("--shard", "2/3", "suite.json")), expected)
        self.assertEqual(self.names(self.play("--shard", "2/3", "./suite.json")), expected)
        self.assertEqual(self.names(self.play("--shard", "2/3", str(self.folder / "suite.json"))), expected)
        half = [name for name in expected if "1" in name]
        self.assertEqual(self.names(self.play("--shard", "2/3", "-k", "case 1", "suite.json")),
                         [name for name in half if name.startswith("case 1")])

    def test_check_shows_the_same(self):
        self.write_numbered(20)
        names = self.names(self.play("--shard", "1/3", "suite.json"))
        shown = json.loads(self.run_parley("check", "--format", "json", "--shard", "1/3", "suite.json").stdout)
        self.assertEqual([case["name"] for case in shown["scenarios"]], names)

    def test_auto_is_what_the_scheduler_says(self):
        self.write_numbered(6)
        result = self.run_parley("check", "--format", "json", "--shard", "auto", "suite.json",
                                 env={"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"})
        told = self.run_parley("check", "--format", "json", "--shard", "2/3", "suite.json")
        self.assertEqual(result.stdout, told.stdout)

    def test_bad_ones_and_empty_ones(self):
        self.write_numbered(1)
        for shard in ["0/3", "4/3", "1", "x/3", "1/0", "auto"]:
            result = self.run_parley("run", "-a", "ws://127.0.0.1:1/", "--shard", shard, "suite.json")
            self.assert_status(result, 2)
            self.assertIn("--shard", result.stderr)
        statuses = [self.run_parley("check", "--shard", f"{index}/50", "suite.json").returncode for index in range(1, 51)]
        self.assertEqual(sorted(statuses), [0] + [4] * 49)


class Orders(Suite):
    def test_a_seed_shuffles_starts_and_not_results(self):
        self.write_numbered(12)
        in_order = [str(number) for number in range(12)]
        told = self.play("-j", "1", "suite.json", status=1)
        self.assertEqual(self.started, in_order)
        self.play("-j", "1", "--seed", "7", "suite.json", status=1)
        seventh = self.started
        self.assertNotEqual(seventh, in_order)
        self.assertEqual(sorted(seventh, key=int), in_order)
        again = self.play("-j", "1", "--seed", "7", "suite.json", status=1)
        self.assertEqual(self.started, seventh)
        self.assertEqual(self.names(again), self.names(told))
        self.play("-j", "1", "--seed", "8", "suite.json", status=1)
        self.assertNotEqual(self.started, seventh)


class Repeats(Suite):
    def test_a_pass_rate_for_each_scenario(self):
        self.write("flaky.json", scenario(("contains \"good\"", "<endcall />")))
        calls = []

        async def flaky(agent, connection):
            await agent.hear(connection)
            calls.append(1)
            await say(connection, "good" if len(calls) % 4 else "bad")
            while (await agent.hear(connection)).get("type") != "end_call":
                pass

        told = self.play("--frequency", "8", "-j", "1", "flaky.json", behave=flaky, status=1)
        self.assertEqual(told["scenarios"], [{"id": None, "name": "flaky", "file": "flaky.json", "suite": None, "runs": 8,
                                              "passed": 6, "pass_rate": 75}])
        self.assertIn(" 75%  6 of 8 passed  flaky\n", self.output)

    def test_the_hash_is_that_of_the_transcript_without_times(self):
        self.write("booking.json", BOOKING)
        told = self.play("--frequency", "3", "booking.json", behave=answering("Which day, Zoë?", "You are booked."))
        hashes = {run["transcript_hash"] for run in told["runs"]}
        self.assertEqual(len(hashes), 1)
        entries = [{key: value for key, value in entry.items() if key not in ("start_time", "end_time", "time")}
                   for entry in told["runs"][0]["transcript_object"]]
        text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        self.assertEqual({hashlib.sha256(text.encode()).hexdigest()}, hashes)
        other = self.play("booking.json", behave=answering("Which day, Zoe?", "You are booked."))
        self.assertNotIn(other["runs"][0]["transcript_hash"], hashes)


class Terminal(Suite):
    def on_terminal(self, *arguments, columns=80):
        """What the program writes to a terminal of so many columns."""
        parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = self.start_parley(*arguments, stdout=child, env={"TERM": "xterm-256color"})
        os.close(child)
        told = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:  # The terminal's other end is closed.
                break
            if not part:
                break
            told += part
        os.close(parent)
        process.wait(30)
        return told.decode()

    def test_live_lines_on_a_terminal_and_nowhere_else(self):
        self.write("slow.json", scenario(("contains \"good\"", "<endcall />"), opening="2 <break time=\"400ms\" />"))
        with Agent(by_name) as agent:
            shown = self.on_terminal("run", "-a", agent.url, "--frequency", "3", "--grace", "20ms", "slow.json")
            piped = self.run_parley("run", "-a", agent.url, "--frequency", "3", "--grace", "20ms", "slow.json").stdout
        self.assertIn("0 of 3 done, 3 under way", shown)
        self.assertIn("pauses, 1 s left", shown)
        self.assertTrue(shown.endswith("\r\n"))
        self.assertNotIn("under way", shown[shown.rindex("\x1b[J"):])
        self.assertNotIn("\x1b", piped)
        self.assertNotIn("under way", piped)

    def test_no_line_is_wider_than_the_terminal(self):
        self.write_numbered(6)
        with Agent(by_name) as agent:
            for columns in (60, 80, 200):
                shown = self.on_terminal("run", "-a", agent.url, *QUICK, "suite.json", columns=columns)
                for line in shown.replace("\r", "\n").split("\n"):
                    self.assertLessEqual(len(without_escapes(line)), columns, line)


def without_escapes(text):
    parts = text.split("\x1b")
    return parts[0] + "".join(part[min(index for index, letter in enumerate(part) if letter.isalpha()) + 1:]
                              for part in parts[1:])


if __name__ == "__main__":
    unittest.main()
