"""`expect`: what a call must come to beside its endcall, from the file to every report and the exit status."""
import json
import unittest
import xml.etree.ElementTree

from cli.agents import Agent, answering, refused_url, say, silent
from cli.program import Case, scenario

BOOKING = scenario(("contains \"which day\"", "Friday"), ("contains \"booked\"", "Thanks <endcall />"))
CLINIC = scenario(("contains \"hello\"", "Which day?"), ("contains \"friday\"", "You are booked for Friday."), opening="")
QUICK = ["--stuck-timeout", "200ms", "--grace", "50ms"]


async def booking_agent(agent, connection):
    """Books by a function call, tells metadata in parts, and answers."""
    await agent.hear(connection)
    await connection.send(json.dumps({"metadata": {"model": "m1", "session": {"id": 7, "lang": "en"}}}))
    await connection.send(json.dumps({"role": "Function Call", "data": {
        "id": "c1", "name": "book", "arguments": {"day": "friday", "slots": [{"at": "9:00", "room": 3}]}}}))
    await say(connection, "Which day?")
    await agent.hear(connection)
    await connection.send(json.dumps({"metadata": {"model": "m2"}}))
    await say(connection, "You are booked.")
    await silent(agent, connection)


class Expect(Case):
    def expecting(self, *expectations, name="booking", **more):
        self.write(f"{name}.agent.json", CLINIC)
        return self.write(f"{name}.json", BOOKING | {"expect": list(expectations)} | more)

    def play(self, *expectations, agent=None, options=(), **more):
        file = self.expecting(*expectations, **more)
        result = self.run_parley("run", *QUICK, *(["-a", agent] if agent else []), *options, "--format", "json", file)
        return result, json.loads(result.stdout)["runs"]

    def assert_judged(self, expectation, passed, explanation, agent=None):
        with self.subTest(expectation=expectation):
            result, (run,) = self.play(expectation, agent=agent)
            self.assert_status(result, 0 if passed else 1)
            (judged,) = run["expectations"]
            self.assertEqual((judged["expect"], judged["passed"]), (expectation, passed))
            self.assertRegex(judged["explanation"], explanation)
            self.assertEqual(run["verdict"], "passed" if passed else "failed")
            self.assertEqual((run["status"], run["call_ended_reason"]), ("completed", "Testing agent-ended-call"))

    def test_each_kind_holds_or_not_and_says_why(self):
        for expectation, passed, explanation in [
                ({"agent": "contains \"booked for\""}, True, "the agent said \"You are booked for Friday.\" at 00:00"),
                ({"agent": "contains \"fridag\""}, False, "nearest is \"You are booked for Friday.\" at 00:00: .* \"Friday\" at 19"),
                ({"agent": "contains \"which\" AND contains \"booked\""}, False, "2 utterances"),
                ({"agent_never": "contains \"refund\""}, True, "none of what the agent said"),
                ({"agent_never": "matches \"which \\w+\""}, False, "the agent said \"Which day\\?\" at 00:00"),
                ({"fired": [0, 1, 2]}, True, "conditions 0, 1, 2 fired"),
                ({"not_fired": [1]}, False, "condition 1 fired"),
                ({"ended_by": "caller"}, True, "the caller ended it"),
                ({"ended_by": "agent"}, False, "the caller ended it"),
                ({"response_ms": {"p50": 5000, "p95": 5000, "p99": 5000, "mean": 5000, "max": 5000}}, True, "p95 is"),
                ({"response_ms": {"max": 0}}, False, "max is"),
                ({"turns": {"max": 2, "min": 2}}, True, "2 utterances"),
                ({"turns": {"max": 1}}, False, "2 utterances"),
                ({"turns": {"min": 3}}, False, "2 utterances"),
                ({"function_call": {"name": "book"}}, False, "told of no function call"),
                ({"metadata": {"a": 1}}, False, "told of no metadata")]:
            self.assert_judged(expectation, passed, explanation)

    def test_function_calls_and_metadata_by_what_matters_of_them(self):
        with Agent(booking_agent) as agent:
            for expectation, passed, explanation in [
                    ({"function_call": {"name": "book"}}, True, "such a call"),
                    ({"function_call": {"name": "book", "arguments": {"slots": [{"room": 3}]}}}, True, "such a call"),
                    ({"function_call": {"name": "book", "arguments": {"day": "monday"}}}, False, "told only of {\"id\":\"c1\""),
                    ({"function_call": {"name": "cancel"}}, False, "told only of"),
                    ({"metadata": {"model": "m2", "session": {"lang": "en"}}}, True, "hold it"),
                    ({"metadata": {"model": "m1"}}, False, "do not hold it: .*m2")]:
                self.assert_judged(expectation, passed, explanation, agent=agent.url)

    def test_an_agent_that_ends_the_call(self):
        self.write("open.agent.json", scenario(("contains \"hello\"", "Bye <endcall />"), opening=""))
        self.write("open.json", scenario(("contains \"bye\"", "x")) | {"expect": [{"ended_by": "agent"}]})
        result = self.run_parley("run", *QUICK, "--format", "json", "open.json")
        (run,) = json.loads(result.stdout)["runs"]
        # It failed by itself; what was expected is judged all the same.
        self.assert_status(result, 1)
        self.assertEqual(run["expectations"][0]["passed"], True)
        self.assertNotIn("expect", run["error_message"])

    def test_values_of_the_profile_are_filled_in(self):
        for day, passed in [("Friday", True), ("Monday", False)]:
            self.write("r.agent.json", CLINIC)
            self.write("r.json", {"conditional_actions": BOOKING, "expect": [{"agent": "contains \"{{test_profile.day}}\""}],
                                  "test_profile_data": {"information": {"day": day}}})
            self.assert_status(self.run_parley("run", *QUICK, "r.json"), 0 if passed else 1)

    def test_what_does_not_hold_is_in_every_report(self):
        file = self.expecting({"agent": "contains \"fridag\""}, {"turns": {"max": 1}}, {"ended_by": "caller"})
        reports = {format: self.run_parley("run", *QUICK, "--format", format, file)
                   for format in ("pretty", "json", "jsonl", "junit", "tap")}
        for format, result in reports.items():
            with self.subTest(format=format):
                self.assert_status(result, 1)
                self.assertIn("2 of 3 expectations do not hold", result.stdout)
                self.assertRegex(result.stdout.replace("\n           ", " "), r"the agent said (\n *)?2 utterances")
        self.assertIn("- expected turns {\"max\":1}: the agent said 2 utterances", reports["pretty"].stdout)
        failure = xml.etree.ElementTree.fromstring(reports["junit"].stdout).find(".//failure")
        self.assertIn("expected turns", failure.text)
        ended = json.loads(reports["jsonl"].stdout.splitlines()[-1])
        self.assertEqual([each["passed"] for each in ended["expectations"]], [False, False, True])
        run = json.loads(reports["json"].stdout)["runs"][0]
        self.assertEqual(run["explanation"][1], "expected turns {\"max\":1}: the agent said 2 utterances")
        self.assertNotIn("ended_by", " ".join(run["explanation"]))

    def test_verbose_shows_what_holds_too(self):
        file = self.expecting({"turns": {"max": 2}})
        self.assertNotIn("turns {", self.run_parley("run", *QUICK, file).stdout)
        self.assertIn("+ turns {\"max\":2}: the agent said 2 utterances", self.run_parley("run", "-v", *QUICK, file).stdout)

    def test_fail_fast_stops_at_an_expectation(self):
        self.expecting({"turns": {"max": 1}}, name="a")
        self.expecting({"turns": {"max": 2}}, name="b")
        result = self.run_parley("run", *QUICK, "-j", "1", "--fail-fast", "--format", "json", "a.json", "b.json")
        self.assert_status(result, 1)
        first, second = json.loads(result.stdout)["runs"]
        self.assertEqual((first["verdict"], second["verdict"]), ("failed", "cancelled"))
        self.assertEqual([each["passed"] for each in second["expectations"]], [None])

    def test_a_call_that_broke_is_not_judged(self):
        result, (run,) = self.play({"turns": {"max": 1}}, agent=refused_url())
        self.assert_status(result, 3)
        self.assertEqual(run["expectations"], [{"expect": {"turns": {"max": 1}}, "passed": None,
                                                "explanation": "not judged: the call broke"}])

    def test_a_call_that_fails_by_itself_says_both(self):
        with Agent(answering("Which day?", "Sorry, we are full.")) as agent:
            result, (run,) = self.play({"agent": "contains \"booked\""}, agent=agent.url)
        self.assert_status(result, 1)
        self.assertIn("no condition matched", run["error_message"])
        self.assertTrue(run["explanation"][0].startswith("never fired"))
        self.assertTrue(any(line.startswith("expected agent contains \"booked\"") for line in run["explanation"]))

    def test_an_export_without_any_behaves_as_before(self):
        self.write("booking.agent.json", CLINIC)
        self.write("booking.json", BOOKING)
        result = self.run_parley("run", *QUICK, "--format", "json", "booking.json")
        self.assert_status(result, 0)
        self.assertEqual(json.loads(result.stdout)["runs"][0]["expectations"], [])

    def test_check_shows_them_and_counts_them(self):
        file = self.expecting({"agent": "contains \"x\""}, {"turns": {"max": 2}})
        shown = self.run_parley("check", "-v", file)
        self.assert_status(shown, 0)
        self.assertIn("    expects agent contains \"x\"\n    expects turns {\"max\":2}\n", shown.stdout)
        self.assertEqual(json.loads(self.run_parley("check", "--format", "json", file).stdout)["scenarios"][0]["expectations"], 2)

    def test_all_mistakes_are_told_at_once_and_nothing_is_played(self):
        file = self.expecting({"agnet": "x"}, {"agent": "is polite"}, {"fired": [7]}, {"agent": "contains \"a\" OR"},
                              {"turns": {"mx": 1}}, {"ended_by": "caller", "turns": {"max": 1}})
        with Agent(silent) as agent:
            result = self.run_parley("run", "-a", agent.url, file)
            self.assert_status(result, 2)
            self.assertEqual(agent.headers, [])
        for mistake in ["expect[0].agnet: unknown key \"agnet\": did you mean \"agent\"?", "expect[1].agent: \"is polite\" is",
                        "expect[2].fired[0]: no condition has the id 7: expected one of 0, 1, 2", "expect[3].agent: column 16:",
                        "expect[4].turns.mx: unknown key \"mx\"", "expect[5]: 2 expectations in one object"]:
            self.assertIn(mistake, result.stderr)

    def test_a_suite_expects_for_all_its_cases(self):
        self.write("s.agent.json", CLINIC)
        self.write("s.json", {"version": "1", "defaults": {"conditional_actions": BOOKING, "expect": [{"turns": {"max": 1}}]},
                              "scenarios": [{"name": "a"}, {"name": "b", "expect": [{"turns": {"max": 2}}]},
                                            {"name": "c", "expect": []}]})
        result = self.run_parley("run", *QUICK, "--format", "json", "s.json")
        self.assert_status(result, 1)
        self.assertEqual([run["verdict"] for run in json.loads(result.stdout)["runs"]], ["failed", "passed", "passed"])

    def test_a_mistake_in_the_defaults_is_told_once(self):
        self.write("s.json", {"version": "1", "defaults": {"conditional_actions": BOOKING, "expect": [{"agent": "contains"}]},
                              "scenarios": [{"name": "a"}, {"name": "b"}]})
        result = self.run_parley("check", "s.json")
        self.assert_status(result, 2)
        self.assertEqual(result.stdout.count("defaults.expect[0].agent"), 1)

    def test_a_secret_is_in_no_explanation(self):
        async def leaking(agent, connection):
            await agent.hear(connection)
            await say(connection, "Which day? " + "x" * 140 + " token-0123456789abcdef")
            await agent.hear(connection)
            await connection.send(json.dumps({"role": "Function Call", "data": {"name": "token-0123456789abcdef"}}))
            await say(connection, "booked")
            await silent(agent, connection)

        with Agent(leaking) as agent:
            file = self.expecting({"agent_never": "contains \"token-0123\""}, {"agent": "contains \"token-0123456789abcdeg\""},
                                  {"function_call": {"name": "a"}})
            result = self.run_parley("run", *QUICK, "-a", agent.url, "-H", "X-Key: token-0123456789abcdef", "-o", "out",
                                     "-v", file)
        self.assert_status(result, 1)
        written = result.stdout + "".join(path.read_text() for path in self.folder.glob("out/**/*.json*"))
        self.assertNotIn("token-0123456789", written.replace("token-0123456789abcdeg", ""))
        self.assertIn("the agent said it", written)


if __name__ == "__main__":
    unittest.main()
