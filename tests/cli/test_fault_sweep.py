"""Every call of the system and of the libraries that can fail does fail once, in turn, and every clock jumps.

parley-faults is parley with tests/tools/faults.c in it, which counts the calls that parley makes and has one of them fail. Each
command here is played once to learn how often it calls what; then again for each of these calls. Either nothing comes of it, or it
is told: with the reason on standard error, or as the end of a call, and a status of the specification. There is never a crash, a
leak, a hang, or half a file. PARLEY_FAULTS_EACH is how many calls of each function and command are tried (3; 0: all of them)."""
import collections
import ctypes
import errno
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

from cli.program import SOURCE, Case, environment, scenario

FAULTS = os.environ["PARLEY_FAULTS"]
EACH = int(os.environ.get("PARLEY_FAULTS_EACH", "3"))
HALF = 0  # In place of an errno: half of the work is done.
NO_MEMORY_FOR_NAMES = 3006  # UV_EAI_MEMORY

STATUSES = {0, 1, 2, 3, 4, 5, 6, 70, 99, 130, 143}  # Of the specification.

# What may come of a fault.
NOTHING = "nothing"  # All is as without it.
ALIKE = "alike"  # The status and the files are; a call was tried again, or a word less is said.
LEFT = "left"  # Likewise, and a file of an older result stays.
TOLD = "told"  # The reason is told, and the status says it.

Row = collections.namedtuple("Row", "errors fates words", defaults=(None,))


def told(*errors, words=None):
    return Row(errors, {TOLD}, words)


def either(*errors, words=None):
    return Row(errors, {NOTHING, TOLD}, words)


def harmless(*errors):
    return Row(errors, {NOTHING})


def broken(*errors, words):
    """What happens to a connection: in `run` the call is tried again, otherwise its end is told."""
    return Row(errors, {NOTHING, ALIKE, TOLD}, words)


