"""The HTML report: as a parser reads it, and as a browser shows it when Debian's chromium is installed."""
import json
import re
import shutil
import subprocess
import unittest

from cli.agents import Agent
from cli.pages import Page
from cli.program import Case, scenario

HOSTILE = ("<script>document.title='owned'</script><img src=http://127.0.0.1:9/x onerror=\"document.title='owned'\">"
           "</pre></details></main><style>*{display:none}</style>\u202e\x1b[31m")
GREETS = scenario(("contains \"help\"", "No, thanks. <endcall />"), opening="Hello")
ATTACKED = scenario(("contains \"never\"", "<endcall />"), opening="hostile")
CHROMIUM = shutil.which("chromium")


async def behave(agent, connection):
    message = await agent.hear(connection)
    if message["content"] == "hostile":
        await connection.send(json.dumps({"role": "Function Call", "data": {"name": HOSTILE}}))
        await connection.send(json.dumps({"content": HOSTILE}))
    else:
        await connection.send(json.dumps({"content": "Can I help you?"}))
    while (await agent.hear(connection)).get("type") != "end_call":
        pass


class Report(Case):
    def setUp(self):
        super().setUp()
        self.write("suite.json", {"version": "1", "suite": {"name": "Desk & Co"}, "scenarios": [
            {"name": "Greets", "tags": ["smoke", "two words"], "conditional_actions": GREETS},
            {"name": "Is <attacked>", "tags": ["security"], "conditional_actions": ATTACKED}]})
        with Agent(behave) as agent:
            result = self.run_parley("run", "-a", agent.url, "--stuck-timeout", "200ms", "--grace", "50ms", "suite.json",
                                     "--report", "html=r.html")
        self.assert_status(result, 1)
        self.text = (self.folder / "r.html").read_text(encoding="utf-8")


class Html(Report):
    def test_structure(self):
        page = Page(self.text)
        calls = [attributes for attributes in page.all("details") if attributes["class"].startswith("call ")]
        self.assertEqual([call["data-verdict"] for call in calls], ["passed", "failed"])
        self.assertEqual(calls[0]["data-tags"], "smoke\ntwo words")
        self.assertEqual(["open" in call for call in calls], [False, True])
        words = "".join(page.texts)
        for part in ["Desk & Co", "Is <attacked>", "Can I help you?", "contains \"help\"", "No, thanks.",
                     "never fired: condition 1", "document.title='owned'", "\\u202e\\x1b[31m"]:
            self.assertIn(part, words)

    def test_nothing_comes_from_elsewhere_and_nothing_said_is_markup(self):
        page = Page(self.text)
        self.assertEqual({tag for tag, _ in page.elements} & {"img", "link", "iframe", "object", "base", "form"}, set())
        self.assertEqual((len(page.all("script")), len(page.all("style"))), (1, 1))
        for _, attributes in page.elements:
            for name, value in attributes.items():
                self.assertNotIn(name, ("style", "src"))
                self.assertFalse(name.startswith("on"), name)
                self.assertTrue(name != "href" or re.fullmatch(r"#c\d+-\d+", value), value)

    def test_each_link_leads_to_a_turn(self):
        page = Page(self.text)
        names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        self.assertEqual(len(names), len(set(names)))
        for link in page.all("a"):
            self.assertIn(link["href"][1:], names)


@unittest.skipUnless(CHROMIUM, "chromium is not installed, so no browser has shown the page")
class InABrowser(Report):
    def browse(self, name="r.html", *options):
        """The page as it stands when its scripts have run."""
        log = self.folder / "net.json"
        result = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={self.folder}/profile", f"--log-net-log={log}", "--enable-logging=stderr", *options,
             "--dump-dom", f"file://{self.folder}/{name}"],
            capture_output=True, text=True, timeout=120, check=True)
        self.console = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
        self.requests = set(re.findall(r"https?://[^\"\\ ]+", log.read_text(encoding="utf-8", errors="replace")))
        return result.stdout

    def test_it_is_rendered_and_asks_for_nothing(self):
        dom = self.browse()
        self.assertEqual(self.console, [])
        self.assertNotIn("127.0.0.1:9", " ".join(self.requests))
        self.assertIn("<title>Desk &amp; Co: 1 of 2 passed</title>", dom)
        self.assertNotRegex(dom, r'<nav id="controls"[^>]*hidden')

    def with_script(self, code):
        """The same page that also runs `code`: its policy is taken out so that it may."""
        text = re.sub(r"<meta http-equiv=.*?>\n", "", self.text)
        self.write("driven.html", text.replace("</body>", f"<script>{code}</script></body>"))
        return self.browse("driven.html")

    def shown(self, dom):
        return [name for hidden, name in re.findall(r'<details class="call[^>]*?(hidden="")?>\s*<summary>.*?'
                                                    r'<span class="name">(.*?)</span>', dom, re.DOTALL) if not hidden]

    def test_it_filters_by_verdict_tag_and_words(self):
        both = ["Greets", "Is &lt;attacked&gt;"]
        self.assertEqual(self.shown(self.with_script("")), both)
        press = "document.querySelector('button[data-verdict={}]').click();"
        self.assertEqual(self.shown(self.with_script(press.format("passed"))), both[:1])
        choose = ("const tag = document.getElementById('tag'); tag.value = 'security';"
                  "tag.dispatchEvent(new Event('change'));")
        self.assertEqual(self.shown(self.with_script(choose)), both[1:])
        write = ("const text = document.getElementById('text'); text.value = 'CAN I help';"
                 "text.dispatchEvent(new Event('input'));")
        self.assertEqual(self.shown(self.with_script(write)), both[:1])
        self.assertEqual(self.shown(self.with_script(press.format("passed") + choose)), [])

    def test_a_script_that_is_not_ours_does_not_run(self):
        self.write("attacked.html", self.text.replace("</body>", "<script>document.title = 'owned'</script></body>"))
        self.assertNotIn("<title>owned", self.browse("attacked.html"))
        self.assertIn("Content Security Policy", " ".join(self.console))

    def test_it_is_readable_with_scripts_off(self):
        text = self.text.replace("<script>", "<script type=\"text/plain\">")
        self.write("plain.html", text)
        dom = self.browse("plain.html")
        self.assertRegex(dom, r'<nav id="controls"[^>]*hidden')
        self.assertEqual(self.shown(dom), ["Greets", "Is &lt;attacked&gt;"])


if __name__ == "__main__":
    unittest.main()
