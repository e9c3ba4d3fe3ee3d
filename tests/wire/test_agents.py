"""test_agents.py - `parley run` against agents on node's `ws` and on python3-websockets."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from peers import agents
from peers.certificates import Authority

PARLEY = os.environ["PARLEY"]
PATIENCE = 60

SCENARIO = {
    "role": "A caller",
    "conditions": [
        {"id": 0, "condition": "FIRST_MESSAGE", "action": "Hi, I need my appointment \u2013 caf\u00e9 \U0001f600",
         "type": "standard", "fixed_message": True},
        {"id": 1, "condition": "contains \"which\"", "action": "Tomorrow's",
         "type": "standard", "fixed_message": True},
        {"id": 2, "condition": "contains \"booked\"", "action": "Thanks <endcall />",
         "type": "standard", "fixed_message": True},
    ],
}

AGENT = {
    "greet": [{"metadata": {"greeted": True}}],
    "replies": [{"when": "appointment", "say": ["Which one?"]},
                {"when": "tomorrow", "say": [{"$binary": [0, 255]}, "It is booked \u2713"]}],
    "farewell": ["Goodbye"],
    "keepalive_ms": 5,
}


class Agents(unittest.TestCase):
    """Each test is a call with an agent of each kind."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        (cls.folder / "call.json").write_text(json.dumps(SCENARIO))
        cls.authority = Authority(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def call(self, kind, script, *options):
        """Run the scenario: the exit status, the run in result.json, the calls the agent saw."""
        with agents.started(kind, script) as agent:
            out = tempfile.mkdtemp(dir=self.folder)
            done = subprocess.run(
                [PARLEY, "run", "--agent", agent.url, "--out", out, *map(str, options), self.folder / "call.json"],
                capture_output=True, text=True, timeout=PATIENCE, check=False)
        result = pathlib.Path(out) / "result.json"
        self.assertTrue(result.exists(), done.stderr)
        return done.returncode, json.loads(result.read_text())["runs"][0], agent.calls

    def each(self):
        for kind in agents.KINDS:
            with self.subTest(kind):
                yield kind

    def test_a_whole_call(self):
        for kind in self.each():
            status, run, calls = self.call(kind, AGENT)
            self.assertEqual((status, run["verdict"], run["call_ended_reason"]),
                             (0, "passed", "Testing agent-ended-call"))
            self.assertEqual([message["content"] for message in calls[0]["heard"]],
                             ["Hi, I need my appointment \u2013 caf\u00e9 \U0001f600", "Tomorrow's", "Thanks"])
            self.assertEqual(calls[0]["heard"][-1]["type"], "end_call")
            self.assertEqual((calls[0]["code"], run["close_code"]), (1000, 1000))
            said = [entry["content"] for entry in run["transcript_object"] if entry["role"] == "Main Agent"]
            self.assertEqual(said, ["Which one?", "It is booked \u2713", "Goodbye"])
            self.assertTrue(run["metadata"]["greeted"])

    def test_over_tls(self):
        certificate, key = self.authority.issue("agent")
        script = {**AGENT, "cert": str(certificate), "key": str(key)}
        for kind in self.each():
            self.assertEqual(self.call(kind, script, "--cacert", self.authority.ca)[0], 0)
            status, run, _ = self.call(kind, script, "--insecure")
            self.assertEqual((status, run["verdict"]), (0, "passed"))

    def test_headers(self):
        script = {**AGENT, "require": {"X-Key": "open sesame"}}
        for kind in self.each():
            self.assertEqual(self.call(kind, script, "-H", "X-Key: open sesame")[0], 0)
            status, run, calls = self.call(kind, script)
            self.assertEqual((status, run["verdict"], run["call_ended_reason"], calls),
                             (3, "errored", "call-rejected", []))

    def test_how_the_agent_ends_it(self):
        cases = [
            ([{"type": "end_call"}], "Main agent-ended-call", 1, None),
            ([{"content": "Bye", "type": "end_call"}], "Main agent-ended-call-after-message-spoken", 1, None),
            ([{"$close": [1000]}], "Main agent-ended-call", 1, 1000),
            ([{"$close": [1001, "later"]}], "Main agent-ended-call", 1, 1001),
            ([{"$close": [4000, "no"]}], "connection-dropped", 3, 4000),
            ([{"$end": True}], "Main agent-ended-call", 1, None),
        ]
        for kind in self.each():
            for messages, reason, status, code in cases:
                with self.subTest(messages=messages):
                    done, run, _ = self.call(kind, {"replies": [{"say": messages}]})
                    self.assertEqual((done, run["call_ended_reason"]), (status, reason))
                    if code is not None:
                        self.assertEqual(run["close_code"], code)


if __name__ == "__main__":
    sys.exit(unittest.main())
