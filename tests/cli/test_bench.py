"""parley bench, as a user runs it: what it plays, what it counts, what it writes, and its exit status."""
import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest
import urllib.parse

from cli.agents import Agent, answering, refused_url, say
from cli.pages import Page, svg_roots
from cli.program import Case, condition, scenario

BOOKING = scenario(("contains \"which day\"", "Friday"), ("contains \"booked\"", "Thanks <endcall />"))
AGENT = scenario(("contains \"hello\"", "Which day?"), ("contains \"friday\"", "You are booked."), opening="")
DEAF = scenario(("contains \"hello\"", "Which day?"), ("contains \"friday\"", "We are full."), opening="")
QUICK = ["--stuck-timeout", "200ms", "--grace", "50ms", "-q"]
HDR_JAR = pathlib.Path("/usr/share/java/hdrhistogram.jar")


class Bench(Case):
    def setUp(self):
        super().setUp()
        self.write("booking.json", BOOKING)
        self.write("booking.agent.json", AGENT)

    def bench(self, *arguments, **more):
        return self.run_parley("bench", *QUICK, *arguments, **more)

    def figures(self, *arguments, status=0):
        """What bench.json holds."""
        result = self.bench("--format", "json", *arguments)
        self.assert_load_status(result, status)
        self.assertEqual(json.loads(result.stdout)["valid"], result.returncode != 6)
        return json.loads(result.stdout)


class Models(Bench):
    def test_a_closed_load_keeps_so_many_calls_going(self):
        told = self.figures("--at-once", "3", "--calls", "20", "booking.json")
        self.assertEqual((told["calls"]["passed"], told["calls"]["started"]), (20, 20))
        self.assertEqual(told["plan"]["model"], "closed")
        self.assertIsNone(told["rate"]["offered"])
        self.assertEqual(told["times"]["response"]["count"], 40)
        self.assertEqual([turn["response"]["count"] for turn in told["turns"]], [20, 20])
        self.assertEqual([(each["id"], each["response"]["count"]) for each in told["conditions"]], [(0, 20), (1, 20)])

    def test_an_open_load_starts_calls_at_its_rate(self):
        told = self.figures("--rate", "50/s", "--duration", "1s", "booking.json")
        self.assertEqual((told["calls"]["due"], told["calls"]["passed"]), (50, 50))
        self.assertAlmostEqual(told["rate"]["offered"], 50, delta=0.01)

    def test_stages_are_ramps(self):
        told = self.figures("--stage", "500ms:100/s", "--stage", "500ms:0/s", "booking.json")
        self.assertEqual(told["calls"]["due"], 50)

    def test_so_many_calls_at_a_rate(self):
        told = self.figures("--rate", "200/s", "--calls", "30", "--arrivals", "poisson", "booking.json")
        self.assertEqual(told["calls"]["passed"], 30)

    def test_the_warm_up_is_left_out(self):
        told = self.figures("--rate", "100/s", "--duration", "1s", "--warmup", "500ms", "booking.json")
        self.assertEqual((told["calls"]["warm_up"], told["calls"]["ended"]), (50, 50))
        self.assertEqual(told["times"]["response"]["count"], 100)
        self.assertAlmostEqual(told["rate"]["offered"], 100, delta=0.01)

    def test_what_may_not_start_yet_starts_late(self):
        self.write("slow.agent.json", AGENT)
        _, url = self.start_agent("slow.agent.json", "--latency", "200ms")
        told = self.figures("--rate", "50/s", "--calls", "10", "--max-calls", "1", "-a", url, "booking.json")
        self.assertEqual(told["calls"]["passed"], 10)
        self.assertGreaterEqual(told["calls"]["held_back"], 8)
        self.assertGreater(told["times"]["lateness"]["max"], 1000)
        self.assertGreater(told["times"]["duration_intended"]["max"], told["times"]["duration"]["max"])

    def test_a_number_at_once_for_a_time_starts_calls(self):
        """Also when the threads are there before the load begins."""
        for _ in range(3):
            told = self.figures("--at-once", "2", "--duration", "200ms", "booking.json")
            self.assertGreater(told["calls"]["passed"], 0)
            self.assertEqual(told["calls"]["started"], told["calls"]["ended"])

    def test_workers_share_the_calls(self):
        told = self.figures("--at-once", "4", "--calls", "41", "--workers", "2", "booking.json")
        self.assertEqual(told["calls"]["passed"], 41)
        self.assertEqual(len(told["parley"]["workers_cpu"]), 2)

    def test_what_each_scenario_came_to(self):
        """Its verdicts, and its messages: what was said is what its agent heard, and the other way round."""
        self.write("full.agent.json", DEAF)
        agents = {"booking": self.start_agent("booking.agent.json"), "full": self.start_agent("full.agent.json")}
        self.write("full.json", BOOKING)
        for name, (_, url) in agents.items():
            self.write(f"{name}.agent.json", {"websocket_url": url})
        result = self.bench("--format", "json", "--at-once", "20", "--calls", "60", "--weight", "booking=2", "booking.json", "full.json")
        self.assertIn(result.returncode, (1, 6), result.stderr)  # 6 on a machine that is very busy.
        told = json.loads(result.stdout)
        each = {scenario["name"]: scenario for scenario in told["scenarios"]}
        self.assertEqual([(name, each[name]["passed"], each[name]["failed"], each[name]["errored"], each[name]["cancelled"]) for name in agents],
                         [("booking", 40, 0, 0, 0), ("full", 0, 20, 0, 0)])
        self.assertEqual((each["booking"]["said"], each["booking"]["heard"]), (120, 80))
        for name, (process, _) in agents.items():
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
            calls = each[name]["passed"] + each[name]["failed"]
            self.assertEqual(errors, f"parley: served {calls} calls, heard {each[name]['said']} messages, said {each[name]['heard']}\n")

    def test_scenarios_are_mixed_by_weight(self):
        self.write("other.json", BOOKING)
        self.write("other.agent.json", AGENT)
        told = self.figures("--at-once", "2", "--calls", "40", "--weight", "booking=3", "booking.json", "other.json")
        counts = {each["scenario"]: each["response"]["count"] for each in told["conditions"] if each["id"] == 0}
        self.assertEqual(counts, {"booking": 30, "other": 10})

    def test_each_call_has_ids_of_its_own(self):
        with Agent(answering("Which day?", "You are booked.")) as agent:
            told = self.figures("--at-once", "2", "--calls", "6", "-a", agent.url, "booking.json")
            runs = {headers["X-VOCERA-RUN-ID"] for headers in agent.headers}
            self.assertEqual(len(runs), 6)
            self.assertEqual({headers["X-Run-Id"] for headers in agent.headers}, runs)
            self.assertEqual({headers["X-VOCERA-RESULT-ID"] for headers in agent.headers}, {told["id"]})


