"""A program on a terminal of its own, and the screen that its user would see."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata

# For what ends by itself: long enough for a build with sanitizers on a busy machine.
PATIENCE_SECONDS = 24

CTRL_C = b"\x03"
CTRL_D = b"\x04"


def cells_of(character):
    """How many cells a terminal gives it."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width_of(text):
    return sum(map(cells_of, text))


class Session:
    """Standard input, output and error are the terminal, except those that are given."""

    def __init__(self, arguments, columns=80, lines=24, environment=None, **files):
        self.columns = columns
        self.output = b""
        self.code = None
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        streams = {name: files.get(name, slave) for name in ("stdin", "stdout", "stderr")}
        self.process = subprocess.Popen(
            arguments, env=environment, start_new_session=True, **streams,
            preexec_fn=lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 0))
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """A terminal that goes away ends the program in order, so that what counts coverage counts it."""
        self.hang_up()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def hang_up(self):
        if self.master is not None:
            os.close(self.master)
        self.master = None

    def send(self, keys):
        os.write(self.master, keys)

    def _read(self, seconds):
        """False at the end of all output."""
        ready, _, _ = select.select([self.master], [], [], max(seconds, 0))
        if not ready:
            return True
        try:
            part = os.read(self.master, 65536)
        except OSError:  # EIO: nobody has the terminal open any more.
            return False
        self.output += part
        return bool(part)

    def wait_for(self, text, seconds=PATIENCE_SECONDS):
        """Whether the text came."""
        end = time.monotonic() + seconds
        while text not in self.output:
            if time.monotonic() > end or not self._read(end - time.monotonic()):
                return text in self.output
        return True

    def finish(self, seconds=PATIENCE_SECONDS):
        """Reads to the end. The exit code; as a shell has it where a signal ended the program."""
        end = time.monotonic() + seconds
        while self._read(end - time.monotonic()):
            if time.monotonic() > end:
                self.process.kill()
        code = self.process.wait()
        self.code = 128 - code if code < 0 else code
        return self.code

    def screen(self):
        return Screen(self.output, self.columns)


class Screen:
    """Rows of text as the output leaves them: a terminal of the few controls that mpdata may use."""

    def __init__(self, output, columns):
        self.columns = columns
        self.rows = [[]]
        self.at = 0
        # What else asks the terminal for something: there should be none.
        self.other_controls = []
        text = output.decode(errors="replace")
        while text:
            text = text[self._take(text):]

    def _take(self, text):
        """Gives the length of what it took."""
        first = text[0]
        if text.startswith("\x1b[K"):
            del self.rows[-1][self.at:]
            return 3
        if first == "\r":
            self.at = 0
        elif first == "\n":
            self.rows.append([])
        elif first == "\b":
            self.at = max(self.at - 1, 0)
        elif unicodedata.category(first) == "Cc":
            self.other_controls.append(first)
        else:
            self._put(first)
        return 1

    def _put(self, character):
        cells = cells_of(character)
        if cells == 0:
            if self.at > 0 and self.at <= len(self.rows[-1]):
                self.rows[-1][self.at - 1] += character
            return
        if self.at + cells > self.columns:
            self.rows.append([])
            self.at = 0
        row = self.rows[-1]
        row.extend(" " * (self.at + cells - len(row)))
        row[self.at:self.at + cells] = [character] + [""] * (cells - 1)
        self.at += cells

    def lines(self):
        """Without blanks at the ends, and without empty lines at the end."""
        lines = ["".join(row).rstrip() for row in self.rows]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def __str__(self):
        return "\n".join(f"|{line}{' ' * (self.columns - width_of(line))}|" for line in self.lines())
