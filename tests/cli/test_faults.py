"""What parley does when the system fails it: memory, descriptors, names, address families."""
import json
import os
import resource
import unittest

from cli.agents import Agent, answering
from cli.program import Case, scenario
from peers import raw

CALLER = scenario(("contains \"day\" OR matches \"d.y\"", "Tuesday <endcall />"))
DESK = scenario(("contains \"hello\"", "Which day?"), opening="")


class Memory(Case):
    """An allocation that fails, of ours or of any library, ends the process with 70 and one line."""

    COMMANDS = [
        ("run", "-q", "--grace", "0s", "-o", "out", "--report", "junit", "--report", "html", "--report", "tap", "call.json"),
        ("bench", "--quiet", "--calls", "2", "--at-once", "1", "-o", "load", "call.json"),
        ("check", "call.yaml"),
        ("explain", "call.json", "--say", "day"),
        ("convert", "--to", "yaml", "call.json"),
    ]

    def setUp(self):
        super().setUp()
        self.heap = os.environ.get("PARLEY_FAILING_HEAP")
        if self.heap is None:
            self.skipTest("sanitizers have a heap of their own")
        self.write("call.json", CALLER)
        self.write("call.yaml", json.dumps(CALLER))
        self.write("call.agent.json", DESK)

    def fail_at(self, number, arguments):
        result = self.run_parley(*arguments, env={"LD_PRELOAD": self.heap, "FAILING_HEAP": str(number)})
        if result.returncode == 0:
            self.assertEqual(result.stderr, "")
            return False
        self.assert_status(result, 70)
        self.assertEqual(result.stderr.splitlines()[-1], "parley: out of memory")
        for file in self.folder.glob("out/**/*.json"):
            json.loads(file.read_text(encoding="utf-8"))
        return True

    def test_each_allocation_in_turn(self):
        """The first hundred one by one, then ever farther apart, to the last."""
        for arguments in self.COMMANDS:
            with self.subTest(arguments[0]):
                number = 1
                while self.fail_at(number, arguments):
                    number += 1 + number // 100
                self.assertGreater(number, 100)


class Descriptors(Case):
    def setUp(self):
        super().setUp()
        self.write("call.json", CALLER)

    def run_with(self, limit, *options):
        return self.run_parley(
            "run", "--format", "json", "-j", "50", "--frequency", "60", *options, "call.json",
            env={"ASAN_OPTIONS": "detect_leaks=0"}, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))

    def test_few_of_them(self):
        """Fewer calls at once then, or each says why it could not connect; none is lost."""
        with Agent(answering("Which day?")) as agent:
            for limit in (40, 60, 100):
                result = self.run_with(limit, "-a", agent.url)
                runs = json.loads(result.stdout)["runs"]
                self.assertEqual(len(runs), 60)
                self.assertEqual({run["verdict"] for run in runs}, {"passed"}, limit)
                self.assert_status(result, 0)

    def test_too_few_of_them(self):
        """Then nothing begins, and a line says what to do; with just enough of them all goes well."""
        self.write("call.agent.json", DESK)
        commands = [("run", "-q"), ("bench", "-q", "--at-once", "1", "--calls", "1"), ("agent",)]
        for command in commands:
            for limit in (4, 5, 6, 9, 20, 31):
                with self.subTest(command=command, limit=limit):
                    result = self.run_parley(*command, "call.json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))
                    self.assert_status(result, 2)
                    self.assertEqual(result.stderr, f"parley: the limit of open files is {limit}, and {command[0]} needs at least 32: "
                                     "raise it, as with `ulimit -n 256`\n")
        with Agent(answering("Which day?")) as agent:
            for limit in range(32, 40):
                result = self.run_with(limit, "-a", agent.url)
                self.assertIn(result.returncode, (0, 3), (limit, result.stderr))
                for run in json.loads(result.stdout)["runs"]:
                    self.assertTrue(run["verdict"] == "passed" or "too many open files" in run["error_message"], run)

    def test_a_soft_limit_is_raised(self):
        self.write("call.agent.json", DESK)
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        result = self.run_parley("run", "-q", "call.json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (5, hard)))
        self.assert_status(result, 0)

    def test_it_is_raised_before_anything_is_made_to_its_measure(self):
        """Calls and the agents that parley serves for them: twice as many files as the soft limit allowed."""
        self.write("call.json", scenario(('contains "day"', 'Tuesday <break time="1s" /> <endcall />')))
        self.write("call.agent.json", DESK)
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 1000:
            self.skipTest("the hard limit of open files is below 1000")
        result = self.run_parley("run", "-q", "-j", "300", "--frequency", "300", "call.json",
                                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard)))
        self.assert_status(result, 0)

    def test_what_connects_to_nothing_needs_few(self):
        result = self.run_parley("check", "call.json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (6, 6)))
        self.assert_status(result, 0)


class Names(Case):
    def setUp(self):
        super().setUp()
        self.write("call.json", CALLER)

    def test_a_name_that_nobody_knows(self):
        result = self.run_parley("run", "-a", "ws://no-such-host.invalid/", "call.json")
        self.assert_status(result, 3)
        self.assertIn("Main agent-call-not-connected", result.stdout)
        self.assertIn("no-such-host.invalid", result.stdout)

    def test_localhost_in_either_family(self):
        def handler(peer):
            peer.upgrade()
            peer.read_frame()
            peer.send(raw.frame('{"content":"Which day?"}'))
            peer.sent_code()
        for host in ("127.0.0.1", "::1"):
            with self.subTest(host), raw.Server(handler, host=host) as server:
                self.assert_status(self.run_parley("run", "-a", f"ws://localhost:{server.port}/", "call.json"), 0)


if __name__ == "__main__":
    unittest.main()
