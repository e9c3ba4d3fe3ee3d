"""What is redrawn on a terminal, whose width a person may change at any time."""
import os
import signal
import time
import unittest

from cli.agents import Agent, answering
from cli.program import Case, scenario
from cli.screen import Screen, Terminal

PATIENCE = 60
WIDTHS = (40, 90, 25, 120, 60)
CALLS = 3


class ScreenItself(unittest.TestCase):
    def test_it_wraps_again(self):
        screen = Screen(10)
        screen.feed("first\r\n0123456789\x1b[31mab\x1b[0m\r\nlast")
        self.assertEqual(screen.rows(), ["first", "0123456789", "ab", "last"])
        screen.width = 4
        self.assertEqual(screen.rows(), ["firs", "t", "0123", "4567", "89ab", "last"])
        screen.feed("\x1b[1A\r\x1b[J!")
        self.assertEqual(screen.rows(), ["firs", "t", "0123", "4567", "!"])


class Resizing(Case):
    def start(self, stream, *arguments):
        terminal = Terminal(100)
        self.addCleanup(terminal.close)
        process = self.start_parley(*arguments, env={"TERM": "xterm-256color"}, **{stream: terminal.child})
        os.close(terminal.child)
        return process, terminal

    def await_draws(self, terminal, count):
        """Until the lines were taken away and put back so often."""
        deadline = time.monotonic() + PATIENCE
        while count > 0:
            self.assertLess(time.monotonic(), deadline, terminal.screen.rows())
            told = terminal.read(PATIENCE)
            self.assertIsNotNone(told, terminal.screen.rows())
            count -= told.count("\x1b[J")

    def interrupt(self, process, terminal):
        process.send_signal(signal.SIGINT)
        while terminal.read(PATIENCE) is not None:
            pass
        self.assertEqual(process.wait(PATIENCE), 130)

    def test_a_run(self):
        self.write("booking.json", scenario(("contains \"day\"", "Tuesday <break time=\"60s\" /> <endcall />"), opening="A table for two, by the window"))
        with Agent(answering("Which day would be the best for you and for all of your guests?")) as agent:
            process, terminal = self.start("stdout", "run", "-a", agent.url, "--frequency", str(CALLS), "--grace", "20ms", "booking.json")
            self.await_draws(terminal, 5)
            for width in WIDTHS:
                terminal.resize(process, width)
                self.await_draws(terminal, 2)
                rows = terminal.screen.rows()
                self.assertEqual(sum("  book" in row for row in rows), CALLS, rows)
                self.assertEqual(len(rows), 1 + CALLS, rows)
            self.interrupt(process, terminal)
        text = "\n".join(terminal.screen.rows())
        self.assertEqual(text.count("3 calls in"), 1, text)
        self.assertNotIn("under way, ", text)
        self.assertNotIn("pauses", text[:text.index("CANCELLED")], text)

    def test_a_load(self):
        """The first line is longer than a narrow terminal is wide."""
        self.write("booking.json", scenario(("contains \"day\"", "Tuesday <endcall />")))
        with Agent(answering("Which day?")) as agent:
            process, terminal = self.start("stderr", "bench", "-a", agent.url, "--at-once", "2", "--duration", "60s", "--grace", "20ms", "booking.json")
            self.await_draws(terminal, 2)
            for width in WIDTHS[:3]:
                terminal.resize(process, width)
                self.await_draws(terminal, 1)
                rows = terminal.screen.rows()
                self.assertEqual("".join(rows).count("achieved"), 1, rows)
                self.assertEqual("".join(rows).count("response"), 1, rows)
            self.interrupt(process, terminal)
        self.assertEqual(terminal.screen.rows(), [""])


if __name__ == "__main__":
    unittest.main()