# A row or two for each function of tests/tools/fault_table.h: which errors are tried, and what may come of them. Words stand where
# the reason is not that of the errno. EINTR is tried where Linux gives it: the only signals that parley handles restart an open().
TABLE = {
    # Files.
    "access": [Row((errno.EACCES,), {ALIKE, TOLD}, "no agent to play it against")],
    "close": [either(errno.EIO), harmless(errno.EINTR)],
    "closedir": [harmless(errno.EIO)],
    "fchmod": [told(errno.EPERM)],
    "fdopendir": [told(errno.ENOMEM)],
    "fopen": [told(errno.EMFILE)],
    "fread": [told(errno.EBADF)],
    "fstat": [Row((errno.EIO,), {NOTHING, LEFT})],  # An old transcript that cannot be read may be somebody else's.
    "fstatat": [either(errno.EIO)],
    "getcwd": [harmless(errno.ENOENT)],
    "lstat": [told(errno.EIO)],
    "mkdir": [told(errno.ENOSPC), told(errno.EACCES)],
    "mkdirat": [told(errno.ENOSPC)],
    "open": [either(errno.EMFILE, errno.EACCES, words="file descriptors")],
    "openat": [Row((errno.ENOSPC, errno.EMFILE), {NOTHING, LEFT, TOLD})],
    "opendir": [told(errno.EMFILE)],
    "poll": [harmless(errno.EINTR)],
    "read": [Row((errno.EIO,), {NOTHING, LEFT, TOLD}), harmless(errno.EINTR, HALF)],
    "readdir": [told(errno.EIO)],
    "realpath": [either(errno.EIO)],
    "renameat": [told(errno.EIO)],
    "stat": [either(errno.EIO, words="Is a directory")],
    "unlinkat": [told(errno.EACCES)],
    "write": [either(errno.ENOSPC), either(errno.EAGAIN), harmless(errno.EINTR, HALF)],
    # The process.
    "clock_nanosleep": [harmless(errno.EINTR)],
    "getrandom": [told(errno.EIO, words="random"), harmless(errno.EINTR)],
    "getrlimit": [harmless(errno.EFAULT)],
    "getrusage": [harmless(errno.EFAULT)],
    "realloc": [told(errno.ENOMEM, words="^parley: out of memory$")],
    "sched_getaffinity": [harmless(errno.ESRCH)],
    "setrlimit": [harmless(errno.EPERM)],
    # Sockets.
    "accept4": [harmless(errno.ENOMEM, errno.EINTR, errno.ECONNABORTED), broken(errno.EMFILE, words="upgrade broken off|reset")],
    "bind": [told(errno.EADDRINUSE)],
    "getsockname": [told(errno.ENOBUFS)],
    "getsockopt": [told(errno.ENOBUFS, words="ended without a close frame")],
    "listen": [told(errno.EADDRINUSE)],
    "setsockopt": [either(errno.ENOBUFS)],
    "socket": [told(errno.EMFILE), told(errno.EAFNOSUPPORT)],
    # libuv.
    "uv_async_init": [told(errno.EMFILE)],
    "uv_fs_event_start": [told(errno.ENOSPC)],
    "uv_getaddrinfo": [told(NO_MEMORY_FOR_NAMES, words="out of memory|memory allocation")],
    "uv_loop_init": [told(errno.EMFILE)],
    "uv_poll_init": [told(errno.ENOSPC)],
    "uv_poll_start": [told(errno.ENOSPC)],
    "uv_read_start": [broken(errno.ENOTCONN, words="upgrade broken off|reset")],
    "uv_resident_set_memory": [harmless(errno.EMFILE)],
    "uv_shutdown": [harmless(errno.ENOTCONN)],
    "uv_signal_init": [told(errno.EMFILE)],
    "uv_signal_start": [told(errno.EINVAL)],
    "uv_tcp_close_reset": [told(errno.ENOTCONN, words="ended without a close frame")],
    "uv_tcp_nodelay": [broken(errno.EINVAL, words="upgrade broken off|reset")],
    "uv_tcp_open": [broken(errno.EINVAL, words="upgrade broken off|reset")],
    "uv_thread_create": [told(errno.EAGAIN)],
    "uv_write": [broken(errno.EPIPE, words="connection|broken off")],
    # libwebsockets.
    "lws_adopt_socket": [broken(errno.ENOMEM, words="upgrade broken off|reset")],
    "lws_client_connect_via_info": [broken(errno.ENOMEM, words="unreachable")],
    "lws_create_context": [told(errno.ENOMEM, words="libwebsockets does not start")],
    "lws_write": [broken(errno.EPIPE, words="cannot be written to|reset|ended|broken off")],
    # libcrypto and libssl.
    "EVP_Digest": [told(errno.ENOMEM, words="libcrypto has no SHA-256|no Sec-WebSocket-Accept")],
    "SSL_CTX_ctrl": [Row((errno.ENOMEM,), {NOTHING, TOLD}, "TLS cannot be set up")],
    "SSL_CTX_load_verify_file": [told(errno.EIO, words="the CA file cannot be read")],
    "SSL_CTX_new": [told(errno.ENOMEM, words="TLS cannot be set up")],
    "SSL_CTX_set_default_verify_paths": [harmless(errno.EIO)],
    "SSL_CTX_use_PrivateKey_file": [told(errno.EIO, words="no private key")],
    "SSL_CTX_use_certificate_chain_file": [told(errno.EIO, words="no certificate")],
}

CALLER = scenario(("contains \"day\" OR matches \"d.y\"", "Tuesday <endcall />"))
DESK = scenario(("contains \"hello\"", "Which day?"), opening="")


