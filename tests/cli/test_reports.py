"""parley run --report: every type, where it is written, and that other programs can read it."""
import json
import signal
import subprocess
import unittest

import junitparser

from cli.agents import Agent, answering, silent
from cli.program import Case, scenario

BOOKING = scenario(("contains \"which day\"", "Friday"), ("contains \"booked\"", "Thanks <endcall />"))
GOOD_ANSWERS = ("Which day?", "You are booked.")
QUICK = ["--stuck-timeout", "200ms", "--grace", "50ms"]
HOSTILE = "\x1b[31m]]> <b>&\x01\nsecond ::error::line"


class Suite(Case):
    def setUp(self):
        super().setUp()
        self.write("booking.json", BOOKING)

    def run_suite(self, *options, answers=GOOD_ANSWERS, env=None):
        with Agent(answering(*answers)) as agent:
            return self.run_parley("run", "-a", agent.url, *QUICK, *options, "booking.json", env=env)

    def read(self, name):
        return (self.folder / name).read_text(encoding="utf-8")


class Reports(Suite):
    def test_every_type_in_one_run(self):
        types = {"json": "a/r.json", "jsonl": "a/b/e.jsonl", "junit": "j.xml", "tap": "r.tap", "html": "r.html"}
        result = self.run_suite(*[f"--report={kind}={path}" for kind, path in types.items()])
        self.assert_status(result, 0)
        self.assertIn("PASSED", result.stdout)
        told = json.loads(self.read("a/r.json"))
        self.assertEqual((told["success_rate"], told["partial"]), (100, False))
        events = [json.loads(line)["event"] for line in self.read("a/b/e.jsonl").splitlines()]
        self.assertEqual((events[0], events[-1]), ("connecting", "ended"))
        self.assertEqual(self.read("r.tap").splitlines()[:3], ["TAP version 14", "1..1", "ok 1 - booking"])
        self.assertTrue(self.read("r.html").startswith("<!DOCTYPE html>"))

    def test_without_a_path_into_out_else_into_the_current_folder(self):
        self.assert_status(self.run_suite("--report", "html", "--report", "junit"), 0)
        self.assertTrue((self.folder / "report.html").exists() and (self.folder / "junit.xml").exists())
        self.assert_status(self.run_suite("--report", "html", "--report", "tap", "--report", "json", "-o", "out"), 0)
        names = {file.name for file in (self.folder / "out").iterdir()}
        self.assertEqual(names, {"result.json", "events.jsonl", "transcripts", "report.html", "results.tap"})

    def test_several_of_one_type(self):
        self.assert_status(self.run_suite("--report", "json=a.json", "--report", "json=b.json"), 0)
        self.assertEqual(self.read("a.json"), self.read("b.json"))

    def test_by_a_variable(self):
        self.assert_status(self.run_suite(env={"PARLEY_REPORT": "tap=x.tap\njson=x.json"}), 0)
        self.assertTrue((self.folder / "x.tap").exists() and (self.folder / "x.json").exists())

    def test_bad_ones_are_told_and_nothing_is_connected(self):
        (self.folder / "folder").mkdir()
        self.write("file", "")
        for report, word in [("xml", "TYPE"), ("html=", "path"), ("html=-", "--format"), ("pretty", "TYPE"),
                             ("html=folder", "folder"), ("html=file/r.html", "file/r.html")]:
            with self.subTest(report), Agent(silent) as agent:
                result = self.run_parley("run", "-a", agent.url, "--report", report, "booking.json")
                self.assert_status(result, 2)
                self.assertIn(word, result.stderr)
                self.assertEqual(agent.headers, [])

    def test_5_when_one_cannot_be_written(self):
        self.assert_status(self.run_suite("--report", "jsonl=/dev/full"), 5)
        result = self.run_suite("--report", "github=/dev/full")
        self.assert_status(result, 5)
        self.assertIn("cannot write /dev/full: No space left on device", result.stderr)

    def test_junit_is_valid_for_others(self):
        """Repeats get names of their own, and nothing that an agent says breaks the XML."""
        self.write("list.json", [{"name": "same", "conditional_actions": BOOKING},
                                 {"name": "same", "conditional_actions": BOOKING}])
        with Agent(answering(HOSTILE)) as agent:
            result = self.run_parley("run", "-a", agent.url, *QUICK, "--frequency", "3", "list.json", "--report",
                                     "junit=j.xml")
        self.assert_status(result, 1)
        subprocess.run(["xmllint", "--noout", "j.xml"], cwd=self.folder, check=True)
        suites = junitparser.JUnitXml.fromfile(str(self.folder / "j.xml"))
        cases = [case for suite in suites for case in suite]
        self.assertEqual((suites.tests, suites.failures, suites.errors, len(cases)), (6, 6, 0, 6))
        self.assertEqual(len({(case.classname, case.name) for case in cases}), 6)
        self.assertIsInstance(cases[0].result[0], junitparser.Failure)
        self.assertIn("\\x01", cases[0].system_out)

    def test_all_are_written_and_marked_when_interrupted(self):
        types = {"json": "r.json", "jsonl": "e.jsonl", "junit": "j.xml", "tap": "r.tap", "html": "r.html", "github": "s.md"}
        options = [f"--report={kind}={path}" for kind, path in types.items()]
        with Agent(silent) as agent:
            process = self.start_parley("run", "-a", agent.url, "-j", "1", "--frequency", "3", *options, "booking.json")
            while "caller" not in process.stdout.readline():
                pass
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.assertTrue(json.loads(self.read("r.json"))["partial"])
        self.assertTrue(json.loads(self.read("e.jsonl").splitlines()[-1])["partial"])
        self.assertIn("<property name=\"partial\" value=\"true\"/>", self.read("j.xml"))
        self.assertEqual(self.read("r.tap").splitlines()[-1],
                         "# partial: the run was ended before all calls had been played")
        self.assertIn("<p class=\"partial\">", self.read("r.html"))
        self.assertIn("**Partial**", self.read("s.md"))


