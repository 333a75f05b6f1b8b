#!/usr/bin/env python3
"""A disk that is full, at any point of a load, a query with -o, a backup, a compaction, a query that spills: the old state or the new.

    tests/faults/test_full_disk.py --mpdata build/release/bin/mpdata --sizes 200

Each case runs on a small tmpfs, so as root; where nothing can be mounted the test is skipped (exit code 77). When the disk has
grown afterwards, the same works.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from model import EVENTS, PROFILES, Input, State, Worker, find_worker, look, look_at_copy

SKIPPED = 77
PAGE = 4096
ROOMY = 512 << 20

NO_ROOM = ("No space left", "no room", "could not be written", "Could not write", "failed to offload")


class Disk:
    def __init__(self, place):
        self.place = place
        place.mkdir()

    def mount(self, size):
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.place], check=True,
                       stderr=subprocess.DEVNULL)

    def grow(self):
        subprocess.run(["mount", "-o", f"remount,size={ROOMY}", self.place], check=True)

    def unmount(self):
        subprocess.run(["umount", self.place], check=True)

    def used(self):
        facts = os.statvfs(self.place)
        return (facts.f_blocks - facts.f_bfree) * facts.f_frsize


class Scenario:
    """Arguments of mpdata, the states of the database before and after, and what else is a result."""

    def __init__(self, name, arguments, old, new, output=None, share=1):
        self.name = name
        self.arguments = arguments
        self.old = old
        self.new = new
        self.output = output
        self.share = share


def scenarios(source, place):
    def path(kind, number):
        return str(source.path(kind, number, "ndjson"))

    def rows(kind, number):
        return source.rows[kind, number]

    old = State().loaded("create", "clicks", rows(EVENTS, 0)).loaded("create", "people", rows(PROFILES, 0))
    spill = ("SET threads = 1; SET memory_limit = '30MB'; SELECT max(a) FROM (SELECT i, md5(i::VARCHAR) AS a"
             " FROM range(600000) t(i) ORDER BY a LIMIT 1 OFFSET 500000)")
    rows_sql = "SELECT i, md5(i::VARCHAR) FROM range(20000) t(i)"
    return old, [
        Scenario("load into a new database", ["ingest", "events", "clicks", path(EVENTS, 1)], None,
                 State().loaded("create", "clicks", rows(EVENTS, 1)), share=2),
        Scenario("load", ["ingest", "events", "clicks", path(EVENTS, 1), "--replace"], old,
                 old.loaded("replace", "clicks", rows(EVENTS, 1)), share=3),
        Scenario("append", ["ingest", "events", "clicks", path(EVENTS, 1), "--append"], old,
                 old.loaded("append", "clicks", rows(EVENTS, 1)), share=2),
        Scenario("append of profiles", ["ingest", "profiles", "people", path(PROFILES, 1), "--append"], old,
                 old.loaded("append", "people", rows(PROFILES, 1))),
        Scenario("query -o", ["query", "-o", str(place / "out.csv"), rows_sql], old, old, "out.csv"),
        Scenario("query -o, compressed", ["query", "-o", str(place / "out.csv.gz"), rows_sql], old, old, "out.csv.gz"),
        Scenario("export", ["query", f"COPY (SELECT * FROM clicks) TO '{place}/out.parquet'"], old, old, None),
        Scenario("backup", ["backup", str(place / "copy.db")], old, old, "copy.db"),
        Scenario("compact", ["compact"], old, old),
        Scenario("a query that spills", ["query", spill], old, old),
    ]


class Proof:
    def __init__(self, mpdata, worker, folder):
        self.mpdata = mpdata
        self.worker = worker
        self.disk = Disk(folder / "disk")
        self.place = folder / "disk"
        self.prepared = folder / "prepared.db"
        source = folder / "input"
        source.mkdir()
        source = Input(source, files=2, records=3000)
        self.old, self.scenarios = scenarios(source, self.place)
        self.checks = self.failed = self.refused = 0
        environment = dict(os.environ)
        for name in ("MPDATA_DB", "MPDATA_PROJECT"):
            environment.pop(name, None)
        self.environment = environment
        for number, (kind, table) in enumerate(((EVENTS, "clicks"), (PROFILES, "people"))):
            done = self.run(["ingest", kind, table, str(source.path(kind, 0, "ndjson"))], self.prepared)
            if done.returncode != 0:
                sys.exit(done.stderr.decode())

    def run(self, arguments, database=None):
        return subprocess.run([self.mpdata, "-q", "--db", database or self.place / "data.db", *arguments], check=False,
                              capture_output=True, stdin=subprocess.DEVNULL, env=self.environment, timeout=120)

    def begin(self, scenario, size):
        self.disk.mount(size)
        if scenario.old is not None:
            shutil.copy(self.prepared, self.place / "data.db")

    def most(self, scenario):
        """How much of the disk it takes when there is enough, at its end."""
        self.begin(scenario, ROOMY)
        done = self.run(scenario.arguments)
        used = self.disk.used()
        self.disk.unmount()
        if done.returncode != 0:
            sys.exit(f"{scenario.name}: fails by itself: {done.stderr.decode()}")
        return used

    def state(self, scenario, candidates):
        if not (self.place / "data.db").exists():
            if any((self.place / name).exists() for name in ("data.db.wal", "data.db.journal")):
                return "a log or a journal without a database"
            return None if scenario.old is None and candidates[0] is scenario.old else "the database is gone"
        worker = Worker(self.worker, str(self.place / "data.db"), self.environment)
        answer = worker.call("open")
        reason = answer
        if answer == "ok":
            output = [scenario.output] if scenario.output else []
            _, reason = look(worker, self.place, candidates, *output, "out.parquet")
            worker.call("close")
        worker.kill()
        return reason

    def judge(self, scenario, done):
        message = done.stderr.decode(errors="replace")
        if done.returncode == 0:
            return self.state(scenario, [scenario.new])
        self.refused += 1
        if done.returncode != 1 or not any(text.lower() in message.lower() for text in NO_ROOM):
            return f"exit code {done.returncode}: {message}"
        if scenario.output and (self.place / scenario.output).exists():
            return f"{scenario.output} is there after an error"
        allowed = ("data.db", "data.db.wal", "data.db.journal", "out.parquet")
        beside = sorted(path.name for path in self.place.iterdir() if path.name not in allowed)
        if beside:
            return f"left after {message!r}: {beside}"
        self.disk.grow()
        reason = self.state(scenario, [scenario.old])
        if reason is None:
            again = self.run(scenario.arguments)
            reason = again.stderr.decode() if again.returncode != 0 else self.state(scenario, [scenario.new])
        return reason

    def case(self, scenario, size):
        self.begin(scenario, size)
        try:
            done = self.run(scenario.arguments)
            reason = self.judge(scenario, done)
        finally:
            self.disk.unmount()
        self.checks += 1
        if reason is not None:
            self.failed += 1
            print(f"BAD {scenario.name}, a disk of {size} bytes: {reason}", flush=True)

    def scenario(self, scenario, sizes):
        refused = self.refused
        failed = self.failed
        base = self.prepared.stat().st_size if scenario.old is not None else 0
        least = (base // PAGE + 2) * PAGE
        # Loads need more on their way than at their end.
        most = least + (max(self.most(scenario), 8 << 20) - base) * 2
        for number in range(sizes):
            size = least + (most - least) * (number / sizes) ** 2
            self.case(scenario, int(size) // PAGE * PAGE)
        print(f"{scenario.name}: {sizes} sizes, {self.refused - refused} too small, {self.failed - failed} bad", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mpdata", required=True)
    parser.add_argument("--worker")
    parser.add_argument("--sizes", type=int, default=39)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mpdata-disk-"))
    proof = Proof(arguments.mpdata, arguments.worker or find_worker(arguments.mpdata), folder)
    try:
        proof.disk.mount(PAGE)
        proof.disk.unmount()
    except (subprocess.CalledProcessError, FileNotFoundError):
        shutil.rmtree(folder)
        print("skipped: no tmpfs can be mounted here")
        return SKIPPED
    shares = sum(scenario.share for scenario in proof.scenarios)
    for scenario in proof.scenarios:
        proof.scenario(scenario, -(-arguments.sizes * scenario.share // shares))
    print(f"{proof.checks} checks, {proof.failed} failed")
    shutil.rmtree(folder)
    return 1 if proof.failed or proof.refused == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
