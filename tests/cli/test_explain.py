"""parley explain: which condition fires, and why the others do not."""
import re
import unittest

from cli.program import Case, condition, scenario

ASKED = {"role": "r", "conditions": [
    condition(0, "FIRST_MESSAGE", "Hello"),
    condition(1, "contains \"appointment\" AND NOT contains \"cancel\"", "Tomorrow <hold time=\"5s\" /> at nine"),
    condition(2, "contains \"anything else\"", "No <endcall />"),
    condition(3, 1, "One more thing"),
]}


class Explain(Case):
    def setUp(self):
        super().setUp()
        self.write("asked.json", ASKED)

    def test_what_fires_is_0_and_what_fires_nothing_is_1(self):
        result = self.run_parley("explain", "asked.json", "--say", "Your appointment?")
        self.assert_status(result, 0)
        self.assertIn("condition 1 fires", result.stdout)
        self.assertIn("condition 2: ", result.stdout)
        result = self.run_parley("explain", "asked.json", "--say", "Hm.")
        self.assert_status(result, 1)
        self.assertIn("nothing fires", result.stdout)
        for number in range(4):
            self.assertIn(f"condition {number}", result.stdout)

    def test_the_near_miss_is_shown_where_it_stands(self):
        result = self.run_parley("explain", "asked.json", "--say", "Is there anythin else?")
        self.assert_status(result, 1)
        self.assertIn("anythin else", result.stdout.split("condition 2", 1)[1])

    def test_utterances_are_turns_and_followups_come_first(self):
        result = self.run_parley("explain", "asked.json", "-q", "--say", "appointment", "--say", "Whatever.",
                                 "--say", "Anything else?", "--say", "Bye")
        self.assert_status(result, 1)
        fired = re.findall(r"condition \d fires|nothing fires", result.stdout)
        self.assertEqual(fired, [f"condition {number} fires" for number in (0, 1, 3, 2)] + ["nothing fires"])
        self.assertIn("has ended the call", result.stdout)

    def test_a_transcript_is_heard_again(self):
        entries = [{"role": "Testing Agent", "content": "Hello", "start_time": 0, "end_time": 0, "condition": 0},
                   {"role": "Main Agent", "content": "Appointment?", "start_time": 1, "end_time": 1},
                   {"role": "Testing Agent", "content": "Tomorrow", "start_time": 1, "end_time": 1, "condition": 1},
                   {"role": "Main Agent", "content": "anything else", "start_time": 2, "end_time": 2},
                   {"role": "Testing Agent", "content": "at nine", "start_time": 1, "end_time": 6, "condition": 1},
                   {"role": "Main Agent", "content": "OK", "start_time": 7, "end_time": 7},
                   {"role": "Testing Agent", "content": "One more thing", "start_time": 7, "end_time": 7, "condition": 3}]
        self.write("t.json", {"scenario": {"name": "asked"}, "transcript_object": entries})
        result = self.run_parley("explain", "-q", "asked.json", "--transcript", "t.json")
        self.assert_status(result, 0)
        self.assertIn("not to be interrupted", result.stdout)
        self.assertIn("condition 3 fires", result.stdout)
        self.assertNotIn("another way", result.stdout)
        self.write("r.json", {"runs": [{"scenario": {"name": "x"}, "transcript_object": []},
                                       {"scenario": {"name": "asked"}, "transcript_object": entries[:3] + entries[6:]}]})
        result = self.run_parley("explain", "-q", "asked.json", "--transcript", "r.json", "--say", "hm", "--say", "hm")
        self.assert_status(result, 1)
        self.assertIn("another way: it fired 0 1 3", result.stdout)

    def test_one_scenario_is_explained(self):
        self.write("two.json", [{"name": "A", "conditional_actions": ASKED}, {"name": "B", "conditional_actions": ASKED}])
        result = self.run_parley("explain", "two.json", "--say", "x")
        self.assert_status(result, 2)
        self.assertIn("A, B", result.stdout)
        self.assert_status(self.run_parley("explain", "two.json", "-k", "b", "--say", "appointment"), 0)
        self.assert_status(self.run_parley("explain", "two.json", "-k", "zzz", "--say", "appointment"), 4)

    def test_something_must_be_said(self):
        result = self.run_parley("explain", "asked.json")
        self.assert_status(result, 2)
        self.assertIn("--say", result.stderr)

    def test_an_agent_that_speaks_first_gets_the_opening_for_anything(self):
        self.write("agent.json", {"websocket_url": "ws://127.0.0.1:1/", "agent_speaks_first": True})
        result = self.run_parley("explain", "asked.json", "-a", "agent.json", "-q", "--say", "Welcome!")
        self.assert_status(result, 0)
        self.assertIn("the caller waits", result.stdout)
        self.assertIn("condition 0 fires", result.stdout)

    def test_the_words_that_met_it_are_shown(self):
        self.assertEqual(self.run_parley("explain", "asked.json", "--say", "Your  APPOINTMENT?").stdout,
                         'The call opens: condition 0 fires\n'
                         '   the caller says "Hello"\n'
                         '\n'
                         '1. The agent says "Your APPOINTMENT?"\n'
                         '   condition 1 fires: contains "appointment", said as "APPOINTMENT" at 6; not\n'
                         '   contains "cancel"\n'
                         '   the caller says "Tomorrow at nine"\n'
                         ' - condition 0 fires only at the beginning of a call\n'
                         ' - condition 2: contains "anything else" is not in what the agent said\n'
                         ' - condition 3 fires only after condition 1\n')

    def test_broken_files_are_told_on_stdout(self):
        self.write("bad.json", scenario(("contains \"", "x")))
        result = self.run_parley("explain", "bad.json", "--say", "x")
        self.assert_status(result, 2)
        self.assertIn("bad.json:1:", result.stdout)

    def test_a_terminal_is_never_sent_what_is_said(self):
        result = self.run_parley("explain", "asked.json", "--say", "\x1b[2J appointment\n")
        self.assertNotIn("\x1b", result.stdout)


if __name__ == "__main__":
    unittest.main()
