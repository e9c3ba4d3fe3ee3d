"""parley run, as a user runs it: what it plays, what it writes, and its exit status in every case."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import unittest

from cli.agents import Agent, Listener, Mute, answering, closing, refused_url, say, silent
from cli.program import PARLEY, SOURCE, Case, condition, scenario

BOOKING = scenario(("contains \"which day\"", "Friday"), ("contains \"booked\"", "Thanks <endcall />"))
GOOD_ANSWERS = ("Which day?", "You are booked.")
QUICK = ["--stuck-timeout", "200ms", "--grace", "50ms"]


class Run(Case):
    def setUp(self):
        super().setUp()
        self.write("booking.json", BOOKING)

    def result(self, folder="out"):
        return json.loads((self.folder / folder / "result.json").read_text(encoding="utf-8"))

    def events(self, folder="out"):
        return [json.loads(line) for line in (self.folder / folder / "events.jsonl").read_text().splitlines()]


class Statuses(Run):
    def test_0_when_all_passed(self):
        with Agent(answering(*GOOD_ANSWERS)) as agent:
            result = self.run_parley("run", "-a", agent.url, *QUICK, "-o", "out", "booking.json")
            self.assert_status(result, 0)
            self.assertEqual([message["content"] for message in agent.heard], ["Hello", "Friday", "Thanks"])
        told = self.result()
        self.assertEqual((told["success_rate"], told["total_runs_count"]), (100, 1))
        self.assertEqual(told["runs"][0]["call_ended_reason"], "Testing agent-ended-call")

    def test_1_when_a_scenario_failed(self):
        with Agent(answering("Which day?", "Sorry, we are full.")) as agent:
            result = self.run_parley("run", "-a", agent.url, *QUICK, "-o", "out", "booking.json")
        self.assert_status(result, 1)
        self.assertIn("booked", result.stdout)
        self.assertEqual(self.result()["runs"][0]["call_ended_reason"], "Testing agent-no-condition-matched")

    def test_2_when_the_input_is_bad_and_then_nothing_is_connected(self):
        self.write("bad.json", scenario(("contains \"", "x")))
        with Agent(silent) as agent:
            result = self.run_parley("run", "-a", agent.url, "bad.json", "booking.json", "-o", "out")
            self.assert_status(result, 2)
            self.assertEqual(agent.headers, [])
        self.assertIn("bad.json:1:", result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertFalse((self.folder / "out").exists())

    def test_2_without_an_agent(self):
        result = self.run_parley("run", "booking.json")
        self.assert_status(result, 2)
        self.assertIn("--agent", result.stderr)

    def test_2_when_out_cannot_be_made(self):
        self.write("file", "")
        with Agent(silent) as agent:
            result = self.run_parley("run", "-a", agent.url, "-o", "file/out", "booking.json")
            self.assert_status(result, 2)
            self.assertEqual(agent.headers, [])
        self.assertIn("file/out", result.stderr)

    def test_3_when_an_agent_is_not_reached_or_a_call_breaks(self):
        result = self.run_parley("run", "-a", refused_url(), "booking.json", "-o", "out", timeout=60)
        self.assert_status(result, 3)
        self.assertEqual(self.result()["runs"][0]["call_ended_reason"], "Main agent-call-not-connected")
        with Agent(closing(4001, "no")) as agent:
            result = self.run_parley("run", "-a", agent.url, "booking.json", "-o", "out")
            self.assert_status(result, 3)
        run = self.result()["runs"][0]
        self.assertEqual((run["call_ended_reason"], run["close_code"], run["close_reason"]),
                         ("connection-dropped", 4001, "no"))

    def test_3_when_an_agent_does_not_answer(self):
        with Listener() as listener:
            result = self.run_parley("run", "-a", listener.url, "--connect-timeout", "50ms", "booking.json", "-o", "out")
        self.assert_status(result, 3)
        self.assertEqual(self.result()["runs"][0]["call_ended_reason"], "Main agent-did-not-answer")

    def test_4_when_nothing_is_selected(self):
        (self.folder / "empty").mkdir()
        for arguments in [["empty"], ["booking.json", "-k", "nobody"], ["booking.json", "-t", "nobody"]]:
            self.assert_status(self.run_parley("run", "-a", "ws://127.0.0.1:1/", *arguments), 4)

    def test_5_when_the_result_cannot_be_written(self):
        with Agent(answering(*GOOD_ANSWERS)) as agent:
            for format_ in ["pretty", "json", "jsonl", "junit", "tap"]:
                with open("/dev/full", "w", encoding="utf-8") as full:
                    result = self.run_parley("run", "-a", agent.url, *QUICK, "--format", format_, "booking.json",
                                             capture_output=False, stdout=full, stderr=subprocess.PIPE)
                self.assertEqual(result.returncode, 5, (format_, result.stderr))
                self.assertIn("No space left", result.stderr)

    def test_5_weighs_more_than_1(self):
        with Agent(answering("Sorry.")) as agent, open("/dev/full", "w", encoding="utf-8") as full:
            result = self.run_parley("run", "-a", agent.url, *QUICK, "booking.json", capture_output=False, stdout=full,
                                     stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 5)

    def test_3_weighs_more_than_1(self):
        self.write("two.json", [{"name": "fails", "conditional_actions": BOOKING},
                                {"name": "breaks", "conditional_actions": scenario(opening="break") |
                                 {"conditions": scenario(("contains \"x\"", "<endcall />"), opening="break")["conditions"]}}])

        async def behave(agent, connection):
            message = await agent.hear(connection)
            if message["content"] == "break":
                await connection.close(1011)
            await say(connection, "Sorry.")
            await connection.wait_closed()

        with Agent(behave) as agent:
            result = self.run_parley("run", "-a", agent.url, *QUICK, "two.json", "-o", "out")
        self.assert_status(result, 3)
        self.assertEqual([run["verdict"] for run in self.result()["runs"]], ["failed", "errored"])

    def interrupt(self, number):
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        with Agent(silent) as agent:
            process = self.start_parley("run", "-a", agent.url, "-o", "out", "-j", "1", "--frequency", "2", "booking.json")
            self.wait_for_said(process, 1)
            process.send_signal(number)
            output, errors = process.communicate(timeout=30)
            self.assertTrue(agent.ended.acquire(timeout=10))
            self.assertEqual(agent.heard[-1], {"content": "", "type": "end_call"})
        return process.returncode, output + errors

    def events_so_far(self):
        file = self.folder / "out" / "events.jsonl"
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def test_130_and_143_when_a_signal_ends_it_and_all_is_written(self):
        for number, status in [(signal.SIGINT, 130), (signal.SIGTERM, 143)]:
            returned, told = self.interrupt(number)
            self.assertEqual(returned, status, told)
            result = self.result()
            self.assertEqual(result["cancelled_runs_count"], 2)
            self.assertEqual({run["call_ended_reason"] for run in result["runs"]}, {"run-cancelled-by-user"})
            self.assertEqual(len(list((self.folder / "out" / "transcripts").iterdir())), 2)

    def wait_for_said(self, process, count):
        while sum(event.get("event") == "said" for event in self.events_so_far()) < count:
            self.assertIsNone(process.poll())

    def test_a_second_signal_ends_at_once(self):
        with Mute() as agent:
            process = self.start_parley("run", "-a", agent.url, "-o", "out", "booking.json")
            self.wait_for_said(process, 1)
            process.send_signal(signal.SIGINT)
            self.wait_for_said(process, 2)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.assertFalse((self.folder / "out" / "result.json").exists())
        self.assertEqual(self.events_so_far()[-1]["event"], "said")


class Options(Run):
    def play(self, *arguments, behave=None, status=0, env=None):
        with Agent(behave or answering(*GOOD_ANSWERS)) as agent:
            self.agent = agent
            result = self.run_parley("run", "-a", agent.url, *QUICK, "-o", "out", *arguments, env=env)
        self.assert_status(result, status)
        return result

    def test_frequency_repeats_under_names_of_their_own(self):
        self.play("--frequency", "3", "booking.json")
        self.assertEqual(len({run["id"] for run in self.result()["runs"]}), 3)
        names = {file.name.split("-", 5)[-1] for file in (self.folder / "out" / "transcripts").iterdir()}
        self.assertEqual(len(names), 3, names)

    def test_ids_and_headers_go_out_and_secrets_do_not_show(self):
        self.write("named.json", {"id": 77, "name": "Named", "conditional_actions": BOOKING})
        self.write("agent.json", {"websocket_url": "ws://user:pass-word-1@HOST/", "websocket_secret": "${SECRET_1}",
                                  "websocket_headers": {"X-Key": "key-key-key", "X-Other": "other"}})
        with Agent(answering(*[each + " key-key-key from-header-9 " for each in GOOD_ANSWERS])) as agent:
            text = (self.folder / "agent.json").read_text().replace("HOST", agent.url.split("/")[2])
            self.write("agent.json", text)
            told = ""
            for format_ in ["pretty", "json", "jsonl", "junit", "tap"]:
                result = self.run_parley("run", "-a", "agent.json", "-v", *QUICK, "-o", "out", "--format", format_,
                                         "-H", "X-Other: Bearer from-header-9", "named.json",
                                         env={"SECRET_1": "the-secret-is-this"})
                self.assert_status(result, 0)
                told += result.stdout + result.stderr
            sent = agent.headers[-1]
        self.assertEqual(sent["X-Key"], "key-key-key")
        self.assertEqual(sent["X-Other"], "Bearer from-header-9")
        self.assertEqual(sent["X-VOCERA-SECRET"], "the-secret-is-this")
        self.assertEqual(sent["X-VOCERA-SCENARIO-ID"], "77")
        result = self.result()
        self.assertEqual(sent["X-VOCERA-RESULT-ID"], str(result["id"]))
        self.assertEqual(sent["X-Run-Id"], str(result["runs"][0]["id"]))
        for file in (self.folder / "out").rglob("*"):
            told += file.name + (file.read_text() if file.is_file() else "")
        for secret in ["the-secret-is-this", "key-key-key", "from-header-9", "pass-word-1"]:
            self.assertNotIn(secret, told)
        self.assertIn("***", told)

    def test_no_mistake_of_a_command_line_shows_a_secret(self):
        for arguments in [["-H", "Authorization Bearer geheim99"], ["--headr", "A: geheim99"], ["--headr=A: geheim99"],
                          ["-H", "Bad Name: geheim99"], ["-H", "A: geheim99\r\nB: c"], ["-H", "Host: geheim99"],
                          ["-a", "http://u:geheim99@h/"], ["-a", "ws://u:geheim99@h:99999/"], ["-a", "ws://u:geheim99@/"]]:
            result = self.run_parley("run", *(["-a", "ws://h/"] if "-a" not in arguments else []), *arguments, "booking.json")
            self.assert_status(result, 2)
            self.assertNotIn("geheim99", result.stdout + result.stderr)

    def test_fail_fast_cancels_what_is_left(self):
        self.play("--fail-fast", "-j", "1", "--frequency", "3", "booking.json", behave=answering("Sorry."), status=1)
        self.assertEqual([run["verdict"] for run in self.result()["runs"]], ["failed", "cancelled", "cancelled"])

    def test_max_duration_silence_and_repeats_are_heeded(self):
        self.play("--max-duration", "200ms", "booking.json", behave=silent, status=1)
        self.assertEqual(self.result()["runs"][0]["call_ended_reason"], "exceeded-max-duration")
        self.play("--silence-timeout", "200ms", "booking.json", behave=silent, status=1)
        self.assertEqual(self.result()["runs"][0]["call_ended_reason"], "Main agent-silence-timed-out")
        asked_twice = answering("Which day?", "Which day?", "Booked")
        self.play("booking.json", behave=asked_twice)
        self.play("--repeat-limit", "0", "booking.json", behave=asked_twice, status=1)

    def test_time_scale_shortens_pauses_and_variables_do_the_same(self):
        self.write("slow.json", scenario(("contains \"day\"", "Let me see <break time=\"300s\" /> bye <endcall />")))
        self.play("--time-scale", "0", "slow.json")
        self.play("slow.json", env={"PARLEY_TIME_SCALE": "0.0001"})

    def test_tls_is_verified_unless_told_otherwise(self):
        self.make_certificate()
        self.write("desk.json", scenario(("contains \"hello\"", "Which day?"), ("contains \"friday\"", "Booked."), opening=""))
        _, url = self.start_agent("desk.json", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
        for arguments, status in [(["--cacert", "cert.pem"], 0), (["--insecure"], 0), ([], 3), (["--cacert", "no.pem"], 2),
                                  (["--cacert", "booking.json"], 2)]:
            result = self.run_parley("run", "-a", url, *QUICK, *arguments, "-o", "out", "booking.json")
            self.assert_status(result, status)
            self.assertEqual("[insecure]" in result.stderr, arguments == ["--insecure"])
            if status == 3:
                self.assertEqual(self.result()["runs"][0]["call_ended_reason"], "Main agent-call-not-connected")

    def test_formats(self):
        for format_, begins in [("json", "{"), ("jsonl", "{"), ("junit", "<?xml"), ("tap", "TAP version 14")]:
            result = self.play("--format", format_, "booking.json")
            self.assertTrue(result.stdout.startswith(begins), result.stdout)
        printed = json.loads(self.play("--format", "json", "booking.json").stdout)
        self.assertEqual(printed, self.result())

    def test_warnings_do_not_stop_a_run_and_go_to_stderr(self):
        self.write("w.json", {**BOOKING, "rloe": 1})
        result = self.play("w.json")
        self.assertIn("[unknown-key]", result.stderr)
        self.assertNotIn("[unknown-key]", result.stdout)
        self.assertEqual(self.play("--no-warning", "unknown-key", "w.json").stderr, "")
        self.assertIn("[insecure]", self.play("--insecure", "w.json").stderr)

    def test_what_was_written_can_be_explained(self):
        self.play("booking.json")
        transcript, = (self.folder / "out" / "transcripts").iterdir()
        for file in [transcript, self.folder / "out" / "result.json"]:
            result = self.run_parley("explain", "booking.json", "--transcript", str(file))
            self.assert_status(result, 0)
            self.assertIn("2. The agent says \"You are booked.\"", result.stdout)
            self.assertNotIn("another way", result.stdout)

    def test_nothing_is_coloured_for_a_pipe(self):
        self.assertNotIn("\x1b", self.play("-v", "booking.json").stdout)


class Beside(Run):
    def test_a_scenario_is_played_against_the_agent_beside_it(self):
        self.write("s/booking.json", BOOKING)
        self.write("s/booking.agent.json", scenario(("contains \"friday\"", "You are booked"), opening="") |
                   {"conditions": [condition(0, "FIRST_MESSAGE", ""), condition(1, "contains \"hello\"", "Which day?"),
                                   condition(2, "contains \"friday\"", "You are booked.")]})
        for arguments in [["s"], ["-a", "s/booking.agent.json", "booking.json"]]:
            result = self.run_parley("run", "-v", *arguments, *QUICK, "-o", "out")
            self.assert_status(result, 0)
            self.assertEqual("skipped, being no scenario: s/booking.agent.json" in result.stderr, arguments == ["s"])
        with Agent(answering(*GOOD_ANSWERS)) as agent:
            self.write("s/other.yaml", json.dumps(BOOKING))
            self.write("s/other.agent.yml", {"agent_name": "Other", "websocket_url": agent.url})
            result = self.run_parley("run", "s", *QUICK, "-o", "out")
        self.assert_status(result, 0)
        self.assertEqual(self.result()["success_runs_count"], 2)

    def test_an_agent_that_greets_speaks_first(self):
        self.write("booking.agent.json", scenario(("contains \"hello\"", "Which day?"),
                                                  ("contains \"friday\"", "You are booked."), opening="Welcome"))
        self.assert_status(self.run_parley("run", "booking.json", *QUICK, "-o", "out"), 0)

    def test_mistakes_in_the_agent_are_told(self):
        self.write("booking.agent.json", {"conditions": []})
        result = self.run_parley("run", "booking.json")
        self.assert_status(result, 2)
        self.assertIn("booking.agent.json:1:", result.stderr)
        for wrong in [{"websocket_url": "http://h/"}, {"agent_name": "Nowhere"}, [scenario(), scenario()], "{"]:
            self.write("booking.agent.json", wrong)
            result = self.run_parley("check", "booking.json")
            self.assert_status(result, 2)
            self.assertIn("booking.agent.json:", result.stdout)

    def test_the_samples_are_green(self):
        result = self.run_parley("run", "--time-scale", "0.05", "--grace", "100ms", str(SOURCE / "scenarios"), "-o", "out")
        self.assert_status(result, 0)
        self.assertGreaterEqual(self.result()["success_runs_count"], 5)


if __name__ == "__main__":
    unittest.main()
