"""A terminal, as far as parley uses one: what it is sent, and what of it stands there.

When its width changes it wraps again what stands on it, as most terminals do today.
"""
import fcntl
import os
import re
import select
import signal
import struct
import termios

TOKEN = re.compile(r"\x1b\[(\d*)([A-Za-z])|\r|\n|[^\x1b\r\n]")


class Screen:
    """Lines as they were written, each of as many rows as it needs."""

    def __init__(self, width):
        self.width = width
        self.lines = [""]
        self.line, self.at = 0, 0  # The cursor: a line, and a place in it.

    def rows_of(self, line):
        return max(1, -(-len(self.lines[line]) // self.width))

    def rows(self):
        """What a person sees, row by row."""
        return [self.lines[line][row * self.width:(row + 1) * self.width]
                for line in range(len(self.lines)) for row in range(self.rows_of(line))]

    def row(self):
        """In which row of its line the cursor is: behind a full row it still is in it."""
        return (self.at - 1) // self.width if self.at == len(self.lines[self.line]) and self.at > 0 else self.at // self.width

    def up(self, count):
        row, column = self.row(), min(self.at - self.row() * self.width, self.width - 1)
        for _ in range(count):
            if row > 0:
                row -= 1
            elif self.line > 0:
                self.line -= 1
                row = self.rows_of(self.line) - 1
        self.at = row * self.width + column

    def down(self):
        if self.row() + 1 < self.rows_of(self.line):
            self.at += self.width
        else:
            self.line += 1
            self.at = 0
            if self.line == len(self.lines):
                self.lines.append("")

    def put(self, letter):
        text = self.lines[self.line].ljust(self.at)
        self.lines[self.line] = text[:self.at] + letter + text[self.at + 1:]
        self.at += 1

    def feed(self, text):
        for token in TOKEN.finditer(text):
            count, command = token.groups()
            if command == "A":
                self.up(int(count))
            elif command == "J":
                self.lines[self.line] = self.lines[self.line][:self.at]
                del self.lines[self.line + 1:]
            elif command is not None:
                assert command == "m", token.group(0)
            elif token.group(0) == "\r":
                self.at = self.row() * self.width
            elif token.group(0) == "\n":
                self.down()
            else:
                self.put(token.group(0))


class Terminal:
    """A pseudo terminal with a screen. `child` is the end a program writes to, which the owner closes once it has it."""

    def __init__(self, width):
        self.parent, self.child = os.openpty()
        self.screen = Screen(width)
        self.undecoded = b""
        self.set_width(width)

    def set_width(self, width):
        fcntl.ioctl(self.parent, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        self.screen.width = width

    def read(self, patience):
        """Take in what comes within so many seconds, one piece of it. What came; "" when nothing did, None at the end."""
        if not select.select([self.parent], [], [], patience)[0]:
            return ""
        try:
            piece = os.read(self.parent, 65536)
        except OSError:  # The other end is closed.
            return None
        if not piece:
            return None
        whole = self.undecoded + piece
        text = whole.decode(errors="ignore")
        self.undecoded = whole[len(text.encode()):]
        self.screen.feed(text)
        return text

    def resize(self, process, width):
        """Between two writes of the program, so that it is certain what was written for which width."""
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        while self.read(0.2):
            pass
        self.set_width(width)
        process.send_signal(signal.SIGCONT)

    def close(self):
        os.close(self.parent)
