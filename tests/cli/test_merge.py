"""`parley bench --shard` and `parley merge`: one load, played in parts and added up."""
import json
import pathlib
import re
import shutil
import subprocess
import time
import unittest

from cli.pages import Page, svg_roots
from cli.program import SOURCE, Case, scenario
from cli.shards import CALLS, Shards

HDR_JAR = pathlib.Path("/usr/share/java/hdrhistogram.jar")


class Merging(Shards):
    def test_shards_add_up_to_one_run(self):
        """Three shards merged count what one run counts, and every histogram is the sum of theirs."""
        self.bench("one")
        files = self.shards(3)
        self.merge(*files, "-o", "whole")
        one, whole = self.load("one/bench.json"), self.load("whole/bench.json")
        parts = [self.load(file) for file in files]
        self.assertEqual([part["calls"]["ended"] for part in parts], [6, 6, 5])
        self.assertEqual(one["calls"]["passed"], CALLS)
        for key in "due", "started", "ended", "passed", "failed", "errored", "cancelled":
            self.assertEqual(whole["calls"][key], one["calls"][key], key)
        self.assertEqual(whole["messages"], one["messages"])
        self.assertEqual(whole["plan"]["merged"], [1, 2, 3])
        self.assertAlmostEqual(whole["rate"]["offered"], 50, places=3)
        self.assertEqual(sum(second["started"] for second in whole["seconds"]), CALLS)
        for name, histogram in whole["histograms"].items():
            if isinstance(histogram, dict):
                self.assert_is_sum(histogram, [part["histograms"][name] for part in parts])
        for turn, histogram in enumerate(whole["histograms"]["turns"]):
            self.assert_is_sum(histogram, [part["histograms"]["turns"][turn] for part in parts])
        self.assertEqual(whole["times"]["response"]["count"], CALLS)
        self.assertEqual(whole["times"]["response"]["max"], max(part["times"]["response"]["max"] for part in parts))

    def assert_is_sum(self, whole, parts):
        slots = {}
        for part in parts:
            for slot, count in part["slots"]:
                slots[slot] = slots.get(slot, 0) + count
        self.assertEqual(whole["slots"], [list(item) for item in sorted(slots.items())])
        for key in "count", "sum":
            self.assertEqual(whole[key], sum(part[key] for part in parts))
        filled = [part for part in parts if part["count"] > 0]
        if filled:
            self.assertEqual(whole["min"], min(part["min"] for part in filled))
            self.assertEqual(whole["max"], max(part["max"] for part in filled))

    def test_the_order_of_files_means_nothing(self):
        first, second, third = self.shards(3)
        forwards = self.merge(first, second, third, "-o", "forwards", "--format", "json")
        backwards = self.merge(third, first, second, "-o", "backwards", "--format", "json")
        self.assertEqual(forwards.stdout, backwards.stdout)
        self.assertEqual(forwards.stdout, (self.folder / "forwards/bench.json").read_text(encoding="utf-8"))
        self.assertEqual((self.folder / "forwards/bench.json").read_bytes(), (self.folder / "backwards/bench.json").read_bytes())
        self.assertEqual(self.merge(third, second, first).stdout, self.merge(first, second, third).stdout)

    def test_a_missing_shard_is_named(self):
        first, _, third = self.shards(3)
        result = self.merge(third, first, "-o", "part", expected=6)
        self.assertIn("NOT VALID: shard 2 of 3 is missing", result.stdout)
        part = self.load("part/bench.json")
        self.assertFalse(part["valid"])
        self.assertEqual(part["doubt"], "shard 2 of 3 is missing")
        self.assertIn("shards 1, 3 of 3 are missing", self.merge("s2/bench.json", expected=6).stdout)

    def test_a_shard_that_is_there_twice_is_refused(self):
        first, second = self.shards(2)
        shutil.copy(self.folder / first, self.folder / "again.json")
        result = self.merge(first, second, "again.json", "-o", "whole", expected=2)
        self.assertIn("again.json and s1/bench.json are both shard 1 of 2", result.stderr)
        self.assertFalse((self.folder / "whole").exists())

    def test_other_plans_are_refused_by_what_differs(self):
        first, second = self.shards(2)
        cases = (
            (["--shard", "2/2", "--seed", "7"], "seed is 1 in the first and 7 in the second"),
            (["--shard", "2/3"], "shards is 2 in the first and 3 in the second"),
            (["--shard", "2/2", "--time-scale", "0.5"], 'settings.time-scale is "1" in the first and "0.5" in the second'),
            (["--shard", "2/2", "--threshold", "response.p95<9s"], "thresholds is [] in the first"),
        )
        for options, words in cases:
            with self.subTest(words):
                self.bench("other", *options)
                result = self.merge(first, "other/bench.json", expected=2)
                self.assertIn(f"s1/bench.json and other/bench.json are not of one load: {words}", result.stderr)
        self.write("talk.json", scenario(('contains "help"', "bye now! <endcall />"), opening="hello"))
        self.bench("other", "--shard", "2/2")
        self.assertIn("scenarios is ", self.merge(first, "other/bench.json", expected=2).stderr)
        self.merge(first, second)

    def test_what_is_no_result_of_bench_is_refused(self):
        first, second = self.shards(2)
        self.merge(first, second, "-o", "whole")
        whole = self.load(first)
        whole["histograms"]["response"]["slots"].append([99999999, 1])
        self.write("slots.json", whole)
        whole = self.load(first)
        whole["histograms"]["response"]["count"] += 1
        self.write("count.json", whole)
        self.write("text.json", "hello")
        self.write("empty.json", {})
        cases = (
            ("whole/bench.json", "it was merged already"),
            ("slots.json", "no bench.json of this version"),
            ("count.json", "no bench.json of this version"),
            ("text.json", "it is no JSON"),
            ("empty.json", "no bench.json of this version"),
            ("absent.json", "cannot read absent.json: No such file"),
            (".", "cannot read .: Is a directory"),
        )
        for file, words in cases:
            with self.subTest(file):
                self.assertIn(words, self.merge(second, file, expected=2).stderr)

    def test_thresholds_are_judged_on_the_whole_alone(self):
        """A shard starts half of the calls, which is no reason to fail; the merge takes further limits."""
        files = self.shards(2, "--threshold", f"calls.total>{CALLS - 1}", "--threshold", "response.max<1us")
        shard = self.load(files[0])
        self.assertEqual([limit["holds"] for limit in shard["thresholds"]], [None, None])
        result = self.merge(*files, "--threshold", "calls.failed<1%", expected=99)
        self.assertIn(f"held    calls.total>{CALLS - 1}: {CALLS}", result.stdout)
        self.assertIn("CROSSED response.max<1us", result.stdout)
        self.assertIn("held    calls.failed<1%", result.stdout)
        self.assertIn("is no metric", self.merge(*files, "--threshold", "x<1", expected=2).stderr)

    def test_failed_calls_keep_an_example(self):
        self.write("talk.json", scenario(('contains "never said"', "bye <endcall />"), opening="hello"))
        files = []
        for number in 1, 2:
            self.bench(f"f{number}", "--shard", f"{number}/2", "--stuck-timeout", "100ms", expected=1)
            files.append(f"f{number}/bench.json")
        result = self.merge(*files, expected=1)
        self.assertIn(f"{CALLS} Testing agent-no-condition-matched", result.stdout)
        example = self.load(files[0])["failures"][0]["run"]
        self.assertIn(f"such as {example}: ", result.stdout)