class Data(Bench):
    GREETING = scenario(("contains \"which\"", "{{test_profile.city}} <endcall />"), opening="I am {{test_profile.name}}")

    def said(self, file, content):
        self.write("greeting.json", self.GREETING)
        self.write(file, content)
        with Agent(answering("Which city?")) as agent:
            result = self.bench("--at-once", "1", "--calls", "4", "--data", file, "-a", agent.url, "greeting.json")
            return result, [message["content"] for message in agent.heard]

    def test_a_row_of_csv_is_a_call(self):
        result, heard = self.said("people.csv", 'name,city\r\nAnn,"New York, NY"\r\n"Bo ""B""",Rome\r\n')
        self.assert_load_status(result, 0)
        expected = ["I am Ann", "New York, NY", 'I am Bo "B"', "Rome"]
        self.assertEqual(heard, expected * 2)

    def test_a_line_of_json_is_a_call(self):
        result, heard = self.said("people.jsonl", '{"name": "Ann", "city": "Oslo"}\n\n{"name": 7, "city": "Rome"}\n')
        self.assert_load_status(result, 0)
        self.assertEqual(heard, ["I am Ann", "Oslo", "I am 7", "Rome"] * 2)

    def test_every_mistake_in_rows_is_told_before_anything_is_connected(self):
        for file, content, expected in [
                ("people.csv", "name,city\nAnn\nBo,Rome\nCy,Bern,x\n", ["record 2: 1 of 2 fields", "record 4: 3 of 2 fields"]),
                ("people.csv", "name,name\nAnn,Oslo\n", ["two fields are called name"]),
                ("people.csv", "name,city\n\"Ann,Oslo\n", ["no CSV"]),
                ("people.csv", "name,city\n", ["no row"]),
                ("people.jsonl", '{"name": "Ann", "city": "x"}\n[1]\n{"name": \n', [":2", "expected an object", ":3"])]:
            result, heard = self.said(file, content)
            self.assert_load_status(result, 2)
            self.assertEqual(heard, [])
            for text in expected:
                self.assertIn(text, result.stderr)