def normal(text):
    """Without what differs from one run to the next: ids, and times with their units."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8}(?=-\d+-)", "ID", text)
    text = re.sub(r"\d[\d:.T-]*Z", "DATE", text)
    return re.sub(r"\d+(\.\d+)?(e-\d+)?( (us|ms|s)\b)?", "N", text)


def is_whole(name, text):
    """Whether a file can be read for what its name says it is."""
    if name.endswith(".json"):
        json.loads(text)
    elif name.endswith(".jsonl"):
        for line in text.splitlines():
            json.loads(line)
    elif name.endswith(".xml"):
        xml.etree.ElementTree.fromstring(text)
    elif name.endswith(".html"):
        return text.rstrip().endswith("</html>")
    elif name.endswith(".tap"):
        return text.startswith("TAP version") and "\n1.." in text
    elif name.endswith(".yaml"):
        return text == "old" or "Tuesday" in text
    return True


class Outcome:
    """What came of one play: statuses, what was printed, what is in the folder."""

    def __init__(self, folder, statuses, printed, told):
        self.statuses = statuses
        self.printed = printed
        self.told = told
        self.files = {}
        for file in sorted(pathlib.Path(folder).rglob("*")):
            if file.is_file():
                self.files[normal(str(file.relative_to(folder)))] = file.read_text(encoding="utf-8")

    def fate(self, usual, varies):
        """Compared with how it usually goes."""
        if self.statuses != usual.statuses or not self.files.keys() >= usual.files.keys():
            return TOLD
        if self.files.keys() != usual.files.keys():
            return LEFT
        return NOTHING if varies or self.words() == usual.words() else ALIKE

    def words(self):
        return [normal(text) for text in [self.printed, self.told, *self.files.values()]]


class Command:
    """A command line, played in a copy of a folder. `only`: the functions that are tried with it; `varies`: its numbers are no two
    times the same, so only its files' names are compared."""

    def __init__(self, *arguments, only=".*", varies=False):
        self.arguments = arguments
        self.only = only
        self.varies = varies

    def play(self, case, folder, env):
        arguments = [argument.format(agent=case.agent, resetting=case.resetting) for argument in self.arguments]
        result = subprocess.run([FAULTS, *arguments], cwd=folder, env=environment(env), check=False, capture_output=True,
                                encoding="utf-8", timeout=30)
        return Outcome(folder, [result.returncode], result.stdout, result.stderr)


