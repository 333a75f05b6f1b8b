#!/usr/bin/env python3
"""Wide records that nothing can compress are loaded, from a pipe, in memory that grows with their width and not with their number."""

import base64
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "differential"))

from reader.checks import Checks, parse_arguments

MIB = 1 << 20
# What it is, how long a record is, how many there are, and the most memory: the blocks of 2,048 records on two threads and
# once more, or of all there are; DuckDB's texts and its compression beside them; and the 300 MiB of a common load.
LOADS = [
    ("20 kB", 20_000, 5_000, 700),
    ("20 kB, three times as many", 20_000, 15_000, 700),
    ("100 kB", 100_000, 3_000, 1_400),
    ("1 MB", 1_000_000, 250, 1_000),
    ("16 MB", 16_000_000, 16, 1_900),
]
COMMON = 20_000


def write_event(pipe, number, value):
    pipe.write(b'{"event":"A","properties":{"time":1700000000,"distinct_id":"u","$insert_id":"%d","v":"%s"}}\n'
               % (number, value))


def write_events(pipe, width, count):
    """Common ones, wide ones, and common ones again."""
    with pipe:
        for number in range(COMMON):
            write_event(pipe, number, b"common")
        for number in range(COMMON, COMMON + count):
            write_event(pipe, number, base64.b64encode(os.urandom(width * 3 // 4)))
        for number in range(COMMON + count, 2 * COMMON + count):
            write_event(pipe, number, b"common")


def load(mpdata, database, width, count, options):
    """The exit code, what was said, and the most memory that it had."""
    command = [mpdata, "--db", str(database), "ingest", "events", "wide", *options, "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    writer = threading.Thread(target=write_events, args=(process.stdin, width, count))
    writer.start()
    said = process.stderr.read().decode(errors="replace")
    writer.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    return process.returncode, said, usage.ru_maxrss * 1024


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "data.db"
        for title, width, count, most in LOADS:
            for what, options in (("with a key", []), ("without a key", ["--no-primary-key"])):
                database.unlink(missing_ok=True)
                code, said, peak = load(arguments.mpdata, database, width, count, options)
                checks.that(f"{count} records of {title}, {what}: {peak // MIB} MiB of {most}",
                            code == 0 and peak <= most * MIB and f"wide: {2 * COMMON + count:,} rows" in said,
                            f"exit code {code}: {said}")
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