class Verdicts(Bench):
    def test_1_when_a_call_failed_and_it_is_explained(self):
        self.write("booking.agent.json", DEAF)
        result = self.bench("--at-once", "2", "--calls", "4", "booking.json")
        self.assert_load_status(result, 1)
        self.assertIn("4 Testing agent-no-condition-matched", result.stdout)
        self.assertIn("We are full.", result.stdout)
        self.assertIn("never fired: condition 2", result.stdout)

    def test_3_when_an_agent_is_not_reached_and_nothing_is_tried_again(self):
        began = time.monotonic()
        result = self.bench("--at-once", "1", "--calls", "3", "-a", refused_url(), "booking.json")
        self.assert_load_status(result, 3)
        self.assertIn("3 Main agent-call-not-connected", result.stdout)
        self.assertLess(time.monotonic() - began, 5)

    def test_99_when_a_threshold_is_crossed(self):
        result = self.bench("--at-once", "1", "--calls", "3", "--threshold", "response.p95<1us", "--threshold",
                            "calls.failed<1%", "booking.json")
        self.assert_load_status(result, 99)
        self.assertRegex(result.stdout, r"CROSSED response\.p95<1us: \d")
        self.assertRegex(result.stdout, r"held    calls\.failed<1%: 0\.00 %")

    def test_calls_are_judged_by_a_limit_on_them(self):
        self.write("booking.agent.json", DEAF)
        load = ["--at-once", "2", "--calls", "4"]
        self.assert_load_status(self.bench(*load, "--threshold", "calls.failed<=100%", "booking.json"), 0)
        self.assert_load_status(self.bench(*load, "--threshold", "calls.failed<50%", "booking.json"), 99)
        self.assert_load_status(self.bench(*load, "--threshold", "response.p50<1us", "booking.json"), 1)

    def test_2_for_bad_usage_and_then_nothing_is_connected(self):
        load = ["--at-once", "1", "--calls", "1"]
        for arguments, expected in [
                (["--threshold", "nope.p95<1ms", *load], "'nope.p95' is no metric"),
                (["--abort-on", "response.p95<1", *load], "a time with its unit"),
                (["--rate", "5", "--calls", "1"], "a rate needs a unit"),
                (["--calls", "1"], "how much load?"),
                (["--rate", "5/s"], "how much load in all?"),
                (["--rate", "5/s", *load], "either"),
                (["--stage", "5s", "--calls", "1"], "30s:200/s"),
                (["--weight", "bokking=2", *load], "did you mean booking?"),
                (["--weight", "booking=0", *load], "all weights are 0"),
                (["--local-address", "here", *load], "no IP address"),
                (["--at-once", "900000", "--calls", "1"], "the limit of open files allows"),
                (["--data", "absent.csv", *load], "absent.csv")]:
            result = self.bench(*arguments, "-a", refused_url(), "booking.json")
            self.assert_load_status(result, 2)
            self.assertIn(expected, result.stderr)
            self.assertEqual(result.stdout, "")

    def test_a_load_is_aborted_behind_the_grace(self):
        began = time.monotonic()
        told = self.figures("--rate", "20/s", "--duration", "60s", "--abort-on", "response.p50<1us", "--abort-grace",
                            "1s", "booking.json", status=99)
        self.assertEqual(told["status"], "aborted")
        self.assertLess(time.monotonic() - began, 30)

    def test_130_when_interrupted_and_all_is_written(self):
        process = self.start_parley("bench", "--rate", "20/s", "--duration", "60s", "-o", "out", "booking.json")
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        stdout, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.assertIn("cancelled", stdout)
        told = json.loads((self.folder / "out" / "bench.json").read_text())
        self.assertEqual(told["status"], "cancelled")

    def test_a_stalled_agent_shows_in_the_percentiles(self):
        agent, url = self.start_agent("booking.agent.json")
        process = self.start_parley("bench", "--rate", "50/s", "--duration", "4s", "--format", "json", "-q", "-a", url,
                                    "booking.json")
        time.sleep(1)
        agent.send_signal(signal.SIGSTOP)
        time.sleep(2)
        agent.send_signal(signal.SIGCONT)
        stdout, stderr = process.communicate(timeout=60)
        self.assertIn(process.returncode, (0, 6), stderr)
        told = json.loads(stdout)
        self.assertEqual(told["calls"]["passed"], 200)
        # Half of the load fell into the stall: those calls had to wait for it to end.
        self.assertGreater(told["times"]["connect_intended"]["p90"], 1000)
        self.assertGreater(told["times"]["duration_intended"]["p90"], 1000)
        self.assertLess(told["times"]["duration_intended"]["max"], 4000)


