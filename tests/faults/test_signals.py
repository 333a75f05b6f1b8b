#!/usr/bin/env python3
"""Signals at random moments, alone and twice in a row: the command ends in order, and the database is the old or the new one.

    tests/faults/test_signals.py --mpdata build/release/bin/mpdata --signals 2000

SIGINT, SIGTERM and SIGHUP end a command with 128 and their number, or came too late; SIGPIPE, and SIGTSTP with SIGCONT after it, do not.
"""

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from model import TABLES, Input, State, Worker, find_worker, fresh_folder, left_beside, look

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Each is sent in this order, with pauses between them.
SERIES = [(number,) for number in (*ENDING, signal.SIGPIPE)] + [
    (signal.SIGTSTP, signal.SIGCONT), (signal.SIGINT, signal.SIGINT), (signal.SIGTERM, signal.SIGINT),
    (signal.SIGHUP, signal.SIGHUP), (signal.SIGTSTP, signal.SIGCONT, signal.SIGINT), (signal.SIGPIPE, signal.SIGTERM)]


class Command:
    def __init__(self, name, arguments, state):
        self.name = name
        self.arguments = arguments
        self.state = state


def wait_for_begin(process):
    """Until the command minds signals: before its first line it dies of SIGPIPE as every program does."""
    status = Path(f"/proc/{process.pid}/status")
    minds = False
    while not minds and process.poll() is None:
        try:
            masks = [line for line in status.read_text().splitlines() if line.startswith("SigIgn:")]
        except OSError:
            return
        minds = bool(masks and int(masks[0].split()[1], 16) >> (signal.SIGPIPE - 1) & 1)


