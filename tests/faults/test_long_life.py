#!/usr/bin/env python3
"""One process that loads, asks and drops, over and over: the file, the memory and the open files do not grow.

    tests/faults/test_long_life.py --mpdata build/release/bin/mpdata --rounds 2000

Compares the last tenth of the rounds with the second: what comes before is for caches to fill. At the end a compaction gives the
space back.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from model import EVENTS, PROFILES, Input, State, Worker, find_worker, look

# A table of these files takes about 2 MB: a file or memory that kept some of each round would soon be far beyond.
RECORDS = 3000
FILE_GROWTH = 1.25
MEMORY_GROWTH = 1.15


class Life:
    def __init__(self, program, folder):
        self.folder = folder / "case"
        self.folder.mkdir()
        source = folder / "input"
        source.mkdir()
        self.source = Input(source, files=4, records=RECORDS)
        self.database = self.folder / "data.db"
        self.worker = Worker(program, str(self.database))
        self.call("open")
        # A table that stays, and is appended to.
        self.state = State().loaded("create", "people", self.source.rows[PROFILES, 0])
        self.call(f"load create profiles people {source}/profiles-0.ndjson")

    def call(self, line):
        answer = self.worker.call(line)
        if not answer.startswith("ok"):
            sys.exit(f"{line}: {answer}")
        return answer[3:]

    def round(self, number):
        file = number % self.source.count
        for way, mode, kind, table, ending in (("load", "create", EVENTS, "clicks", "ndjson"),
                                               ("push", "append", EVENTS, "clicks", "tsv"),
                                               ("load", "replace", EVENTS, "clicks", "ndjson"),
                                               ("load", "append", PROFILES, "people", "ndjson")):
            self.call(f"{way} {mode} {kind} {table} {self.source.path(kind, file, ending)}")
        self.state = self.state.loaded("append", "people", self.source.rows[PROFILES, file])
        found = self.call("ask SELECT count(*)::VARCHAR FROM clicks JOIN people ON people.distinct_id <> clicks.distinct_id"
                          " WHERE clicks.insert_id LIKE '%-1' AND people.distinct_id = 'p1'")
        if found not in ("0", "1"):
            sys.exit(f"found {found}")
        self.call("drop clicks")

    def measure(self):
        process = Path(f"/proc/{self.worker.process.pid}")
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        return {"file": self.database.stat().st_size, "memory": int(status["VmRSS"].split()[0]) * 1024,
                "descriptors": len(os.listdir(process / "fd")), "threads": int(status["Threads"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mpdata", required=True)
    parser.add_argument("--worker")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="mpdata-life-", dir=base))
    life = Life(arguments.worker or find_worker(arguments.mpdata), folder)
    measured = []
    for number in range(arguments.rounds):
        life.round(number)
        measured.append(life.measure())
        if (number + 1) % 200 == 0:
            print(f"round {number + 1}: {measured[-1]}", flush=True)
    tenth = arguments.rounds // 10
    early = {name: max(m[name] for m in measured[tenth:2 * tenth]) for name in measured[0]}
    late = {name: max(m[name] for m in measured[-tenth:]) for name in measured[0]}
    failed = 0
    for name, growth in (("file", FILE_GROWTH), ("memory", MEMORY_GROWTH), ("descriptors", 1), ("threads", 1)):
        is_flat = late[name] <= early[name] * growth
        failed += not is_flat
        print(f"{'ok  ' if is_flat else 'FAIL'} {name}: {early[name]} early, {late[name]} late")
    _, reason = look(life.worker, life.folder, [life.state])
    life.call("compact")
    _, after = look(life.worker, life.folder, [life.state])
    compacted = life.measure()["file"]
    for name, problem in (("the rows are those of the last loads", reason), ("and after a compaction", after),
                          (f"which makes {compacted} bytes of {late['file']}", None if compacted < late["file"] / 2 else "more than half")):
        failed += problem is not None
        print(f"{'FAIL' if problem else 'ok  '} {name}{': ' + str(problem) if problem else ''}")
    life.worker.kill()
    shutil.rmtree(folder)
    print(f"7 checks, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
