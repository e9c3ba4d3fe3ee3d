"""What parley trusts, what it never shows, and how its binary is built."""
import concurrent.futures
import json
import os
import pathlib
import re
import resource
import signal
import ssl
import subprocess
import unittest
import warnings

from cli.agents import Agent, say
from cli.program import PARLEY, Case, environment, scenario
from peers import raw
from peers.certificates import Authority

CALLER = scenario(("contains \"day\"", "Tuesday <endcall />"))
DESK = scenario(("contains \"hello\"", "Which day?"), opening="")
SECRETS = {"header": "header-secret-1", "option": "option-secret-2", "agent": "agent-secret-3", "user": "user-secret-4",
           "variable": "variable-secret-5"}


class Tls(Case):
    """A wss: agent is verified: against whom, for which name, until when, and with which TLS."""

    def setUp(self):
        super().setUp()
        self.write("call.json", CALLER)
        self.write("desk.json", DESK)
        self.authority = Authority(self.folder)

    def call(self, url, *options):
        return self.run_parley("run", "-a", url, *options, "call.json")

    def serve(self, certificate, key):
        return self.start_agent("desk.json", "--tls-cert", str(certificate), "--tls-key", str(key))[1]

    def refused(self, result, words):
        self.assert_status(result, 3)
        self.assertIn("Main agent-call-not-connected", result.stdout)
        self.assertIn(words, " ".join(result.stdout.split()))

    def test_a_private_ca_is_trusted_when_it_is_named(self):
        url = self.serve(*self.authority.issue("good"))
        self.assert_status(self.call(url, "--cacert", str(self.authority.ca)), 0)
        self.assert_status(self.call(url.replace("127.0.0.1", "localhost"), "--cacert", str(self.authority.ca)), 0)
        self.refused(self.call(url), "unable to get local issuer certificate")

    def test_what_is_not_trusted(self):
        trust = ("--cacert", str(self.authority.ca))
        cases = [
            (self.authority.issue("expired", expired=True), trust, "certificate has expired"),
            (self.authority.issue("other", "DNS:elsewhere.example"), trust, "mismatch"),
            (self.authority.issue("address", "IP:127.0.0.2"), trust, "mismatch"),
            ((self.authority.ca, self.folder / "ca.key"), (), "self-signed certificate"),
        ]
        urls = [self.serve(*issued) for issued, _, _ in cases]
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:  # Each is tried four times.
            results = list(pool.map(lambda pair: self.call(pair[0], *pair[1][1]), zip(urls, cases)))
        for (issued, _, words), url, result in zip(cases, urls, results):
            with self.subTest(issued[0].name):
                self.refused(result, words)
                insecure = self.call(url, "--insecure")
                self.assert_status(insecure, 0)
                self.assertIn("insecure", insecure.stderr)

    def test_tls_before_1_2_is_refused(self):
        context = self.authority.server_context("old")
        with warnings.catch_warnings():  # That these are old is the point.
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        for options in (("--cacert", str(self.authority.ca)), ("--insecure",)):
            with raw.Server(lambda peer: peer.upgrade(), tls=context) as server:
                self.refused(self.call(server.url, *options), "TLS")

    def test_plain_where_tls_is_meant(self):
        _, url = self.start_agent("desk.json")
        self.refused(self.call(url.replace("ws://", "wss://")), "TLS")


async def tell_all(agent, connection):
    """An agent that says everything it was sent, and reads back what it is told to."""
    message = await agent.hear(connection)
    headers = " ".join(f"{name}={value}" for name, value in connection.request_headers.raw_items())
    await say(connection, f"day {message['content']} {headers}", metadata={"headers": headers})
    await connection.wait_closed()


