#!/usr/bin/env python3
"""SIGKILL at random moments: the database is the old one or the new one, and goes on.

    tests/faults/test_kills.py --mpdata build/release/bin/mpdata --kills 10000

Each round opens the database that the kill before has left, looks at all of it, does once more what was killed, and is killed
in the midst of something else. Prints how many kills came to what, and each database that was neither old nor new.
"""

import argparse
import collections
import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from model import TABLES, Died, Input, State, Worker, find_worker, fresh_folder, look, look_at_copy

FILE_WAYS = ("load", "pipe", "bytes")
RECORD_WAYS = ("push", "iterate")
# Of a new database now and then: the making of the file is killed, too.
LIVES_OF_A_DATABASE = 25


def compact_json(text):
    """A row's text with its properties as the Python package writes them."""
    before, _, properties = text.partition("{")
    return before + json.dumps(json.loads("{" + properties), separators=(",", ":"), ensure_ascii=False)


class Step:
    """One thing to do: its line, and the state that it makes."""

    def __init__(self, name, line, state):
        self.name = name
        self.line = line
        self.state = state


class Chooser:
    def __init__(self, chance, source):
        self.chance = chance
        self.source = source
        self.notes = 0
        self.copy = None
        self.has_python = False

    def load(self, state):
        chance = self.chance
        table = chance.choice(list(TABLES))
        kind, key = TABLES[table]
        mode = chance.choice(("append", "append", "replace")) if table in state.tables else "create"
        number = chance.randrange(self.source.count)
        way = chance.choice(FILE_WAYS + RECORD_WAYS)
        path = self.source.path(kind, number, "ndjson" if way in FILE_WAYS else "tsv")
        return Step(f"{mode} {way}", f"{way} {mode}{key} {kind} {table} {path}",
                    state.loaded(mode, table, self.source.rows[kind, number]))

    def note(self, state):
        self.notes += 1
        make = "" if state.notes else "CREATE TABLE notes (n BIGINT, t VARCHAR);"
        return Step("sql", f"sql BEGIN;{make}INSERT INTO notes VALUES ({self.notes}, repeat('x', 1000));COMMIT",
                    state.noted(self.notes))

    def python(self, state):
        """A load of what a Python iterator gives; properties as Python writes them without blanks."""
        table = self.chance.choice(("clicks", "people"))
        kind, _ = TABLES[table]
        mode = "append" if table in state.tables else "create"
        number = self.chance.randrange(self.source.count)
        rows = {key: (seen, compact_json(text)) for key, (seen, text) in self.source.rows[kind, number].items()}
        return Step(f"{mode} python", f"iterate {mode} {kind} {table} {self.source.path(kind, number, 'tsv')}",
                    state.loaded(mode, table, rows))

    def scratch(self, state):
        kind = self.chance.choice(("events", "profiles"))
        path = self.source.path(kind, self.chance.randrange(self.source.count), "ndjson")
        return Step("scratch", f"scratch {kind} {path}", state)

    def step(self, state):
        kind = self.chance.choices(("load", "drop", "note", "checkpoint", "close", "compact", "backup", "scratch", "python"),
                                   (12, 2, 2, 1, 2, 3, 2, 1, 3 if self.has_python else 0))[0]
        if kind == "python":
            return self.python(state)
        if kind == "compact":
            return Step("compact", "compact", state)
        if kind == "backup":
            return Step("backup", f"backup {self.copy}", state)
        if kind == "scratch":
            return self.scratch(state)
        if kind == "drop" and state.tables:
            table = self.chance.choice(sorted(state.tables))
            return Step("drop", f"drop {table}", state.dropped(table))
        if kind == "note":
            return self.note(state)
        if kind == "checkpoint":
            return Step("checkpoint", "sql CHECKPOINT", state)
        if kind == "close":
            return Step("close", "close", state)
        return self.load(state)