class Report(Bench):
    """report.html of --out."""

    def page(self, *arguments, status=0):
        """The page as a parser reads it, which refuses what is not well-formed, and bench.json beside it."""
        result = self.bench("-o", "out", *arguments)
        self.assertIn(result.returncode, (status, 6), result.stdout + result.stderr)
        self.text = (self.folder / "out" / "report.html").read_text(encoding="utf-8")
        return Page(self.text), json.loads((self.folder / "out" / "bench.json").read_text(encoding="utf-8"))

    def assert_drawn(self):
        """Every drawing is XML, and the four charts have a title and a description."""
        drawings = list(svg_roots(self.text))
        charts = {root.get("id"): root for root in drawings if root.get("role") == "img"}
        self.assertEqual(set(charts), {"times", "rates", "flight", "spread"})
        for name, root in charts.items():
            labels = root.get("aria-labelledby").split()
            self.assertEqual([(child.tag, child.get("id")) for child in root][:2],
                             list(zip(["title", "desc"], labels)), name)
            self.assertTrue(all(child.text for child in list(root)[:2]), name)
        return charts

    def test_it_shows_what_bench_json_says(self):
        page, told = self.page("--rate", "50/s", "--duration", "3s", "--threshold", "response.p95<9s", "--weight",
                               "booking=2", "booking.json")
        charts = self.assert_drawn()
        words = "".join(page.texts)
        for part in ["open: 50/s for 3 s, fixed arrivals", "response.p95<9s", "holds", "booking",
                     "Response time by turn", "from the intended start of the call to its open connection"]:
            self.assertIn(part, words)
        spots = [title.text for title in charts["times"].iter("title")][1:]
        answers = sum(int(re.search(r"of ([\d,]+) answer", spot).group(1).replace(",", "")) for spot in spots if "of" in spot)
        self.assertEqual(answers, sum(second["responses"] for second in told["seconds"]))
        started = sum(int(re.search(r"(\d+) started", title.text).group(1))
                      for title in list(charts["rates"].iter("title"))[1:])
        self.assertEqual(started, told["calls"]["started"])

    def test_nothing_acts_in_it_but_its_style(self):
        page, _ = self.page("--at-once", "2", "--calls", "5", "booking.json")
        policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
        style = re.search(r"<style>(.*?)</style>", self.text, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.assertEqual(policy, f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
        self.assertEqual({tag for tag, _ in page.elements} & {"script", "img", "link", "iframe", "object", "base", "form"}, set())
        for _, attributes in page.elements:
            for name in attributes:
                self.assertNotIn(name, ("style", "src"))
                self.assertFalse(name.startswith("on"), name)

    def test_why_calls_did_not_pass_leads_to_their_transcripts(self):
        hostile = "<script>alert(1)</script>"
        self.write("booking.agent.json", scenario(("contains \"hello\"", "Which day?"), ("contains \"friday\"", f"We are full. {hostile}"),
                                                  opening=""))
        page, told = self.page("--at-once", "2", "--calls", "4", "booking.json", status=1)
        self.assertIn("Why 4 calls did not pass", "".join(page.texts))
        self.assertIn(hostile, "".join(page.texts))
        self.assertNotIn(hostile, self.text)
        self.assertIn(told["failures"][0]["run"], self.text)
        links = [link["href"] for link in page.all("a")]
        self.assertEqual(len(links), 4)
        for link in links:
            run = json.loads((self.folder / "out" / urllib.parse.unquote(link)).read_text(encoding="utf-8"))
            self.assertEqual(run["verdict"], "failed")

    def test_a_short_load_and_one_that_reaches_nobody(self):
        self.page("--at-once", "1", "--calls", "1", "booking.json")
        self.assert_drawn()
        page, _ = self.page("--at-once", "1", "--calls", "2", "-a", refused_url(), "booking.json", status=3)
        self.assertIn("Main agent-call-not-connected", "".join(page.texts))
        self.assertEqual([root.get("id") for root in svg_roots(self.text) if root.get("role") == "img"], ["rates", "flight"])

    @unittest.skipUnless(shutil.which("chromium"), "chromium is not installed, so no browser has shown the page")
    def test_a_browser_shows_it_without_complaint(self):
        self.page("--rate", "50/s", "--duration", "2s", "booking.json")
        result = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", f"--user-data-dir={self.folder}/profile", "--enable-logging=stderr",
             "--dump-dom", f"file://{self.folder}/out/report.html"],
            capture_output=True, text=True, timeout=120, check=True)
        self.assertEqual([line for line in result.stderr.splitlines() if "CONSOLE" in line], [])
        self.assertIn("<title>booking.json: load</title>", result.stdout)