class Secrets(Case):
    """The secret values of headers, of the agent file and of a URL are in nothing that parley leaves."""

    def setUp(self):
        super().setUp()
        self.write("call.json", CALLER)
        self.environment = {"TOKEN": SECRETS["variable"]}

    def arguments(self, url, *options):
        self.write("agent.json", {"websocket_url": url.replace("ws://", f"ws://caller:{SECRETS['user']}@"),
                                  "websocket_headers": {"Authorization": f"Bearer {SECRETS['header']}", "X-Token": "${TOKEN}"},
                                  "websocket_secret": SECRETS["agent"]})
        return ("run", "-a", "agent.json", "-H", f"X-Key: {SECRETS['option']}", *options, "call.json")

    def assert_clean(self, text, where):
        for secret in SECRETS.values():
            self.assertNotIn(secret, text, where)

    def test_no_output_has_them(self):
        for output_format in ("pretty", "json", "jsonl", "junit", "tap"):
            with self.subTest(output_format), Agent(tell_all) as agent:
                options = ("-v", "-o", "out", "--format", output_format, "--report", "html", "--report", "github=summary.md",
                           "--report", "junit", "--report", "tap")
                result = self.run_parley(*self.arguments(agent.url, *options), env=self.environment)
                self.assert_status(result, 0)
                self.assertEqual(agent.headers[0]["X-Key"], SECRETS["option"])
                self.assertEqual(agent.headers[0]["X-Vocera-Secret"], SECRETS["agent"])
                self.assert_clean(result.stdout + result.stderr, "the streams")
                files = [file for file in self.folder.rglob("*") if file.is_file() and file.name != "agent.json"]
                self.assertGreater(len(files), 6)
                for file in files:
                    self.assert_clean(file.read_text(encoding="utf-8"), file)

    def test_no_message_has_them(self):
        for arguments in (("check", "-v", "-a", "agent.json", "call.json"), self.arguments("ws://127.0.0.1:1/", "--show-config"),
                          self.arguments("ws://127.0.0.1:1/", "-H", f"Host: {SECRETS['option']}"),
                          self.arguments("ws://127.0.0.1:1/", "-H", f"X\u00e9: {SECRETS['option']}"),
                          self.arguments("ws://127.0.0.1:1/", "-H", f"{SECRETS['option']}"),
                          self.arguments("ws://127.0.0.1:1/")):
            self.arguments("ws://127.0.0.1:1/")
            result = self.run_parley(*arguments, env=self.environment)
            self.assert_clean(result.stdout + result.stderr, arguments)

    def test_the_list_of_processes_has_none_of_the_command_line(self):
        with Agent(tell_all) as agent:
            self.write("call.json", scenario(("contains \"never\"", "Bye <endcall />")))
            url = agent.url.replace("ws://", f"ws://caller:{SECRETS['user']}@")
            process = self.start_parley("run", "--format", "jsonl", "-a", url, "-H", f"X-Key: {SECRETS['option']}", "call.json",
                                        env=self.environment)
            process.stdout.readline()
            listed = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes().decode()
            self.assertIn("call.json", listed)
            self.assert_clean(listed, "ps")

    def test_a_crash_leaves_no_core_file(self):
        with Agent(tell_all) as agent:
            self.write("call.json", scenario(("contains \"never\"", "Bye <endcall />")))
            process = self.start_parley(
                *self.arguments(agent.url, "--format", "jsonl"), env=self.environment, preexec_fn=lambda: resource.setrlimit(
                    resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))
            process.stdout.readline()
            limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text(encoding="ascii")
            self.assertRegex(limits, r"(?m)^Max core file size +0 +0 ")


# What an agent may say to be obeyed by what reads the log of a job. The last one comes in front where it is wrapped.
ORDERS = ("::error::a", "hm\n  ::add-mask::b\n\u3000::warning::c", "##[error]d", "so ##vso[task.complete result=Failed;]e",
          "##teamcity[buildStop]", "x" * 57 + "::error::f")
OBEYED = re.compile(r"^\s*::[A-Za-z]|##[A-Za-z]*\[", re.MULTILINE)


async def give_orders(agent, connection):
    await agent.hear(connection)
    for order in ORDERS:
        await say(connection, order, metadata={order: order})
    await connection.send(json.dumps({"role": "Function Call", "data": {"name": ORDERS[2], "arguments": ORDERS}}))
    await connection.send(json.dumps({"other": ORDERS}))
    await connection.send(ORDERS[1])
    await connection.close(4000, ORDERS[3])