class Proof:
    def __init__(self, program, folder, seed, python):
        self.program = program
        self.folder = folder
        self.chance = random.Random(seed)
        source = folder / "input"
        source.mkdir()
        self.chooser = Chooser(self.chance, Input(source))
        self.place = folder / "case"
        self.kept = folder / "bad"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = dict(os.environ, TMPDIR=str(self.temporary))
        self.chooser.copy = self.place / "copy.db"
        self.started = []
        self.python_program = f"{sys.executable} {Path(__file__).with_name('worker.py')}"
        if python is not None:
            self.environment["PYTHONPATH"] = python
            self.chooser.has_python = True
        self.seconds = collections.defaultdict(lambda: 0.03)
        self.counts = collections.Counter()
        self.problems = []
        self.start_anew()

    def start_anew(self):
        fresh_folder(self.place)
        self.lives = 0
        # What the database may be, after the last kill.
        self.candidates = [State()]
        self.pending = None
        # The states that the backup may hold; none where there is none.
        self.copies = []

    def database(self):
        return str(self.place / "data.db")

    def problem(self, text):
        where = self.kept / str(len(self.problems))
        shutil.copytree(self.place, where, dirs_exist_ok=True)
        self.problems.append(f"kill {self.counts['kills']}, after {self.pending and self.pending.line}: {text}\n  kept in {where}")
        print("BAD", self.problems[-1], flush=True)
        self.start_anew()

    def kill_during(self, worker, step):
        """True where the step had ended before."""
        worker.begin(step.line)
        began = time.monotonic()
        time.sleep(self.chance.uniform(0, 1.1) * self.seconds[step.name])
        answer = worker.kill()
        self.counts["kills"] += 1
        self.counts[f"kill during {step.name}"] += answer is None
        if answer is not None and answer.startswith("error"):
            self.problem(f"{step.line}: {answer}")
            return None
        # Towards the time that it takes: longer while kills come too early, shorter while too late.
        self.seconds[step.name] *= 0.9 if answer is not None else 1.03
        return answer is not None and time.monotonic() > began

    def round(self):
        if self.lives >= LIVES_OF_A_DATABASE:
            self.start_anew()
        self.lives += 1
        worker = Worker(self.program, self.database(), self.environment)
        try:
            if self.chance.random() < 0.08 or self.lives == 1:
                # The opening itself: what it mends stays mended, or is mended by the next.
                self.kill_during(worker, Step("open", "open", self.candidates[0]))
                return
            state = self.take_up(worker)
            if state is not None:
                self.go_on(worker, state)
        except Died as reason:
            worker.kill()
            self.problem(f"the worker {reason}")
        finally:
            for started in (worker, *self.started):
                if started.process.poll() is None:
                    started.kill()
            self.started.clear()

    def take_up(self, worker):
        """The state after the last kill, which must be one of those that it may be."""
        answer = worker.call("open")
        if answer != "ok":
            worker.kill()
            self.problem(f"it does not open: {answer}")
            return None
        if self.pending is not None and self.pending.name == "backup" and not self.back_up_again(worker):
            return None
        place, reason = look(worker, self.place, self.candidates)
        left = [path.name for path in self.temporary.iterdir()]
        if reason is None and left:
            reason = f"left of a scratch database: {left}"
        if reason is not None:
            worker.kill()
            self.problem(reason)
            return None
        self.counts["old" if place == 0 and len(self.candidates) > 1 else "new" if place == 1 else "same"] += 1
        state = self.candidates[place]
        if len(self.candidates) > 1 and place == 0:
            return self.do_again(worker, state)
        return state

    def back_up_again(self, worker):
        """The copy that a kill has left is the old or the new one, and the next backup takes its place."""
        copy = self.chooser.copy
        states = [*self.copies, self.pending.state]
        if copy.exists():
            # What a dead backup leaves beside the copy is the next backup's to remove.
            reason = look_at_copy(self.program, copy, states, environment=self.environment)
        else:
            reason = "the old copy is gone" if self.copies else None
        answer = worker.call(self.pending.line)
        if reason is None and answer != "ok":
            reason = answer
        if reason is None:
            reason = look_at_copy(self.program, copy, [self.pending.state], environment=self.environment)
        self.copies = [self.pending.state]
        self.pending = None
        if reason is None:
            return True
        worker.kill()
        self.problem(f"the backup: {reason}")
        return False

    def python_worker(self, worker):
        """Has the database in the place of the other one."""
        worker.call("close")
        worker.end()
        other = Worker(self.python_program, self.database(), self.environment)
        self.started.append(other)
        answer = other.call("open")
        if answer != "ok":
            raise Died(f"of Python says {answer}")
        return other

    def do_again(self, worker, state):
        if self.pending.name.endswith("python"):
            self.candidates = [state]
            return state
        answer = worker.call(self.pending.line)
        place, reason = look(worker, self.place, [self.pending.state])
        if answer != "ok" or reason is not None:
            worker.kill()
            self.problem(f"the same again: {answer}: {reason}")
            return None
        self.counts["done again"] += 1
        self.candidates = [self.pending.state]
        return self.pending.state

    def go_on(self, worker, state):
        step = self.chooser.step(state)
        self.candidates = [state]
        # Now and then more than one thing is in the log when the kill comes.
        while self.chance.random() < 0.2 and step.line != "close" and not step.name.endswith("python"):
            if worker.call(step.line) != "ok":
                worker.kill()
                self.problem(f"{step.line}: failed undisturbed")
                return
            state = step.state
            self.candidates = [state]
            if step.name == "backup":
                self.copies = [state]
            step = self.chooser.step(state)
        self.pending = step
        if step.name.endswith("python"):
            worker = self.python_worker(worker)
        had_ended = self.kill_during(worker, step)
        if had_ended is None:
            return
        if had_ended:
            self.candidates = [step.state]
        elif step.state is not state:
            self.candidates = [state, step.state]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mpdata", required=True)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worker", help="tests/fault_worker of another build")
    parser.add_argument("--python", help="PYTHONPATH of the package, such as build/release/python:build/deps/python/duckdb-1.5.6:"
                        " kills its loads, too")
    parser.add_argument("--folder", help="where to work; a folder that goes at the end")
    arguments = parser.parse_args()
    base = arguments.folder or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    folder = Path(tempfile.mkdtemp(prefix="mpdata-kills-", dir=base))
    proof = Proof(arguments.worker or find_worker(arguments.mpdata), folder, arguments.seed,
                  arguments.python)
    began = time.monotonic()
    while proof.counts["kills"] < arguments.kills:
        proof.round()
        if proof.counts["kills"] % 100 == 0:
            print(json.dumps({"seconds": round(time.monotonic() - began), "bad": len(proof.problems), **proof.counts}),
                  flush=True)
    for name, count in sorted(proof.counts.items()):
        print(f"{name}: {count}")
    good = proof.counts["kills"] - len(proof.problems)
    print(f"{good + len(proof.problems)} checks, {len(proof.problems)} failed")
    if not proof.problems:
        shutil.rmtree(folder)
    return 1 if proof.problems else 0


if __name__ == "__main__":
    sys.exit(main())
