#!/usr/bin/env python3
"""A small compressed file that becomes a huge text can't make a load grow: it is refused, or loaded as what it is."""

import os
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "differential"))

from reader.checks import Checks, parse_arguments

MIB = 1 << 20
BOMB_BYTES = 320 * MIB
# A line may have 64 MiB, and is copied to be parsed; DuckDB itself takes some 60 MiB. Far below what the text has.
MOST_BYTES = 280 * MIB

EVENT = b'{"event":"A","properties":{"time":1,"distinct_id":"u","$insert_id":"i"}}\n'
OPEN_EVENT = b'{"event":"A","properties":{"time":1,"v":"'


class Gzip:
    """A stream of its own, since a file of hundreds of MB is never in memory here: it would count as the child's."""

    def __init__(self, path):
        self.file = open(path, "wb")
        self.packer = zlib.compressobj(9, zlib.DEFLATED, 31)

    def write(self, data):
        self.file.write(self.packer.compress(data))

    def close(self):
        self.file.write(self.packer.flush())
        self.file.close()


class Zstd:
    def __init__(self, path):
        self.process = subprocess.Popen(["zstd", "-q", "-19", "--long=27", "-o", path], stdin=subprocess.PIPE)

    def write(self, data):
        self.process.stdin.write(data)

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit("zstd failed")


def write_bomb(packer, first, filling, last):
    packer.write(first)
    piece = filling * (MIB // len(filling))
    for _ in range(BOMB_BYTES // len(piece)):
        packer.write(piece)
    packer.write(last)
    packer.close()


def run(command):
    """The exit code, what was said, and the most memory that it had."""
    read_end, write_end = os.pipe()
    pid = os.posix_spawn(command[0], command, dict(os.environ, LC_ALL="C.UTF-8"),
                         file_actions=[(os.POSIX_SPAWN_DUP2, write_end, 2), (os.POSIX_SPAWN_CLOSE, write_end),
                                       (os.POSIX_SPAWN_CLOSE, read_end)])
    os.close(write_end)
    with open(read_end, "rb") as said:
        text = said.read().decode(errors="replace")
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), text, usage.ru_maxrss * 1024


# What it is, its parts, and what is wanted: an exit code and words of what is said.
BOMBS = [
    ("a line of zeros", EVENT, b"\0", b"", 3, "record 2, byte 73: the line is longer than 64 MiB"),
    ("a line of blanks", EVENT, b" ", b"", 3, "record 2, byte 73: the line is longer than 64 MiB"),
    ("blanks before a record", EVENT, b" ", EVENT, 3, "record 2, byte 73: the line is longer than 64 MiB"),
    ("a string without an end", EVENT + OPEN_EVENT, b"x", b"", 3,
     "record 2, byte 73: the line is longer than 64 MiB"),
    ("an array without an end", EVENT + b"[", b"[],", b"", 3, "record 2, byte 73: the line is longer than 64 MiB"),
    ("nesting without an end, in lines", EVENT, b"[" * 600 + b"]" * 600 + b"\n", b"", 3, "record 2, byte 585: JSON nested deeper"),
    ("lines without content", EVENT, b"\n", b"", 0, "bombed: 1 rows"),
    ("lines of blanks", EVENT, b" \t\r\n", b"", 0, "bombed: 1 rows"),
]


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    packers = [("gzip", Gzip)]
    if subprocess.run(["zstd", "--version"], capture_output=True, check=False).returncode == 0:
        packers.append(("zstd", Zstd))
    with tempfile.TemporaryDirectory() as name:
        bomb = Path(name) / "bomb"
        database = Path(name) / "data.db"
        for title, first, filling, last, wanted_code, wanted in BOMBS:
            for format_name, packer in packers:
                bomb.unlink(missing_ok=True)
                database.unlink(missing_ok=True)
                write_bomb(packer(bomb), first, filling, last)
                code, said, peak = run([arguments.mpdata, "--db", str(database), "ingest", "events", "bombed",
                                        str(bomb)])
                checks.that(f"{title}, {format_name} of {bomb.stat().st_size} bytes: {peak // MIB} MiB",
                            code == wanted_code and wanted in said and peak <= MOST_BYTES,
                            f"exit code {code}: {said}")
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
