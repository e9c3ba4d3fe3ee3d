"""What the tests of one load in parts share: the agent, and the calls that are dealt out."""
import json

from cli.program import Case, scenario

CALLS = 17


class Shards(Case):
    """One agent, a scenario of two turns, and loads of CALLS calls against them."""

    def setUp(self):
        super().setUp()
        self.write("agent.json", scenario(('contains "hello"', "How can I help?"), ('contains "bye"', "Bye."), opening=""))
        self.write("talk.json", scenario(('contains "help"', "bye now <endcall />"), opening="hello"))
        _, self.url = self.start_agent("agent.json")

    def bench(self, out, *options, env=None, expected=0):
        result = self.run_parley("bench", "-a", self.url, "--rate", "50/s", "--calls", str(CALLS), "--workers", "2",
                                 "-q", "-o", out, *options, "talk.json", env=env)
        self.assert_load_status(result, expected)
        return result

    def shards(self, count, *options):
        for number in range(1, count + 1):
            self.bench(f"s{number}", "--shard", f"{number}/{count}", *options)
        return [f"s{number}/bench.json" for number in range(1, count + 1)]

    def load(self, name):
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def merge(self, *arguments, expected=0):
        result = self.run_parley("merge", *arguments)
        self.assert_load_status(result, expected)
        return result