class Reports(Shards):
    def counts(self, text, chart, pattern):
        """A number of each spot of a chart."""
        root = next(root for root in svg_roots(text) if root.get("id") == chart)
        told = [re.search(pattern, title.text) for title in list(root.iter("title"))[1:]]
        return [int(found.group(1).replace(",", "")) if found else 0 for found in told]

    def test_the_page_of_the_whole_shows_what_its_bench_json_says(self):
        files = self.shards(3)
        self.merge(*files, "-o", "whole")
        text = (self.folder / "whole/report.html").read_text(encoding="utf-8")
        whole = self.load("whole/bench.json")
        page = Page(text)
        self.assertIn("of 3 of 3 shards, merged", "".join(page.texts))
        self.assertEqual([root.get("id") for root in svg_roots(text) if root.get("role") == "img"],
                         ["times", "rates", "flight", "spread"])
        self.assertEqual(sum(self.counts(text, "times", r"of ([\d,]+) answer")), CALLS)
        self.assertEqual(sum(self.counts(text, "rates", r"([\d,]+) started")), CALLS)
        self.assertEqual(sum(self.counts(text, "spread", r"([\d,]+) of answers")), whole["times"]["response"]["count"])
        self.assertEqual(max(self.counts(text, "flight", r"([\d,]+) in flight")),
                         max(second["in_flight"] for second in whole["seconds"]))
        self.merge(*reversed(files), "-o", "again")
        self.assertEqual(text, (self.folder / "again/report.html").read_text(encoding="utf-8"))

    def test_a_shard_has_a_page_that_says_so_and_a_gap_is_told(self):
        first, _ = self.shards(2, "--threshold", "response.p95<9s")
        text = (self.folder / "s1/report.html").read_text(encoding="utf-8")
        self.assertIn("<b>One shard:</b>", text)
        self.assertIn("judged when all shards are merged", text)
        self.merge(first, "-o", "part", expected=6)
        self.assertIn("<b>Not valid:</b> shard 2 of 2 is missing", (self.folder / "part/report.html").read_text(encoding="utf-8"))

    def test_memory_is_that_of_all_processes(self):
        files = self.shards(2)
        self.merge(*files, "-o", "whole")
        memory = [self.load(file)["parley"]["resident_most"] for file in files]
        self.assertEqual(self.load("whole/bench.json")["parley"]["resident_most"], sum(memory))
        self.assertGreater(min(memory), 1 << 20)

    def test_the_hdr_log_has_the_seconds_of_all_shards(self):
        """It has the lines that bench.json has seconds of, and begins when the first shard did."""
        files = self.shards(2)
        self.merge(*files, "-o", "whole", "--hdr", "deep/whole.hlog")
        lines = (self.folder / "deep/whole.hlog").read_text(encoding="ascii").splitlines()
        whole = self.load("whole/bench.json")
        self.assertEqual(len(lines) - 5, len(whole["seconds"]))
        self.assertIn(f"#[StartTime: {whole['started_at']:.3f} (seconds since epoch)]", lines)
        ends = [sum(float(part) for part in line.split(",")[:2]) for line in lines[5:]]
        for end, second in zip(ends, whole["seconds"]):
            self.assertAlmostEqual(end, second["until"], delta=0.002)
        result = self.merge(*files, "--hdr", "deep", expected=2)
        self.assertIn("deep", result.stderr)

    @unittest.skipUnless(HDR_JAR.exists() and shutil.which("java"), "needs java and libhdrhistogram-java")
    def test_the_hdr_log_counts_all_responses(self):
        self.merge(*self.shards(2), "-o", "whole", "--hdr", "whole.hlog")
        processor = subprocess.run(["java", "-cp", str(HDR_JAR), "org.HdrHistogram.HistogramLogProcessor", "-i", "whole.hlog",
                                    "-outputValueUnitRatio", "1"], cwd=self.folder, capture_output=True, text=True, timeout=60,
                                   check=True)
        response = self.load("whole/bench.json")["times"]["response"]
        self.assertEqual(int(re.search(r"Total count\s*=\s*(\d+)", processor.stdout).group(1)), response["count"])
        highest = float(re.search(r"Max\s*=\s*([\d.]+)", processor.stdout).group(1))
        self.assertAlmostEqual(highest, response["max"] * 1000, delta=response["max"] + 1)


