"""parley bench --metrics: what a scraper gets while calls are in flight and at the end, what broken clients get, and what
Prometheus makes of it."""
import asyncio
import fcntl
import http.client
import json
import os
import re
import resource
import select
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest
import urllib.parse
import urllib.request

from cli.agents import Agent, refused_url, say
from cli.program import Case, scenario

BOOKING = scenario(("contains \"which day\"", "Friday"), ("contains \"booked\"", "Thanks <endcall />"))
TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
PATIENCE = 60  # Seconds, for what surely comes.


class Holding(Agent):
    """Answers, but ends no more calls than it was allowed to."""

    def __init__(self):
        super().__init__(self.behave_so)
        self.allowed = threading.Semaphore(0)

    def allow(self, calls):
        self.allowed.release(calls)

    async def behave_so(self, _, connection):
        await self.hear(connection)
        await say(connection, "Which day?")
        await self.hear(connection)
        while not self.allowed.acquire(blocking=False):
            await asyncio.sleep(0.005)
        await say(connection, "You are booked.")
        await self.hear(connection)


def samples(text):
    """{'name{labels}': value}, of the OpenMetrics in `text`."""
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if not line.startswith("#")}


def is_count(name):
    return re.search(r"(_total|_bucket|_count|_sum)(\{|$)", name) is not None


def for_promtool(text):
    """The same figures in Prometheus' own format, the only one that promtool looks at: a family is called as its samples."""
    suffixes = {"counter": "_total", "info": "_info"}
    families = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    lines = []
    for line in text.splitlines():
        words = line.split(" ", 3)
        if line.startswith(("# TYPE ", "# HELP ")):
            words[2] += suffixes.get(families[words[2]], "")
            words[3] = "gauge" if words[1] == "TYPE" and words[3] == "info" else words[3]
            lines.append(" ".join(words))
        elif not line.startswith("#"):
            lines.append(line)
    return "\n".join(lines) + "\n"


class Metrics(Case):
    def setUp(self):
        super().setUp()
        self.write("booking.json", BOOKING)

    def start_bench(self, agent, *arguments, metrics="127.0.0.1:0", **more):
        """The load, and where its figures are."""
        process = self.start_parley("bench", "-q", "--grace", "50ms", "--metrics", metrics, "-a", agent.url, *arguments,
                                    "booking.json", **more)
        line = process.stderr.readline()
        self.assertRegex(line, r"^parley: metrics at http://\S+:\d+/metrics\n$")
        return process, line.split()[-1]

    def scrape(self, url):
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            self.assertEqual(answer.headers["Content-Type"], TYPE)
            text = answer.read().decode()
        self.assertTrue(text.endswith("\n# EOF\n"), text[-100:])
        return text

    def scrape_until(self, url, name, value):
        """Scrapes, in which no count may fall, until `name` is `value`; the last one."""
        before, deadline = {}, time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            now = samples(self.scrape(url))
            for each in filter(is_count, before):
                self.assertGreaterEqual(now[each], before[each], each)
            if now.get(name) == value:
                return now
            before = now
            time.sleep(0.05)
        self.fail(f"{name} is {before.get(name)}, and not {value}")

    def assert_ends_well(self, process):
        process.communicate(timeout=PATIENCE)
        self.assertIn(process.returncode, (0, 6))  # 6: the machine is very busy.

    def start_reporting(self, agent, *arguments):
        """The same, and a pipe for the report, which is longer than what fits into it."""
        readable, writable = os.pipe()
        fcntl.fcntl(writable, fcntl.F_SETPIPE_SZ, 4096)
        process, url = self.start_bench(agent, "--format", "json", *arguments, stdout=writable)
        os.close(writable)
        return process, url, readable

    def scrape_at_the_end(self, process, url, pipe):
        """Asks while the report is being printed. The report, and the answer."""
        self.assertTrue(select.select([pipe], [], [], PATIENCE)[0], "there is no report")
        with socket.create_connection(("127.0.0.1", urllib.parse.urlparse(url).port)) as client:
            client.sendall(b"GET /metrics HTTP/1.1\r\nHost: parley\r\n\r\n")
            with os.fdopen(pipe) as report:
                printed = report.read()
            with client.makefile(encoding="utf-8") as answer:
                told = answer.read()
        process.wait(PATIENCE)
        return json.loads(printed), samples(told.split("\n\n", 1)[1])