class Proof:
    def __init__(self, mpdata, worker, folder, seed):
        self.mpdata = mpdata
        self.worker = worker
        self.folder = folder
        self.chance = random.Random(seed)
        self.place = fresh_folder(folder / "case")
        source = folder / "input"
        source.mkdir()
        self.source = Input(source, files=8, records=2000)
        self.state = State()
        self.seconds = collections.defaultdict(lambda: 0.15)
        self.counts = collections.Counter()
        self.failed = 0
        self.environment = {key: value for key, value in os.environ.items() if key not in ("MPDATA_DB", "MPDATA_PROJECT")}
        # A file to work on, so that no command of these makes it.
        self.command_line = [mpdata, "--db", str(self.place / "data.db")]
        subprocess.run([worker, str(self.place / "data.db")], input=b"open\nclose\n", stdout=subprocess.DEVNULL, check=True)

    def choose(self):
        chance = self.chance
        state = self.state
        name = chance.choices(("load", "drop", "compact", "backup", "query", "check"), (8, 1, 2, 1, 2, 1))[0]
        if name == "drop" and state.tables:
            table = chance.choice(sorted(state.tables))
            return Command("drop", ["drop", table, "--yes"], state.dropped(table))
        if name == "compact":
            return Command("compact", ["compact"], state)
        if name == "backup":
            return Command("backup", ["backup", "--force", str(self.place / "copy.db")], state)
        if name == "query":
            return Command("query", ["query", "-o", str(self.place / "out.csv"), "SELECT i FROM range(300000) t(i)"], state)
        if name == "check":
            return Command("check", ["check"], state)
        table = chance.choice(list(TABLES))
        kind, key = TABLES[table]
        mode = chance.choice(("append", "replace")) if table in state.tables else "create"
        number = chance.randrange(self.source.count)
        arguments = ["ingest", kind, table, str(self.source.path(kind, number, "ndjson"))]
        if mode != "create":
            arguments.append(f"--{mode}")
        if key and mode != "append":
            arguments.append("--no-primary-key")
        return Command(f"{mode} load", arguments, state.loaded(mode, table, self.source.rows[kind, number]))

    def disturb(self, command, series):
        """Exit code and standard error."""
        process = subprocess.Popen([*self.command_line, *command.arguments], env=self.environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        began = time.monotonic()
        wait_for_begin(process)
        time.sleep(self.chance.uniform(0, 1.1) * self.seconds[command.name])
        for number in series:
            if process.poll() is None:
                process.send_signal(number)
            # Sometimes at once, sometimes so late that the second one is meant.
            if len(series) > 1:
                time.sleep(self.chance.choice((0, 0.001, 0.02, 0.2)))
        message = process.communicate(timeout=120)[1].decode(errors="replace")
        if process.returncode == 0:
            self.seconds[command.name] += 0.2 * (time.monotonic() - began - self.seconds[command.name])
        return process.returncode, message

    def allowed(self, series):
        ends = [number for number in series if number in ENDING]
        return {0} | {128 + number for number in ends} | {-number for number in ends}

    def judge(self, command, series, code, message):
        if code not in self.allowed(series):
            return f"exit code {code}: {message}"
        if code > 0 and "interrupted" not in message:
            return f"exit code {code}, and says {message!r}"
        ended_at_once = code < 0
        left = [] if ended_at_once else left_beside(self.place, "out.csv")
        if left:
            return f"exit code {code}, and left {left}"
        candidates = [command.state] if code == 0 else [self.state, command.state] if ended_at_once else [self.state]
        worker = Worker(self.worker, str(self.place / "data.db"), self.environment)
        answer = worker.call("open")
        place, reason = look(worker, self.place, candidates, "out.csv", *self.unfinished(ended_at_once)) \
            if answer == "ok" else (None, answer)
        worker.call("close")
        worker.kill()
        if reason is not None:
            return f"exit code {code}: {reason}"
        before = self.state
        self.state = candidates[place]
        return self.do_again(command) if self.state is before and self.state is not command.state else self.look_at_results()

    def unfinished(self, ended_at_once):
        """Of an output that a signal ended at once; a database's are swept, and a backup's by the next one."""
        return [str(path.relative_to(self.place)) for path in self.place.rglob("*")
                if path.relative_to(self.place).parts[0].startswith(("out.csv.", "copy.db."))] if ended_at_once else []

    def look_at_results(self):
        for path in list(self.place.glob("out.csv*")):
            path.unlink()
        copy = self.place / "copy.db"
        if not copy.exists():
            return None
        worker = Worker(self.worker, str(copy), self.environment)
        answer = worker.call("open")
        checked = worker.call("check") if answer == "ok" else answer
        worker.call("close")
        worker.kill()
        copy.unlink()
        return None if checked == "ok" else f"the backup: {checked}"

    def do_again(self, command):
        done = subprocess.run([*self.command_line, *command.arguments], check=False, env=self.environment,
                              capture_output=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            return f"the same again: {done.stderr.decode()}"
        self.state = command.state
        worker = Worker(self.worker, str(self.place / "data.db"), self.environment)
        worker.call("open")
        _, reason = look(worker, self.place, [self.state], "out.csv")
        worker.call("close")
        worker.kill()
        return reason and f"the same again: {reason}"

    def round(self):
        command = self.choose()
        series = self.chance.choice(SERIES)
        code, message = self.disturb(command, series)
        names = " ".join(number.name for number in series)
        reason = self.judge(command, series, code, message)
        self.counts["signals"] += 1
        self.counts[f"{names}: {'came too late, or changed nothing' if code == 0 else 'ended it'}"] += 1
        if reason is not None:
            self.failed += 1
            print(f"BAD {names} to {' '.join(command.arguments)}: {reason}", flush=True)
            shutil.copytree(self.place, self.folder / "bad" / str(self.failed))
            sys.exit(f"{self.counts['signals']} checks, {self.failed} failed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mpdata", required=True)
    parser.add_argument("--worker")
    parser.add_argument("--signals", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="mpdata-signals-", dir=base))
    proof = Proof(arguments.mpdata, arguments.worker or find_worker(arguments.mpdata), folder, arguments.seed)
    while proof.counts["signals"] < arguments.signals:
        proof.round()
    for name, count in sorted(proof.counts.items()):
        print(f"{name}: {count}")
    print(f"{proof.counts['signals']} checks, {proof.failed} failed")
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