class Starting(Shards):
    def test_auto_tells_what_it_used_and_refuses_to_guess(self):
        result = self.bench("auto", "--shard", "auto", env={"OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "3"})
        self.assertIn("parley: shard 2/3, from OMPI_COMM_WORLD_RANK=1 and OMPI_COMM_WORLD_SIZE=3\n", result.stderr)
        self.assertEqual(self.load("auto/bench.json")["plan"]["shard"], 2)
        result = self.bench("none", "--shard", "auto", env={"JOB_COMPLETION_INDEX": "1"}, expected=2)
        self.assertIn("of how many is not known", result.stderr)
        self.assertFalse((self.folder / "none").exists())
        result = self.bench("none", "--shard", "0/3", expected=2)
        self.assertIn("expected I/N with I from 1 to N", result.stderr)

    def test_start_at_is_waited_for(self):
        start = time.time() + 1.5
        self.bench("late", "--start-at", f"{start:.3f}")
        self.assertGreaterEqual(self.load("late/bench.json")["started_at"], start - 0.001)
        result = self.bench("past", "--start-at", "2020-01-01T00:00:00Z")
        self.assertRegex(result.stderr, r"--start-at was [\d.]+ s ago: starting at once")
        self.assertIn("expected a date with its offset", self.bench("none", "--start-at", "soon", expected=2).stderr)
        self.assertIn("more than a day away", self.bench("none", "--start-at", "9999999999", expected=2).stderr)


class Manual(Case):
    text = (SOURCE / "docs/distributed.md").read_text(encoding="utf-8")

    def test_its_commands_are_understood(self):
        """Every option of every `parley bench` and `parley merge` in the manual is one."""
        commands = re.findall(r"parley (bench|merge) ([^`#]*?)(?:\n\n|\n```|`|\n(?=parley )|'\n|#|\n +env:)", self.text.replace("\\\n", " "))
        self.assertGreaterEqual(len(commands), 7)
        for command, rest in commands:
            known = self.run_parley(command, "--help").stdout
            for option in re.findall(r"(?<![\w-])--[a-z-]+", rest):
                self.assertIn(option, known, rest)


if __name__ == "__main__":
    unittest.main()