class Scrapes(Metrics):
    def test_counts_rise_to_those_of_the_report(self):
        with Holding() as agent:
            process, url, pipe = self.start_reporting(agent, "--at-once", "3", "--calls", "10", "--workers", "2")
            agent.allow(7)
            flying = self.scrape_until(url, 'parley_calls_ended_total{verdict="passed"}', 7)
            self.assertGreater(flying["parley_calls_in_flight"], 0)
            self.assertEqual(flying["parley_calls_in_flight"], flying["parley_calls_started_total"] - 7)
            self.assertEqual(flying["parley_duration_seconds_count"], 7)
            agent.allow(3)
            report, last = self.scrape_at_the_end(process, url, pipe)
        self.assertEqual(last["parley_calls_in_flight"], 0)
        self.assertEqual(last['parley_calls_ended_total{verdict="passed"}'], 10)
        for name in filter(is_count, flying):
            self.assertGreaterEqual(last[name], flying[name], name)
        for verdict in ("passed", "failed", "errored", "cancelled"):
            self.assertEqual(last[f'parley_calls_ended_total{{verdict="{verdict}"}}'], report["calls"][verdict])
        for name in ("due", "started", "late", "held_back", "warm_up"):
            self.assertEqual(last[f"parley_calls_{name}_total"], report["calls"][name])
        for name in ("said", "heard"):
            self.assertEqual(last[f"parley_messages_{name}_total"], report["messages"][name])
        for name, times in report["times"].items():
            self.assertEqual(last[f"parley_{name}_seconds_count"], times["count"])
            self.assertEqual(last[f'parley_{name}_seconds_bucket{{le="+Inf"}}'], times["count"])
            if times["count"] > 0:
                self.assertAlmostEqual(last[f'parley_{name}_quantiles_seconds{{quantile="0.95"}}'], times["p95"] / 1000, 5)

    def test_an_open_load_and_its_rates(self):
        with Holding() as agent:
            agent.allow(100000)
            process, url = self.start_bench(agent, "--rate", "20/s", "--duration", "1h", "--shard", "2/4")
            told = self.scrape_until(url, "parley_offered_calls_per_second", 5)
            self.assertIn("parley_achieved_calls_per_second", told)
            text = self.scrape(url)
            self.assertRegex(text, r'parley_load_info\{version="[^"]+",id="[-0-9a-f]{36}",name="booking.json",shard="2/4"\} 1\n')
            self.assertNotIn("Which day", text)
            self.assertNotIn(agent.url, text)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 130)

    def test_calls_that_do_not_pass_are_counted_by_reason(self):
        with Holding() as agent:  # It lets no call end.
            process, url, pipe = self.start_reporting(agent, "--at-once", "1", "--calls", "2", "--silence-timeout", "100ms")
            _, told = self.scrape_at_the_end(process, url, pipe)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(told['parley_calls_ended_total{verdict="failed"}'], 2)
        self.assertEqual(told['parley_calls_not_passed_total{reason="Main agent-silence-timed-out"}'], 2)
        self.assertEqual(told['parley_calls_not_passed_total{reason="connection-dropped"}'], 0)

    def test_it_is_served_before_the_load_begins(self):
        with Holding() as agent:
            process, url = self.start_bench(agent, "--at-once", "1", "--calls", "1", "--start-at", str(int(time.time()) + 3600))
            told = samples(self.scrape(url))
            self.assertEqual((told["parley_elapsed_seconds"], told["parley_calls_started_total"]), (0, 0))
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(PATIENCE), -signal.SIGTERM)

    def test_the_port_is_closed_behind_the_load(self):
        with Holding() as agent:
            agent.allow(1)
            process, url = self.start_bench(agent, "--at-once", "1", "--calls", "1")
            self.assert_ends_well(process)
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", urllib.parse.urlparse(url).port))