class Files(Bench):
    def test_out_holds_the_figures_and_transcripts_of_what_failed(self):
        self.write("booking.agent.json", DEAF)
        self.assert_load_status(self.bench("--at-once", "2", "--calls", "8", "--workers", "2", "--keep-transcripts", "4",
                                      "-o", "out", "booking.json"), 1)
        self.assertEqual(sorted(os.listdir(self.folder / "out")), ["bench.json", "report.html", "transcripts"])
        files = sorted((self.folder / "out" / "transcripts").iterdir())
        self.assertEqual(len(files), 4)
        run = json.loads(files[0].read_text())
        self.assertEqual(run["verdict"], "failed")
        self.assertEqual([entry["content"] for entry in run["transcript_object"]][:3], ["Hello", "Which day?", "Friday"])

    def test_a_sample_of_passed_calls_is_kept_or_nothing(self):
        for keep, expected in [("20", 2), ("0", 0)]:
            self.assert_load_status(self.bench("--at-once", "1", "--calls", "9", "--keep-transcripts", keep, "-o", "out",
                                          "booking.json"), 0)
            self.assertEqual(len(os.listdir(self.folder / "out" / "transcripts")), expected)

    def test_secrets_are_masked_in_what_is_kept(self):
        async def echo(agent, connection):
            await agent.hear(connection)
            await say(connection, "your key is hunter2hunter2")
            await agent.hear(connection)

        with Agent(echo) as agent:
            result = self.bench("--at-once", "1", "--calls", "1", "-H", "X-Key: hunter2hunter2", "-a", agent.url, "-o",
                                "out", "booking.json")
        self.assert_load_status(result, 1)
        everything = result.stdout + "".join(file.read_text() for file in (self.folder / "out").rglob("*.json"))
        self.assertNotIn("hunter2", everything)
        self.assertIn("***", everything)

    @unittest.skipUnless(HDR_JAR.exists() and shutil.which("java"), "needs java and libhdrhistogram-java")
    def test_the_hdr_log_is_read_by_HdrHistogram(self):
        told = self.figures("--rate", "100/s", "--duration", "2s", "--hdr", "times.hlog", "booking.json")
        processor = subprocess.run(["java", "-cp", str(HDR_JAR), "org.HdrHistogram.HistogramLogProcessor", "-i",
                                    "times.hlog", "-outputValueUnitRatio", "1"], cwd=self.folder, capture_output=True,
                                   text=True, timeout=60, check=True)
        total = int(re.search(r"Total count\s*=\s*(\d+)", processor.stdout).group(1))
        mean = float(re.search(r"Mean\s*=\s*([\d.]+)", processor.stdout).group(1))
        highest = float(re.search(r"Max\s*=\s*([\d.]+)", processor.stdout).group(1))
        response = told["times"]["response"]
        self.assertEqual(total, response["count"])
        self.assertAlmostEqual(mean, response["mean"] * 1000, delta=response["mean"])
        self.assertAlmostEqual(highest, response["max"] * 1000, delta=response["max"] + 1)

    def test_a_log_has_a_line_every_ten_seconds(self):
        process = self.start_parley("bench", "--rate", "5/s", "--duration", "10500ms", "booking.json")
        _, stderr = process.communicate(timeout=60)
        self.assertRegex(stderr, r"^ +10 s  offered 5\.0/s, achieved \d\.\d/s, in flight \d+, passed \d+, failed 0, "
                                 r"errored 0, response p50 .*\n$")

    def test_a_closed_stdout_is_told(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            result = self.bench("--at-once", "1", "--calls", "1", "booking.json", capture_output=False, stdout=full,
                                stderr=subprocess.PIPE)
        self.assert_load_status(result, 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