class GitHub(Suite):
    def setUp(self):
        super().setUp()
        self.env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md")}

    def commands(self, text):
        """What the runner takes for commands: none between the two that stop and resume them."""
        lines = [line.strip() for line in text.splitlines()]
        stopped, found = None, []
        for line in lines:
            if stopped and line == f"::{stopped}::":
                stopped = None
            elif not stopped and line.startswith("::stop-commands::"):
                stopped = line.removeprefix("::stop-commands::")
            elif not stopped and line.startswith("::"):
                found.append(line)
        self.assertIsNone(stopped)
        return found

    def test_annotations_and_summary_by_themselves_in_a_job(self):
        self.write("summary.md", "what was there\n")
        result = self.run_suite(answers=("Which day?", "Sorry: 100% full."), env=self.env)
        self.assert_status(result, 1)
        commands = self.commands(result.stdout)
        self.assertEqual(len(commands), 1)
        self.assertRegex(commands[0], r"^::error file=booking\.json,line=1,title=booking failed::.*100%25 full.*%0A- ")
        summary = self.read("summary.md")
        self.assertTrue(summary.startswith("what was there\n## "))
        self.assertIn("| 0 | 1 | 0 | 0 |", summary)

    def test_not_outside_of_a_job(self):
        for env in [{}, {"GITHUB_ACTIONS": "false"}]:
            result = self.run_suite(answers=("Sorry.",), env=env)
            self.assertNotIn("::", result.stdout + result.stderr)

    def test_between_what_programs_read_there_is_no_command(self):
        result = self.run_suite("--format", "json", answers=("Sorry.",), env=self.env)
        self.assertEqual(json.loads(result.stdout)["failed_runs_count"], 1)
        self.assertEqual(len(self.commands(result.stderr)), 1)

    def test_an_agent_cannot_give_commands(self):
        result = self.run_suite(answers=("x " * 30 + "\n::error::mine\n##[error]mine",), env=self.env)
        self.assertEqual([line for line in self.commands(result.stdout) if "title=booking failed" not in line], [])

    def test_nine_annotations_and_a_count(self):
        result = self.run_suite("--frequency", "12", answers=("Sorry.",), env=self.env)
        commands = self.commands(result.stdout)
        self.assertEqual(len(commands), 10)
        self.assertIn("3 more calls did not pass", commands[-1])


if __name__ == "__main__":
    unittest.main()