class Addresses(Metrics):
    def test_without_a_host_it_is_loopback(self):
        with Holding() as agent:
            agent.allow(2)
            process, url = self.start_bench(agent, "--at-once", "1", "--calls", "1", metrics=":0")
            self.assertTrue(url.startswith("http://127.0.0.1:"), url)
            self.assert_ends_well(process)
            process, url = self.start_bench(agent, "--at-once", "1", "--calls", "1", metrics="localhost:0")
            self.assertTrue(url.startswith("http://localhost:"), url)
            self.assert_ends_well(process)

    @unittest.skipUnless(os.path.exists("/proc/net/if_inet6"), "there is no IPv6")
    def test_ipv6_stands_in_brackets(self):
        with Holding() as agent:
            process, url = self.start_bench(agent, "--at-once", "1", "--calls", "1", metrics="[::1]:0")
            self.assertTrue(url.startswith("http://[::1]:"), url)
            self.scrape(url)
            agent.allow(1)
            self.assert_ends_well(process)

    def test_2_for_one_that_is_refused_and_then_nothing_is_connected(self):
        with Holding() as agent, socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for address, expected in [
                    (f"127.0.0.1:{port}", f"--metrics: cannot listen on 127.0.0.1:{port}: Address already in use"),
                    ("192.0.2.1:9464", "Cannot assign requested address"),
                    ("9464", "9464: expected HOST:PORT or :PORT"),
                    ("127.0.0.1", "expected HOST:PORT"),
                    ("127.0.0.1:70000", "expected HOST:PORT"),
                    ("::1:9464", "expected HOST:PORT"),
                    ("http://127.0.0.1:9464", "expected HOST:PORT"),
                    ("no.such.host.invalid:9464", "--metrics: no.such.host.invalid: ")]:
                result = self.run_parley("bench", "--at-once", "1", "--calls", "1", "--hdr", "times.hlog", "--metrics", address,
                                         "-a", agent.url, "booking.json")
                self.assert_status(result, 2)
                self.assertIn(expected, result.stderr)
                self.assertEqual((result.stdout, agent.headers, os.path.exists(self.folder / "times.hlog")), ("", [], False))

    def test_it_is_of_bench_alone(self):
        result = self.run_parley("run", "--metrics", ":0", "-a", refused_url(), "booking.json")
        self.assert_status(result, 2)


