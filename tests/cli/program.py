"""What the tests of the command line share: the program as a user runs it, in a folder of its own."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

PARLEY = str(pathlib.Path(os.environ["PARLEY"]).resolve())
SOURCE = pathlib.Path(os.environ["PARLEY_SOURCE"]).resolve()


def environment(more=None):
    """The environment of a person who has set nothing."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY") and name != "NO_COLOR"}
    return clean | (more or {})


def condition(number, text, action, **more):
    kind = "action_followup" if isinstance(text, int) else "standard"
    return {"id": number, "condition": text, "action": action, "type": kind, "fixed_message": True, **more}


def scenario(*conditions, opening="Hello", **more):
    """A bare scenario: the opening, then (condition, action) pairs numbered from 1."""
    listed = [condition(0, "FIRST_MESSAGE", opening)]
    listed += [condition(number, *pair) for number, pair in enumerate(conditions, 1)]
    return {"role": "A caller", "conditions": listed, **more}


class Case(unittest.TestCase):
    """A test in an empty folder, which is the program's working directory."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="parley-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, content):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        file.write_text(text, encoding="utf-8")
        return name

    def run_parley(self, *arguments, env=None, **more):
        more = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 60} | more
        return subprocess.run([PARLEY, *arguments], cwd=self.folder, env=environment(env), check=False, **more)

    def start_parley(self, *arguments, env=None, **more):
        """A program that the test ends by itself; it is killed if it does not."""
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"} | more
        process = subprocess.Popen([PARLEY, *arguments], cwd=self.folder, env=environment(env), **more)
        self.addCleanup(stop, process)
        return process

    def make_certificate(self):
        """cert.pem and key.pem for 127.0.0.1, signed by itself."""
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
                        "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                       cwd=self.folder, check=True, capture_output=True, timeout=60)

    def start_agent(self, file, *options):
        """`parley agent`, listening. Returns the process and its URL."""
        process = self.start_parley("agent", file, *options)
        line = process.stdout.readline()
        self.assertRegex(line, r"^listening on wss?://[^ ]+:\d+\n$", process.stderr.read() if not line else line)
        return process, line.split()[-1]

    def assert_status(self, result, status):
        self.assertEqual(result.returncode, status, f"\n--- stdout\n{result.stdout}\n--- stderr\n{result.stderr}")

    def assert_load_status(self, result, status):
        """The same of a load, where 6 outweighs it: on a machine that is very busy it is the truth that parley was the bottleneck."""
        if result.returncode != 6 or status not in (0, 1, 99):
            self.assert_status(result, status)


def stop(process):
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.communicate()


def without_times(text):
    return re.sub(r"\d+(\.\d+)? m?s", "N s", text)