class Server(Command):
    """An agent that serves one call of an ordinary parley and is then terminated."""

    def __init__(self, *arguments, only=".*"):
        super().__init__(*arguments, only=only, varies=True)

    def play(self, case, folder, env):
        with subprocess.Popen([FAULTS, *self.arguments], cwd=folder, env=environment(env), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8") as process:
            line = process.stdout.readline()
            statuses, printed = [], ""
            if line:
                caller = case.run_parley("run", "-q", "--cacert", "cert.pem", "--silence-timeout", "2s", "--connect-timeout", "2s",
                                         "--grace", "0s", "-a", line.split()[-1], "cases/call.json")
                statuses, printed = [caller.returncode], caller.stdout
                process.send_signal(signal.SIGTERM)
            _, stderr = process.communicate(timeout=30)
        return Outcome(folder, [*statuses, process.returncode], printed, stderr)


class Watch(Command):
    """A run that watches its files until it is interrupted."""

    def play(self, case, folder, env):
        with subprocess.Popen([FAULTS, *self.arguments], cwd=folder, env=environment(env), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, encoding="utf-8") as process:
            told = ""
            for line in process.stderr:
                told += line
                if "waiting for files" in line:
                    process.send_signal(signal.SIGINT)
            printed = process.stdout.read()
            status = process.wait(timeout=30)
        if status == -signal.SIGINT:
            status = 130  # Something changed, it seemed, and the next run was not yet there to hear it.
        return Outcome(folder, [status], printed, told)


COMMANDS = [
    Command("run", "--grace", "0s", "-o", "old", "--report", "junit", "--report", "html", "--report", "tap", "--report",
            "jsonl=lines.jsonl", "--report", "github=summary.md", "--report", "junit=reports/junit.xml", "cases"),
    Command("run", "-q", "--grace", "0s", "--cacert", "cert.pem", "-a", "{agent}", "-o", "new", "cases/call.json",
            only="access|SSL_.*|lws_.*"),
    Command("bench", "--quiet", "--calls", "1", "--at-once", "1", "-a", "ws://agent.invalid/", "cases/call.json", only="uv_getaddrinfo"),
    Command("run", "-q", "-a", "{resetting}", "cases/call.json", only="getsockopt"),
    Command("agent", "--listen", "agent.invalid:0", "cases/call.agent.json", only="uv_getaddrinfo"),
    Command("bench", "--quiet", "--calls", "3", "--at-once", "2", "-o", "old", "--hdr", "hdr.log", "--data", "rows.csv",
            "--metrics", "127.0.0.1:0", "cases",
            varies=True),
    Command("check", "cases"),
    Command("explain", "cases/call.json", "--say", "day"),
    Command("convert", "--to", "yaml", "--force", "-o", "link.yaml", "cases/call.json"),
    Command("merge", "-o", "old", "one/bench.json", "two/bench.json"),
    Server("agent", "cases/call.agent.json"),
    Server("agent", "--tls-cert", "cert.pem", "--tls-key", "key.pem", "cases/call.agent.json", only="SSL_.*|lws_.*"),
    Server("agent", "--misbehave", "hang-up", "cases/call.agent.json", only="uv_(read|shut|tcp|write).*|setsockopt|EVP_Digest"),
    Server("agent", "--misbehave", "reset", "cases/call.agent.json", only="uv_tcp_.*"),
    Watch("run", "--watch", "-q", "cases", only="uv_.*|realpath"),
]


def chosen(count):
    """Which of so many calls are tried: all, or some from the first to the last."""
    if EACH == 0 or count <= EACH:
        return range(1, count + 1)
    return sorted({1 + round(step * (count - 1) / (EACH - 1)) for step in range(EACH)})


class Sweep(Case):
    def setUp(self):
        super().setUp()
        self.write("cases/call.json", CALLER)
        self.write("cases/call.agent.json", DESK)
        self.write("rows.csv", "name\nAnna\nBen\n")
        self.write("target.yaml", "old")
        (self.folder / "target.yaml").chmod(0o600)
        (self.folder / "link.yaml").symlink_to("target.yaml")
        self.make_certificate()
        self.assert_status(self.run_parley("run", "-q", "-o", "old", "cases"), 0)
        for name, shard in (("one", "1/2"), ("two", "2/2")):
            self.run_parley("bench", "--quiet", "--calls", "4", "--rate", "100/s", "--shard", shard, "-o", name, "cases")
        _, self.agent = self.start_agent("cases/call.agent.json", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
        _, self.resetting = self.start_agent("cases/call.agent.json", "--misbehave", "reset")

    def play(self, command, **env):
        with tempfile.TemporaryDirectory(prefix="parley-faults-") as place:
            folder = pathlib.Path(place) / "folder"
            shutil.copytree(self.folder, folder, symlinks=True)
            return command.play(self, folder, env)

    def count(self, command, **env):
        """How it goes, and how often it calls what; of a process that ends in the middle, nothing."""
        with tempfile.NamedTemporaryFile() as file:
            outcome = self.play(command, FAULT_COUNTS=file.name, **env)
            called = collections.Counter({name: int(number) for name, number in re.findall(r"(\w+) (\d+)", file.read().decode())})
        return outcome, called

    def check_order(self, outcome):
        """What must never be, whatever fails."""
        everything = outcome.printed + outcome.told
        self.assertNotRegex(everything, "Sanitizer|runtime error|Assertion|internal error")
        for status in outcome.statuses:
            self.assertIn(status, STATUSES)
        for name, text in outcome.files.items():
            self.assertTrue(is_whole(name, text), name)

    def judge(self, outcome, usual, row, error, varies):
        fate = outcome.fate(usual, varies)
        if fate == ALIKE and fate not in row.fates and any(usual.statuses):
            fate = TOLD  # It fails anyhow, but now for another reason.
        self.assertIn(fate, row.fates)
        if fate == TOLD:
            reason = "|".join(filter(None, [row.words, re.escape(os.strerror(error))]))
            self.assertRegex(outcome.printed + outcome.told, re.compile(reason, re.IGNORECASE | re.MULTILINE))

    def sweep(self, command, called_by_any):
        usual, called = self.count(command)
        for function, rows in TABLE.items():
            if not re.fullmatch(command.only, function):
                continue
            called_by_any[function] += called[function]
            for number in chosen(called[function]):
                for row, error in [(row, error) for row in rows for error in row.errors]:
                    with self.subTest(command=" ".join(command.arguments[:3]), fault=f"{function}:{number}:{error}"):
                        outcome, reached = self.count(command, FAULT=f"{function}:{number}:{error}")
                        try:
                            self.check_order(outcome)
                            if reached[function] == 0 or reached[function] >= number:  # Threads do not always do the same.
                                self.judge(outcome, usual, row, error, command.varies)
                        except AssertionError as problem:
                            raise AssertionError(f"{problem}\n{outcome.statuses}\n{outcome.printed}{outcome.told}") from None

    def test_each_call_fails_once(self):
        """All commands, all functions. What none of the commands calls would be tried by nobody."""
        called = collections.Counter()
        for command in COMMANDS:
            self.sweep(command, called)
        self.assertEqual({function for function in TABLE if called[function] == 0}, {"poll", "clock_nanosleep"})

    def test_waiting_is_interrupted(self):
        """Where there is no room in a pipe that does not block, and where a start is awaited."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        filled = 0
        while True:
            try:
                filled += os.write(writer, b"-" * 4096)
            except BlockingIOError:
                break
        with open(reader, "rb") as pipe, subprocess.Popen([FAULTS, "check", "cases"], cwd=self.folder, stdout=writer,
                                                          env=environment({"FAULT": f"poll:1:{errno.EINTR}"})) as process:
            os.close(writer)
            self.assertIn(b"no mistakes", pipe.read()[filled:])
            self.assertEqual(process.wait(30), 0)
        begin = time.time() + 0.3
        result = self.run_faults("bench", "--quiet", "--calls", "1", "--at-once", "1", "--format", "json", "--start-at", f"{begin:.6f}",
                                 "cases", FAULT=f"clock_nanosleep:1:{errno.EINTR}")
        self.assert_status(result, 0)
        self.assertGreaterEqual(time.time(), begin)

    def run_faults(self, *arguments, **env):
        return subprocess.run([FAULTS, *arguments], cwd=self.folder, env=environment(env), check=False, capture_output=True,
                              encoding="utf-8", timeout=30)


class Clocks(Case):
    """Durations come of a clock that nobody sets; and if even that one jumps, calls end with a reason."""

    HOUR = 3600

    def setUp(self):
        super().setUp()
        self.write("cases/call.json", CALLER)
        self.write("cases/call.agent.json", DESK)

    def play(self, *arguments, clock):
        result = subprocess.run([FAULTS, *arguments, "--format", "json", "cases"], cwd=self.folder, check=False, capture_output=True,
                                env=environment({"FAULT_CLOCK": clock}), encoding="utf-8", timeout=30)
        self.assertNotRegex(result.stderr, "Sanitizer|runtime error")
        return result, json.loads(result.stdout)

    def check_times(self, value, most, path="result"):
        """No time is negative, none is out of all reason."""
        if isinstance(value, dict):
            for name, member in value.items():
                self.check_times(member, most, f"{path}.{name}")
        elif isinstance(value, list):
            for member in value:
                self.check_times(member, most, path)
        elif isinstance(value, (int, float)):
            self.assertGreaterEqual(value, 0, path)
            if re.search(r"duration|_time$|\.t$|seconds|latency\.(mean|p\d+|max)", path):
                self.assertLessEqual(value, most * (1000 if "latency" in path else 1), path)

    def test_wall_clock_jumps(self):
        """An hour forth and back at each reading: the verdict and all times are those of a clock that stands."""
        result, run = self.play("run", "--grace", "0s", "-o", "out", clock="wall")
        self.assert_status(result, 0)
        self.check_times(run, 30)
        with open(self.folder / "out/events.jsonl", encoding="utf-8") as lines:
            times = [json.loads(line)["t"] for line in lines]
        self.assertEqual(times, sorted(times))
        self.check_times([{"t": moment} for moment in times], 30)
        result, load = self.play("bench", "--quiet", "--calls", "4", "--rate", "50/s", "--workers", "2", clock="wall")
        self.assert_status(result, 0)
        self.check_times({"duration": load["times"]}, 30 * 1000)

    def test_other_clock_jumps(self):
        """An hour forward at any moment, as on a machine that slept: the call passes, or ends as one that took too long."""
        endings = set()
        for reading in sorted({round(1.12 ** step) for step in range(50)}):
            with self.subTest(reading=reading):
                result, run = self.play("run", "--grace", "0s", clock=f"monotonic:{reading}")
                self.assertIn(result.returncode, (0, 1, 3), result.stderr)
                self.check_times(run, 4 * self.HOUR)
                call = run["runs"][0]
                endings.add(call["call_ended_reason"])
                if result.returncode != 0:
                    self.assertNotEqual(call["error_message"], "")
        self.assertLessEqual(endings, {"Testing agent-ended-call", "exceeded-max-duration", "Main agent-silence-timed-out",
                                       "Main agent-did-not-answer", "connection-dropped", "Main agent-ended-call"})


class Table(unittest.TestCase):
    """The table is whole."""

    # Of the C library, what cannot fail, and what fails only by what it is given; what goes to standard error; and what ends a program.
    SURE = (r"mem\w+|str\w+|(v|s|vs)?n?printf|bcmp|qsort(_r)?|bsearch|is\w+|to(lower|upper)|nto\w+|hto\w+|timegm|gmtime_r|getenv|inet_pton"
            r"|free|exit|abort|f(printf|write|puts|putc|close|error)|stderr|signal|errno_location|ctype_\w+|stack_chk_fail|sched_cpucount"
            r"|assert_fail|clock_gettime|fcntl|ioctl|log|sqrt|ceil|floor|pow|round|lround|llround|exp|isoc\w+")
    # Of libuv, what its sources show never to fail, or only for a handle that is closing.
    SURE_UV = (r"uv_(async_send|buf_init|cancel|close|freeaddrinfo|fs_event_init|hrtime|if_indextoname|ip[46]_(addr|name)|is_active"
               r"|is_closing|loop_close|now|poll_stop|prepare_\w+|read_stop|ref|run|stop|strerror|tcp_init|thread_join|timer_\w+|unref"
               r"|update_time|walk)")
    # Of libwebsockets, what asks or tells, and what only marks what the loop does next.
    SURE_LWS = r"_?lws_(?!adopt|client_connect|create|write)\w+"

    def undefined(self):
        """What our libraries call and none of them has."""
        called, defined = set(), set()
        for library in os.environ["PARLEY_LIBRARIES"].split():
            listed = subprocess.run([os.environ["PARLEY_NM"], library], check=True, capture_output=True, encoding="utf-8").stdout
            for kind, name in re.findall(r"^[0-9a-f ]{16} ([A-Za-z]) (\S+)$", listed, re.MULTILINE):
                (called if kind == "U" else defined).add(name)
        return called - defined

    def listed(self):
        """The functions of the table in C, and those that are called instead of some of them."""
        table = (SOURCE / "tests/tools/fault_table.h").read_text(encoding="utf-8").partition("#define FAULT_INSTEAD")
        return [set(re.findall(r"^    X\((\w+)[,)]", part, re.MULTILINE)) for part in (table[0], table[2])]

    def test_each_function_has_a_row(self):
        self.assertEqual(self.listed()[0], set(TABLE))

    def test_nothing_that_can_fail_is_left_out(self):
        """A new function: if it can fail, it goes into tests/tools/fault_table.h and the table above; else among the sure ones."""
        libc = ctypes.CDLL("libc.so.6")
        unknown = set()
        for name in self.undefined().difference(*self.listed()):
            plain = re.sub(r"^_+|_chk$", "", name)
            sure = self.SURE_UV if name.startswith("uv_") else self.SURE_LWS if "lws_" in name else self.SURE
            concerns_us = hasattr(libc, name) or sure != self.SURE
            if concerns_us and not re.fullmatch(sure, name if sure != self.SURE else plain):
                unknown.add(name)
        self.assertEqual(unknown, set())


if __name__ == "__main__":
    unittest.main()