class Clients(Metrics):
    """What is served is not trusted with anything: whoever comes, the load goes on and the next scrape is answered."""

    def setUp(self):
        super().setUp()
        self.agent = Holding()
        self.agent.__enter__()
        self.addCleanup(self.agent.__exit__)
        self.process, self.url = self.start_bench(self.agent, "--at-once", "2", "--calls", "4")
        self.address = ("127.0.0.1", urllib.parse.urlparse(self.url).port)

    def tearDown(self):
        self.scrape_again()
        self.agent.allow(4)
        self.assert_ends_well(self.process)

    def scrape_again(self):
        """A scraper that comes in the same moment as a crowd may be turned away; the next time it is not."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.scrape(self.url)
            except OSError:
                self.assertLess(time.monotonic(), deadline)

    def dial(self):
        client = socket.create_connection(self.address, timeout=PATIENCE)
        self.addCleanup(client.close)
        return client

    def ask(self, method, path):
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def test_methods_and_paths(self):
        status, headers, body = self.ask("HEAD", "/metrics")
        self.assertEqual((status, headers["Content-Type"], body), (200, TYPE, b""))
        self.assertGreater(int(headers["Content-Length"]), 1000)
        self.assertEqual(self.ask("GET", "/metrics?name=x")[0], 200)
        for path in ("/", "/metric", "/metrics/x", "/favicon.ico"):
            self.assertEqual(self.ask("GET", path)[0], 404)
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"):
            status, headers, _ = self.ask(method, "/metrics")
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"), method)

    def test_half_a_request_is_dropped(self):
        silent, half = self.dial(), self.dial()
        half.sendall(b"GET /metrics HTTP/1.1\r\nHost: par")
        self.assertEqual((silent.recv(1), half.recv(1)), (b"", b""))

    def test_a_huge_header_is_dropped(self):
        client = self.dial()
        answer = b""
        try:
            client.sendall(b"GET /metrics HTTP/1.1\r\nHost: parley\r\nX: " + b"x" * 10_000_000)
            client.sendall(b"\r\n\r\n")
            answer = client.recv(100)
        except OSError:  # Dropped before it was all sent.
            pass
        self.assertNotIn(b" 200 ", answer)

    def test_what_is_not_http_is_dropped(self):
        for text in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), b"\r\n\r\n", b"GET\r\n\r\n",
                     b"\0" * 1000, b"GET /metrics HTTP/1.1\r\n\xff\xfe: \x80\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            client = self.dial()
            client.sendall(text)
            client.shutdown(socket.SHUT_WR)
            try:
                while client.recv(65536):
                    pass
            except ConnectionResetError:
                pass

    def test_a_thousand_connections_are_not_kept(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        crowd = [socket.create_connection(self.address, timeout=PATIENCE) for _ in range(1000)]
        self.scrape_again()
        open_files = len(os.listdir(f"/proc/{self.process.pid}/fd"))
        for client in crowd:
            client.close()
        self.assertLess(open_files, 150)

    def test_one_that_does_not_read_holds_nobody_up(self):
        for _ in range(20):
            client = socket.socket()
            self.addCleanup(client.close)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            client.connect(self.address)
            client.sendall(b"GET /metrics HTTP/1.1\r\nHost: parley\r\n\r\n")


class Prometheus(Metrics):
    def lint(self, text):
        return subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=PATIENCE,
                              check=False)

    @unittest.skipUnless(shutil.which("promtool"), "needs prometheus")
    def test_promtool_finds_nothing(self):
        with Holding() as agent:
            process, url = self.start_bench(agent, "--at-once", "1", "--calls", "2")
            agent.allow(1)
            self.scrape_until(url, 'parley_calls_ended_total{verdict="passed"}', 1)
            text = for_promtool(self.scrape(url))
            result = self.lint(text)
            self.assertEqual((result.returncode, result.stdout + result.stderr), (0, ""))
            self.assertNotEqual(self.lint(text.replace("parley_calls_due_total", "parley_calls_due")).stderr, "")
            agent.allow(1)
            self.assert_ends_well(process)

    def start_prometheus(self, target):
        """It scrapes `target`; the address of its API."""
        self.write("prometheus.yml", "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
                                     "scrape_configs:\n"
                                     "  - job_name: parley\n"
                                     f"    static_configs: [{{targets: ['{target}']}}]\n")
        server = subprocess.Popen(["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
                                   "--web.listen-address=127.0.0.1:0"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True)
        self.addCleanup(server.communicate)
        self.addCleanup(server.kill)
        for line in server.stderr:
            found = re.search(r'msg="Listening on" address=(\S+)', line)
            if found:
                threading.Thread(target=server.stderr.read, daemon=True).start()
                return f"http://{found.group(1)}/api/v1/query?query="
        return self.fail("prometheus does not start")

    def query_until(self, api, query, value):
        deadline = time.monotonic() + PATIENCE
        found = None
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(api + urllib.parse.quote(query), timeout=PATIENCE) as answer:
                    found = [float(each["value"][1]) for each in json.load(answer)["data"]["result"]]
            except OSError as error:
                found = error  # It is not ready yet.
            if found == [value]:
                return
            time.sleep(0.1)
        self.fail(f"{query} is {found}, and not {value}")

    @unittest.skipUnless(shutil.which("prometheus"), "needs prometheus")
    def test_prometheus_scrapes_it(self):
        with Holding() as agent:
            process, url = self.start_bench(agent, "--at-once", "2", "--calls", "6", "--workers", "1")
            api = self.start_prometheus(urllib.parse.urlparse(url).netloc)
            agent.allow(4)
            self.query_until(api, 'up{job="parley"}', 1)
            self.query_until(api, 'parley_calls_ended_total{verdict="passed"}', 4)
            self.query_until(api, "parley_calls_in_flight", 2)
            self.query_until(api, 'parley_response_seconds_bucket{le="+Inf"}', 10)
            self.query_until(api, "count(parley_load_info)", 1)
            agent.allow(2)
            self.assert_ends_well(process)


if __name__ == "__main__":
    unittest.main(verbosity=2)
