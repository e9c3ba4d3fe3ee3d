"""Nothing that was recorded is lost: a kill at any moment, a full disk, a closed pipe."""
import concurrent.futures
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from cli.program import PARLEY, Case, environment, scenario

KILLS = 200
SEED = 6
CALLS = 40
CALLER = scenario(("contains \"day\"", "Tuesday \u2013 please"), ("contains \"booked\"", "Thanks <endcall />"))
DESK = scenario(("contains \"hello\"", "Which day?"), ("contains \"tuesday\"", "It is booked."), opening="")


class Lost(Case):
    def setUp(self):
        super().setUp()
        self.write("call.json", CALLER)
        self.write("call.agent.json", DESK)
        self.write("suite.json", {"version": "1", "suite": {"name": "many"}, "scenarios": [
            {"name": "a call", "conditional_actions": CALLER, "frequency": CALLS}]})
        shutil.copy(self.folder / "call.agent.json", self.folder / "suite.agent.json")


def read_events(file):
    """All whole lines; only the last one may have been cut short."""
    *whole, rest = file.read_text(encoding="utf-8").split("\n") if file.exists() else [""]
    if rest:
        assert rest.startswith("{"), rest
    return [json.loads(line) for line in whole]


class Killed(Lost):
    def command(self, out):
        return [PARLEY, "run", "-q", "-j", "8", "--grace", "10ms", "-o", str(out), "suite.json"]

    def read_back(self, out):
        """What a killed run left: how many calls had ended."""
        events = read_events(out / "events.jsonl")
        ended = {event["run"] for event in events if event["event"] == "ended"}
        transcripts = {}
        folder = out / "transcripts"
        for file in folder.glob("[!.]*.json") if folder.exists() else []:
            run = json.loads(file.read_text(encoding="utf-8"))
            transcripts[run["id"]] = run
        if not events:
            return 0  # It was still removing what an earlier run had left.
        # The line comes first; the transcript of the last one may still have been on its way.
        self.assertLessEqual(set(transcripts), ended)
        self.assertLessEqual(len(ended - set(transcripts)), 1)
        result = out / "result.json"
        if result.exists():
            self.assertEqual(json.loads(result.read_text(encoding="utf-8"))["total_runs_count"], CALLS)
            self.assertEqual(len(ended), CALLS)
        return len(ended)

    def run_and_kill(self, out, after):
        process = subprocess.Popen(self.command(out), cwd=self.folder, env=environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.assertIn(process.returncode, (0, -signal.SIGKILL))
        return self.read_back(out)

    def test_whatever_was_written_can_be_read(self):
        """200 kills at moments spread over the whole run, each into a folder that another kill left."""
        workers = 4
        outs = [self.folder / f"out{number}" for number in range(workers)]

        def whole(out):
            started = time.monotonic()
            subprocess.run(self.command(out), cwd=self.folder, env=environment(), check=True, capture_output=True)
            return time.monotonic() - started

        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            longest = max(pool.map(whole, outs))
            chance = random.Random(SEED)
            moments = [[chance.uniform(0, longest) for _ in range(KILLS // workers)] for _ in outs]
            ended = list(pool.map(lambda pair: [self.run_and_kill(pair[0], after) for after in pair[1]],
                                  zip(outs, moments)))
        counts = [count for some in ended for count in some]
        self.assertEqual(len(counts), KILLS)
        # The moments do meet runs that have begun and not ended.
        self.assertGreater(len([count for count in counts if 0 < count < CALLS]), KILLS // 10, sorted(counts))
        # And the next run puts the folder in order.
        for out in outs:
            subprocess.run(self.command(out), cwd=self.folder, env=environment(), check=True, capture_output=True)
            self.assertEqual(self.read_back(out), CALLS)
            self.assertEqual(len(list((out / "transcripts").iterdir())), CALLS)
            self.assertEqual(sorted(file.name for file in out.iterdir()), ["events.jsonl", "result.json", "transcripts"])


class Unwritable(Lost):
    """What cannot be written is told, with exit 5, and what the run came to is shown all the same."""

    def check(self, result, *lines):
        self.assert_status(result, 5)
        self.assertIn("PASSED", result.stdout)
        for line in lines:
            self.assertIn(line, result.stderr)

    def test_a_folder_in_which_nothing_can_be_made(self):
        result = self.run_parley("run", "-o", "/proc", "call.json")
        self.check(result, "cannot make /proc/transcripts", "cannot write /proc/result.json", "cannot write /proc/events.jsonl")

    def test_a_limit_of_file_sizes(self):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        result = self.run_parley("run", "-o", "out", "call.json", preexec_fn=limit)
        self.check(result, "out/events.jsonl: File too large", "out/result.json: File too large")
        self.assertFalse((self.folder / "out" / "result.json").exists())
        self.assertEqual(list((self.folder / "out" / "transcripts").iterdir()), [])

    def test_a_full_disk(self):
        disk = pathlib.Path(tempfile.mkdtemp(prefix="parley-disk-"))
        self.addCleanup(os.rmdir, disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)], capture_output=True, check=False).returncode != 0:
            self.skipTest("only root can mount a small disk")
        self.addCleanup(subprocess.run, ["umount", str(disk)], check=True)
        result = self.run_parley("run", "-o", str(disk / "out"), "suite.json")
        self.assert_status(result, 5)
        self.assertIn("No space left on device", result.stderr)
        self.assertIn(f"{CALLS} passed", result.stdout)
        self.assertLessEqual(len(result.stderr.splitlines()), 21)
        events = read_events(disk / "out" / "events.jsonl")
        self.assertGreater(len(events), 10)
        for file in (disk / "out" / "transcripts").iterdir():
            json.loads(file.read_text(encoding="utf-8"))

    def test_a_pipe_that_is_closed(self):
        for output_format in ("pretty", "json", "jsonl", "junit", "tap"):
            with self.subTest(output_format):
                end, pipe = os.pipe()
                os.close(end)
                result = self.run_parley("run", "-o", "out", "--format", output_format, "call.json",
                                         capture_output=False, stdout=pipe, stderr=subprocess.PIPE)
                os.close(pipe)
                self.assert_status(result, 5)
                self.assertEqual(result.stderr, "parley: cannot write to standard output: Broken pipe\n")
                self.assertEqual(json.loads((self.folder / "out" / "result.json").read_text())["success_runs_count"], 1)

    def test_it_is_told_at_once(self):
        """Not when the run is over: that may be hours later."""
        self.write("long.json", scenario(("contains \"never\"", "Bye <endcall />")))
        self.write("long.agent.json", DESK)
        process = self.start_parley("run", "-o", "/proc", "long.json")
        line = process.stderr.readline()
        self.assertIn("cannot make /proc/transcripts", line)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertNotIn("transcripts", errors)
        self.assertIn("CANCELLED", output)


if __name__ == "__main__":
    unittest.main()