class Commands(Case):
    """Nothing that an agent says, and nothing that a scenario's author wrote, is a command to a CI system that reads the log."""

    def setUp(self):
        super().setUp()
        caller = scenario(*[(f'contains "{word}"', word) for word in ("::error::", "##[error]", "##vso[task.complete]")],
                          expect=[{"agent_never": 'contains "::"'}, {"function_call": {"name": "::error::"}}])
        self.write("::error::call.json", {"name": "::error::call ##[error]", "conditional_actions": caller})

    def assert_not_obeyed(self, text, where):
        self.assertTrue(text, where)
        self.assertIsNone(OBEYED.search(text), f"{where}\n{text}")

    def test_in_no_report(self):
        for output_format in ("pretty", "json", "jsonl", "junit", "tap"):
            with self.subTest(output_format), Agent(give_orders) as agent:
                options = ("-v", "--format", output_format, "-o", "out", "--report", "junit", "--report", "tap")
                result = self.run_parley("run", "-a", agent.url, *options, "::error::call.json")
                self.assert_status(result, 3)
                self.assert_not_obeyed(result.stdout, output_format)
                self.assertIn("x3a:" if output_format == "pretty" else "task.complete", result.stdout)
                for file in self.folder.glob("out/**/*.*"):
                    self.assert_not_obeyed(file.read_text(encoding="utf-8"), file)
        told = json.loads((self.folder / "out/result.json").read_text(encoding="utf-8"))
        self.assertIn(ORDERS[3], json.dumps(told))

    def test_in_no_other_output(self):
        says = [option for order in ORDERS for option in ("--say", order)]
        self.write("bad.json", {"role": "r", "conditions": [], "##[error]": "::error::"})
        for arguments in (("check", "-v", "::error::call.json"), ("check", "bad.json"), ("check", "--format", "json", "bad.json"),
                          ("check", "::error::none.json"), ("explain", *says, "::error::call.json"),
                          ("bench", "--calls", "1", "-a", "ws://127.0.0.1:1", "::error::call.json")):
            result = self.run_parley(*arguments)
            self.assert_not_obeyed(result.stdout + result.stderr, arguments)

    def test_in_no_line_about_a_call_that_is_answered(self):
        self.write("desk.json", scenario(("contains \"x\"", ORDERS[0]), opening=ORDERS[3]))
        self.write("caller.json", scenario(("contains \"vso\"", ORDERS[1] + "x"), ("contains \"error\"", "<endcall />")))
        process, url = self.start_agent("desk.json", "-v")
        self.assert_status(self.run_parley("run", "-a", url, "caller.json"), 0)
        process.send_signal(signal.SIGINT)
        self.assert_not_obeyed(process.communicate(timeout=30)[1], "agent -v")


class Hardening(unittest.TestCase):
    """How the binary was built, as far as the build is one for users."""

    def setUp(self):
        self.symbols = self.read("--dyn-syms")
        if "__asan_init" in self.symbols or "__tsan_init" in self.symbols:
            self.skipTest("a build with sanitizers is hardened by them")

    @staticmethod
    def read(*options):
        return subprocess.run(["readelf", "-W", *options, PARLEY], check=True, capture_output=True, text=True,
                              env=environment({"LC_ALL": "C"})).stdout

    def test_it_is_position_independent_with_read_only_relocations(self):
        self.assertRegex(self.read("-h"), r"Type: +DYN \(Position-Independent Executable file\)")
        self.assertIn("GNU_RELRO", self.read("-l"))
        self.assertRegex(self.read("-d"), r"FLAGS_1\).*NOW")

    def test_no_memory_is_both_writable_and_executable(self):
        self.assertRegex(self.read("-l"), r"GNU_STACK.* RW ")
        self.assertNotRegex(self.read("-l"), r"LOAD.* RWE ")

    def test_stacks_and_copies_are_checked(self):
        self.assertIn("__stack_chk_fail", self.symbols)
        if os.environ.get("PARLEY_BUILD_TYPE") in ("Release", "RelWithDebInfo"):
            self.assertRegex(self.symbols, r"__(memcpy|snprintf|vsnprintf|fprintf)_chk")

    def test_no_library_is_searched_for_in_odd_places(self):
        self.assertNotRegex(self.read("-d"), r"\((RPATH|RUNPATH|TEXTREL)\)")

    def test_the_agent_listens_on_loopback_unless_told_otherwise(self):
        default = subprocess.run([PARLEY, "agent", "--show-config"], check=True, capture_output=True, text=True, env=environment()).stdout
        self.assertRegex(default, r"(?m)^listen +127\.0\.0\.1:0 ")


if __name__ == "__main__":
    unittest.main()
