"""parley agent: a scripted agent over WebSocket, called by a client that is not ours."""
import asyncio
import json
import pathlib
import signal
import ssl
import unittest
import urllib.error
import urllib.request

import websockets

from cli.program import Case, scenario

DESK = scenario(("contains \"appointment\"", "Which one?"), ("contains \"bye\"", "Good-bye <endcall />"),
                opening="Welcome")


def call(url, *messages, headers=None, **options):
    """What the agent says in a call in which each message is sent behind the last answer; then how it closed."""

    async def play():
        async with websockets.connect(url, extra_headers=headers or {}, **options) as connection:
            heard = [json.loads(await asyncio.wait_for(connection.recv(), 10))]
            for message in messages:
                await connection.send(json.dumps({"content": message}))
                heard.append(json.loads(await asyncio.wait_for(connection.recv(), 10)))
            if heard[-1].get("type") == "end_call":
                await connection.wait_closed()
                return heard, connection.close_code
            return heard, None

    return asyncio.run(play())


class Agent(Case):
    def setUp(self):
        super().setUp()
        self.write("desk.json", DESK)

    def test_it_greets_answers_and_ends_the_call(self):
        _, url = self.start_agent("desk.json")
        heard, code = call(url, "An appointment", "Bye!")
        self.assertEqual(heard, [{"content": "Welcome"}, {"content": "Which one?"},
                                 {"content": "Good-bye", "type": "end_call"}])
        self.assertEqual(code, 1000)

    def test_calls_are_independent_of_each_other(self):
        _, url = self.start_agent("desk.json")

        async def both():
            async with websockets.connect(url) as one, websockets.connect(url) as other:
                for connection in (one, other):
                    self.assertEqual(json.loads(await asyncio.wait_for(connection.recv(), 10))["content"], "Welcome")
                await other.send("an appointment")
                self.assertEqual(json.loads(await asyncio.wait_for(other.recv(), 10))["content"], "Which one?")
                await one.send("bye")
                self.assertEqual(json.loads(await asyncio.wait_for(one.recv(), 10))["type"], "end_call")

        asyncio.run(both())

    def test_it_listens_where_it_is_told(self):
        _, url = self.start_agent("desk.json", "--listen", "127.0.0.1:0")
        self.assertRegex(url, r"^ws://127\.0\.0\.1:[1-9]\d*$")
        port = url.rsplit(":", 1)[1]
        taken = self.run_parley("agent", "desk.json", "--listen", f"127.0.0.1:{port}")
        self.assert_status(taken, 2)
        self.assertIn(f"127.0.0.1:{port}", taken.stderr)
        for wrong in ["127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", ":1", "::1:0", "a:1:2"]:
            result = self.run_parley("agent", "desk.json", "--listen", wrong)
            self.assert_status(result, 2)
            self.assertIn("HOST:PORT", result.stderr)

    def test_a_browser_is_told_to_upgrade(self):
        _, url = self.start_agent("desk.json", "--listen", "127.0.0.1:0")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url.replace("ws:", "http:"), timeout=20)
        self.assertEqual(refused.exception.code, 426)

    def test_a_required_header_keeps_others_out(self):
        process, url = self.start_agent("desk.json", "-v", "--require-header", "Authorization: Bearer open-sesame")
        with self.assertRaises(websockets.InvalidStatusCode) as refused:
            call(url)
        self.assertEqual(refused.exception.status_code, 401)
        with self.assertRaises(websockets.InvalidStatusCode):
            call(url, headers={"Authorization": "Bearer open-sesam"})
        heard, _ = call(url, "I say open-sesame, an appointment", headers={"Authorization": "Bearer open-sesame"})
        self.assertEqual(len(heard), 2)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=30)
        self.assertNotIn("open-sesame", output + errors)

    def test_signals_end_it_and_its_calls(self):
        for number, status in [(signal.SIGINT, 130), (signal.SIGTERM, 143)]:
            process, url = self.start_agent("desk.json")

            async def be_hung_up_on():
                async with websockets.connect(url) as connection:
                    await connection.recv()
                    process.send_signal(number)
                    last = json.loads(await asyncio.wait_for(connection.recv(), 10))
                    await asyncio.wait_for(connection.wait_closed(), 10)
                    return last

            self.assertEqual(asyncio.run(be_hung_up_on())["type"], "end_call")
            output, errors = process.communicate(timeout=30)
            self.assertEqual(process.returncode, status, errors)
            self.assertEqual(errors, "parley: served 1 call, heard 0 messages, said 2\n")

    def test_at_its_end_it_tells_what_it_served(self):
        """An end_call counts as a message, on either side; a caller that is refused is no call."""
        for options, told in [((), "parley: served 2 calls, heard 3 messages, said 5\n"), (("-q",), "")]:
            process, url = self.start_agent("desk.json", "--require-header", "X-Caller: me", *options)
            call(url, "An appointment", "Bye!", headers={"X-Caller": "me"})
            call(url, "An appointment", headers={"X-Caller": "me"})
            with self.assertRaises(websockets.InvalidStatusCode):
                call(url)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
            self.assertEqual(errors, told)

    def test_verbose_tells_the_conversations(self):
        process, url = self.start_agent("desk.json", "-v")
        call(url, "appointment \x1b[2J")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertIn("Welcome", errors)
        self.assertIn("appointment \\x1b[2J", errors)
        self.assertNotIn("\x1b", errors)

    def test_it_serves_tls(self):
        self.make_certificate()
        _, url = self.start_agent("desk.json", "--tls-cert", "cert.pem", "--tls-key", "key.pem")
        self.assertTrue(url.startswith("wss://127.0.0.1:"))
        trust = ssl.create_default_context(cafile=str(pathlib.Path(self.folder) / "cert.pem"))
        self.assertEqual(call(url, ssl=trust)[0], [{"content": "Welcome"}])
        result = self.run_parley("agent", "desk.json", "--tls-cert", "cert.pem")
        self.assert_status(result, 2)
        self.assertIn("--tls-key", result.stderr)
        result = self.run_parley("agent", "desk.json", "--tls-cert", "nowhere.pem", "--tls-key", "key.pem")
        self.assert_status(result, 2)

    def test_a_broken_or_empty_file_is_not_served(self):
        self.write("bad.json", {"conditions": []})
        self.assert_status(self.run_parley("agent", "bad.json"), 2)
        self.assert_status(self.run_parley("agent", "desk.json", "-t", "nobody"), 4)


if __name__ == "__main__":
    unittest.main()
