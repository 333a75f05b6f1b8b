#!/usr/bin/env python3
"""SIGKILL at each call that changes a file: before it, after it, and in the midst of a write.

    tests/faults/test_call_kills.py --mpdata build/release/bin/mpdata --step 1

Counts the calls of each scenario, and runs it once for each of them (with --step N for every N-th) and each of the four. After
each kill the database is opened as it is, looked at, and the same is done once more.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from model import (EVENTS, PROFILES, Input, State, Worker, find_worker, fresh_folder, left_when_closed, look,
                   look_at_copy)

WAYS = ("before", "after", "half", "page")


class Scenario:
    def __init__(self, name, lines, old, new, copies=None):
        self.name = name
        self.lines = lines
        # None: there is no database.
        self.old = old
        self.new = new
        # What a backup may hold.
        self.copies = copies


def scenarios(source, copy):
    """What the prepared database holds, and what is done to it."""
    def load(mode, kind, table, number):
        return f"load {mode} {kind} {table} {source.path(kind, number, 'ndjson')}"

    def rows(kind, number):
        return source.rows[kind, number]

    old = State().loaded("create", "clicks", rows(EVENTS, 0)).loaded("append", "clicks", rows(EVENTS, 1))
    old = old.loaded("create", "people", rows(PROFILES, 0))
    preparation = [load("create", EVENTS, "clicks", 0), load("append", EVENTS, "clicks", 1),
                   load("create", PROFILES, "people", 0), f"backup {copy}"]
    noted = old.noted(5)
    note = "sql BEGIN;CREATE TABLE notes (n BIGINT);INSERT INTO notes VALUES (5);COMMIT"
    return preparation, [
        Scenario("a new database", [load("create", EVENTS, "clicks", 2)], None,
                 State().loaded("create", "clicks", rows(EVENTS, 2))),
        Scenario("create", [load("create-keyless", EVENTS, "views", 2)], old, old.loaded("create", "views", rows(EVENTS, 2))),
        Scenario("append", [load("append", EVENTS, "clicks", 3)], old, old.loaded("append", "clicks", rows(EVENTS, 3))),
        Scenario("append profiles", [load("append", PROFILES, "people", 4)], old,
                 old.loaded("append", "people", rows(PROFILES, 4))),
        Scenario("replace", [load("replace", EVENTS, "clicks", 5)], old, old.loaded("replace", "clicks", rows(EVENTS, 5))),
        Scenario("drop", ["drop clicks"], old, old.dropped("clicks")),
        Scenario("sql", [note, "sql CHECKPOINT"], old, noted),
        Scenario("compact", ["compact"], old, old),
        Scenario("backup", [f"backup {copy}"], old, old, [old]),
    ]


class Proof:
    def __init__(self, program, preload, folder):
        self.program = program
        self.preload = preload
        self.folder = folder
        self.place = folder / "case"
        self.prepared = folder / "prepared"
        source = folder / "input"
        source.mkdir()
        self.copy = self.place / "copy.db"
        preparation, self.scenarios = scenarios(Input(source, files=6, records=100), self.copy)
        self.problems = []
        self.kills = 0
        fresh_folder(self.place)
        self.run(None, preparation)
        shutil.copytree(self.place, self.prepared)

    def database(self):
        return str(self.place / "data.db")

    def run(self, scenario, lines, call=0, way="after"):
        """How many of the lines were answered with ok, and whether it was killed."""
        count = self.folder / "count"
        environment = dict(os.environ, LD_PRELOAD=self.preload, FAULT_CALL=str(call), FAULT_WHEN=way,
                           FAULT_COUNT=str(count))
        worker = Worker(self.program, self.database(), environment)
        text, _ = worker.process.communicate(("\n".join(["open", *lines, "close"]) + "\n").encode(), timeout=120)
        answers = text.decode().split("\n")
        errors = [line for line in answers if line.startswith("error")]
        if errors:
            raise RuntimeError(f"{scenario and scenario.name}, call {call}, {way}: {errors}")
        self.calls = int(count.read_text()) if worker.process.returncode == 0 else None
        return answers.count("ok") - 1, worker.process.returncode == -9

    def begin(self, scenario):
        fresh_folder(self.place)
        if scenario.old is not None:
            shutil.copytree(self.prepared, self.place, dirs_exist_ok=True)

    def count(self, scenario):
        self.begin(scenario)
        self.run(scenario, scenario.lines)
        return self.calls

    def kill(self, scenario, call, way):
        self.begin(scenario)
        done, was_killed = self.run(scenario, scenario.lines, call, way)
        if not was_killed:
            return
        self.kills += 1
        reason = self.judge(scenario, done)
        if reason is not None:
            kept = self.folder / "bad" / str(len(self.problems))
            shutil.copytree(self.place, kept)
            self.problems.append(f"{scenario.name}, {way} call {call}: {reason}\n  kept in {kept}")
            print("BAD", self.problems[-1], flush=True)

    def judge(self, scenario, done):
        candidates = [scenario.old or State(), scenario.new]
        if done >= len(scenario.lines):
            candidates = [scenario.new]
        copy = self.copy
        if copy.exists():
            reason = look_at_copy(self.program, copy, scenario.copies or [self.scenarios[1].old])
            if reason is not None:
                return f"the backup: {reason}"
        elif scenario.old is not None:
            return "the backup is gone"
        worker = Worker(self.program, self.database())
        try:
            answer = worker.call("open")
            if answer != "ok":
                return f"it does not open: {answer}"
            place, reason = look(worker, self.place, candidates)
            if reason is not None:
                return reason
            if candidates[place] is scenario.new and scenario.new is not scenario.old:
                return self.close(worker)
            answers = [worker.call(line) for line in scenario.lines]
            if any(answer != "ok" for answer in answers):
                return f"the same again: {answers}"
            return look(worker, self.place, [scenario.new])[1] or self.close(worker)
        finally:
            worker.kill()

    def close(self, worker):
        answer = worker.call("close")
        beside = left_when_closed(self.place)
        return None if answer == "ok" and not beside else f"closed: {answer}, and beside it lies {beside}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mpdata", required=True)
    parser.add_argument("--step", type=int, default=9)
    parser.add_argument("--only", help="scenarios with this in their name")
    parser.add_argument("--worker")
    parser.add_argument("--preload")
    arguments = parser.parse_args()
    program = arguments.worker or find_worker(arguments.mpdata)
    preload = arguments.preload or str(Path(program).with_name("libfault_kill_call.so"))
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="mpdata-calls-", dir=base))
    proof = Proof(program, os.path.abspath(preload), folder)
    for scenario in [s for s in proof.scenarios if arguments.only is None or arguments.only in s.name]:
        calls = proof.count(scenario)
        kills = proof.kills
        bad = len(proof.problems)
        # Threads make the number vary a little: past the end nothing is killed.
        for call in range(1, calls + 4):
            for number, way in enumerate(WAYS):
                if (call * len(WAYS) + number) % arguments.step == 0:
                    proof.kill(scenario, call, way)
        print(f"{scenario.name}: {calls} calls, {proof.kills - kills} kills, {len(proof.problems) - bad} bad", flush=True)
    print(f"{proof.kills} checks, {len(proof.problems)} failed")
    if not proof.problems:
        shutil.rmtree(folder)
    return 1 if proof.problems or proof.kills == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
