"""parley run --watch: what is played again when files change, and how it ends."""
import os
import signal
import threading
import unittest

from cli.agents import Agent, answering
from cli.program import Case, scenario

GOOD = ("Which day?", "You are booked.")


def booking(opening):
    return scenario(("contains \"which day\"", "Friday"), ("contains \"booked\"", "Thanks <endcall />"), opening=opening)


class Watch(Case):
    def setUp(self):
        super().setUp()
        self.write("suite/one.json", booking("one"))
        self.write("suite/deep/two.json", booking("two"))
        agent = Agent(answering(*GOOD))
        self.agent = agent.__enter__()
        self.addCleanup(agent.__exit__)

    def watch(self, *arguments):
        self.process = self.start_parley("run", "--watch", "-a", self.agent.url, "--grace", "20ms", *arguments)
        self.wait()

    def wait(self):
        """Until it waits for changes; returns what it said on standard error before."""
        told = []
        while not told or "waiting for files to change" not in told[-1]:
            line = self.process.stderr.readline()
            self.assertNotEqual(line, "", told)
            told.append(line)
        return told[:-1]

    def openings(self):
        heard = [message["content"] for message in self.agent.heard if message["content"] in ("one", "two", "three", "One")]
        self.agent.heard.clear()
        return sorted(heard)

    def replace(self, name, content):
        """As an editor writes: beside it, then in its place."""
        self.write(name + "~", content)
        os.replace(self.folder / (name + "~"), self.folder / name)

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def test_what_changed_is_played_again(self):
        self.watch("suite")
        self.assertEqual(self.openings(), ["one", "two"])
        self.replace("suite/one.json", booking("One"))
        self.assertEqual(self.wait(), ["parley: changed: suite/one.json\n"])
        self.assertEqual(self.openings(), ["One"])
        self.write("suite/deep/three.json", booking("three"))
        self.assertEqual(self.wait(), ["parley: changed: suite/deep/three.json\n"])
        self.assertEqual(self.openings(), ["three"])
        self.assertEqual(self.end(), 130)

    def test_mistakes_are_told_and_it_goes_on(self):
        self.watch("suite/one.json")
        self.write("suite/one.json", "{")
        self.assertIn("suite/one.json:1:", "".join(self.wait()))
        self.write("suite/one.json", booking("One"))
        self.wait()
        self.assertEqual(self.openings(), ["One", "one"])
        self.assertEqual(self.end(signal.SIGTERM), 143)

    def test_what_it_writes_itself_is_no_change(self):
        self.watch(".", "--report", "json=suite/r.json")
        self.assertEqual(self.openings(), ["one", "two"])
        self.replace("suite/one.json", booking("One"))
        self.assertEqual(self.wait(), ["parley: changed: ./suite/one.json\n"])
        self.assertEqual(self.openings(), ["One"])
        self.assertEqual(self.end(), 130)

    def test_an_agent_beside_it_counts_too(self):
        def script(word):
            return scenario(("contains \"one\"", word), ("contains \"friday\"", "You are booked."), opening="")
        self.write("suite/one.agent.json", script("Which day?"))
        self.process = self.start_parley("run", "--watch", "--grace", "20ms", "suite/one.json")
        output = []
        reader = threading.Thread(target=lambda: output.extend(self.process.stdout), daemon=True)
        reader.start()
        self.wait()
        self.write("suite/one.agent.json", script("On which day?"))
        self.assertIn("suite/one.json", "".join(self.wait()))
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        reader.join(10)
        self.assertEqual(len([line for line in output if line.startswith("PASSED")]), 2)
        self.assertIn("On which day?", "".join(output))


if __name__ == "__main__":
    unittest.main()
