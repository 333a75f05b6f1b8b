#!/usr/bin/env python3
"""Each allocation and each call to the system that our code makes fails, one at a time: nothing crashes or leaks, an error
says so, and the database is the old one or the new one.

    tests/injection/test_injection.py --command build/faults/tests/injected_command --api build/faults/tests/injected_api \\
        [--duckdb LIBRARY] [--all] [--places] [--each COUNT] [--only SCENARIO...] [--functions FUNCTION...] [--part K/N]

--all tries each call with each error. --places tries each place that a call comes from, by the functions that lead to it, in
the first scenario that has it; with --all the place with each error. Without one of both a few faults are tried in each
scenario, the same ones each time: --seed chooses others. INJECT_TRACE=1 shows where the call was that failed (--said 9000).
"""

import argparse
import collections
import gzip
import hashlib
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import errno as numbers

from manual_errors import ENDLESS, ERRORS
from scenarios import DATABASE, FILES, LOADS, SCENARIOS, SCRATCH, TYPED

SHORT = ("read", "pread", "write", "pwrite")
# Asked for many functions, all alike: these scenarios are enough.
RARE = {"dlsym": ("tables", "api open")}
SANITIZER = re.compile(r"ERROR: (AddressSanitizer|LeakSanitizer)|runtime error:")
# An error whose cause was lost on the way.
LOST = re.compile(r"\(null\)|: Success$|^mpdata:\s*$", re.MULTILINE)


class Server:
    """The program that forks a process for each fault."""

    def __init__(self, program, library, environment):
        self.process = subprocess.Popen([program, *([library] if library else [])], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment)

    def run(self, fault, folder, words, stdin=None, counts="-"):
        fields = [fault, str(stdin or "/dev/null"), str(folder / ".out"), str(folder / ".err"), str(folder), str(counts), *words]
        self.process.stdin.write("\t".join(fields) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


class Trial:
    def __init__(self, options, base):
        self.options = options
        self.base = base
        self.template = base / "template"
        self.folder = base / "run"
        self.scratch = base / "scratch"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MPDATA_DB")}
        environment.update(TMPDIR=str(self.scratch), HOME=str(self.folder), TERM="xterm", PAGER="cat >paged")
        self.servers = {"command": Server(options.command, options.duckdb, environment),
                        "api": Server(options.api, options.duckdb, environment)}
        self.runs = collections.Counter()
        self.bad = []
        self.known_places = set()
        # What a file of these bytes holds.
        self.contents = {}
        self.make_template()

    def make_template(self):
        self.template.mkdir()
        self.scratch.mkdir()
        for name, text in FILES.items():
            (self.template / name).write_text(text)
        events = FILES["events.ndjson"].encode()
        (self.template / "events.gz").write_bytes(gzip.compress(events))
        self.folder = self.base / "blank"
        self.folder.mkdir()
        self.servers["api"].run("", self.folder, ["open", "a.db"])
        self.blank = self.content(self.folder / "a.db")
        self.folder = self.base / "run"
        for words in LOADS:
            self.servers["command"].run("", self.template, words)
        self.servers["command"].run("", self.template, [*DATABASE, "export", "events", "-o", "events.zst"])
        shutil.copy(self.base / "blank" / "a.db", self.template / "old.db")

    def fresh(self, scenario):
        for folder in (self.folder, self.scratch):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)
        self.scratch.mkdir()
        if scenario.empty:
            (self.folder / "a.db").unlink()
        if scenario.keys is not None:
            (self.base / "keys").write_text("".join(f"{keys}\0" for keys in scenario.keys))
        if scenario.scratch:
            (self.scratch / SCRATCH / "scratch.db.tmp").mkdir(parents=True, mode=0o700)
            (self.scratch / SCRATCH).chmod(0o700)
            for name in ("scratch.db", "scratch.db.wal", "scratch.db.tmp/duckdb_temp_storage-0.tmp"):
                (self.scratch / SCRATCH / name).write_bytes(bytes(4096))

    def stdin(self, scenario):
        if scenario.keys is not None:
            return f"terminal:{self.base / 'keys'}"
        return self.folder / scenario.stdin if scenario.stdin else None

    def database_bytes(self, scenario):
        path = self.folder / scenario.database
        return path.read_bytes() if path.exists() else None

    def content(self, path):
        """What the database holds, by a program without a fault, which opens it for writing, so that it is tidied."""
        if not path.exists():
            return "none"
        beside = list(path.parent.glob(f"{path.name}.*"))
        key = None if beside else hashlib.sha256(path.read_bytes()).digest()
        if key not in self.contents:
            self.contents[key] = self.look_into(path)
        return self.contents.pop(key) if key is None else self.contents[key]

    def look_into(self, path):
        look = self.base / "look"
        shutil.rmtree(look, ignore_errors=True)
        look.mkdir()
        for found in path.parent.glob(f"{path.name}*"):
            (shutil.copytree if found.is_dir() else shutil.copy)(found, look / f"a.db{found.name[len(path.name):]}")
        status = self.servers["api"].run("", look, ["content", "a.db"])
        said = (look / ".err").read_text(errors="replace") if status else ""
        beside = sorted(p.name for p in look.iterdir() if p.name not in (".out", ".err", "a.db"))
        return f"{status} {said}{(look / '.out').read_text()}{' '.join(beside)}"

    def beside(self, scenario):
        """What lies beside a database, and the next writing open removes: content() sees whether it does."""
        path = self.folder / scenario.database
        return [p.name for p in path.parent.glob(f"{path.name}.*")] if path.parent.exists() else []

    def leftovers(self, scenario):
        known = {p.name for p in self.template.iterdir()} | {".out", ".err", scenario.database.split("/")[0], *scenario.outputs,
                                                             *(TYPED if scenario.keys is not None else ())}
        return sorted({p.name for p in self.folder.iterdir()} - known - set(self.beside(scenario)))

    def scratch_left(self):
        return len(list(self.scratch.iterdir()))

    def outputs(self, scenario):
        return {name: (self.folder / name).read_bytes() if (self.folder / name).exists() else None
                for name in [*scenario.outputs, *([] if scenario.may_differ else [".out"])]}

    def said(self, scenario):
        """A terminal shows all of it."""
        return (self.folder / (".err" if scenario.keys is None else ".out")).read_text(errors="replace")

    def check(self, scenario, fault, status, old, new):
        """What is wrong with this end, or None."""
        said = self.said(scenario)
        if SANITIZER.search(said):
            return "a sanitizer's finding"
        if os.WIFSIGNALED(status):
            return f"ended by signal {os.WTERMSIG(status)}"
        code = os.WEXITSTATUS(status)
        if code not in (0, 1, 3, 4, scenario.code):
            return f"exit code {code}"
        if LOST.search(said):
            return "an error without its cause"
        # A reader of standard output that went away is no failure.
        shown = {name for name in new["outputs"] if name != ".out" or not fault.endswith("EPIPE")}
        found = self.outputs(scenario)
        is_believed = fault.split("|")[1] in scenario.believes.get(fault.split()[0], ())
        if code == 0 and not is_believed and not scenario.goes_on and any(found[name] != new["outputs"][name] for name in shown):
            return "exit code 0 with a wrong output"
        if code != 0 and not said.strip():
            return f"exit code {code} without an error"
        for name in scenario.outputs:
            whole = (old["outputs"][name], new["outputs"][name], *scenario.others)
            if found[name] not in whole and not (scenario.grows and code != 0):
                return f"{name} is not complete"
        if self.leftovers(scenario) and not fault.startswith(("unlink", "rmdir")):
            return f"left over: {self.leftovers(scenario)}"
        wrong = self.check_scratch(scenario, fault, code, is_believed, new)
        return wrong or (None if is_believed else self.check_database(scenario, fault, code, old, new))

    def check_scratch(self, scenario, fault, code, is_believed, new):
        left = self.scratch_left()
        if code == 0 and scenario.sweeps and not is_believed and left != new["scratch"]:
            return f"exit code 0, and {left} left in TMPDIR"
        if left:
            self.servers["command"].run("", self.folder, ["clean"])
        if self.scratch_left() and not fault.startswith("unlink"):
            return f"left over in TMPDIR: {sorted(p.name for p in self.scratch.iterdir())}"
        return None

    def check_database(self, scenario, fault, code, old, new):
        is_same = self.database_bytes(scenario) == old["bytes"] and not self.beside(scenario)
        if code == 0 and is_same and new["bytes"] != old["bytes"] and not scenario.goes_on:
            return "exit code 0, and the database is the old one"
        content = old["content"] if is_same else self.content(self.folder / scenario.database)
        # A new file is taken back by what opens it: where nothing can be opened any more, an empty database stays.
        if scenario.empty and " on " in fault and content == self.blank:
            return None
        if content not in (old["content"], new["content"]):
            return f"the database is neither the old nor the new one:\n{content}\n"
        if code == 0 and content != new["content"] and not scenario.goes_on:
            return "exit code 0, and the database is the old one"
        return None

    def measure(self, scenario):
        """The calls of each function, and the states before and after, without a fault."""
        server = self.servers[scenario.program]
        counts = self.base / "counts"
        self.fresh(scenario)
        path = self.folder / scenario.database
        old = {"bytes": self.database_bytes(scenario), "content": self.content(path), "outputs": self.outputs(scenario)}
        # To look at the database swept the scratch.
        self.fresh(scenario)
        status = server.run("", self.folder, scenario.words, self.stdin(scenario), counts)
        said = self.said(scenario)
        if os.WIFSIGNALED(status) or SANITIZER.search(said) or os.WEXITSTATUS(status) != scenario.code:
            sys.exit(f"{scenario.name} fails without a fault: {status}: {said}")
        new = {"code": scenario.code, "bytes": self.database_bytes(scenario), "outputs": self.outputs(scenario),
               "content": self.content(path), "scratch": self.scratch_left()}
        calls = {name: int(count) for name, count in (line.split() for line in counts.read_text().splitlines())}
        found = {tuple(line.split()) for line in Path(f"{counts}.places").read_text().splitlines()}
        self.new_places = [(function, int(turn)) for function, turn, place in sorted(found)
                           if (scenario.program, function, place) not in self.known_places]
        self.known_places.update((scenario.program, function, place) for function, _, place in found)
        return calls, old, new

    def all_faults(self, scenario, calls):
        turns = [(function, turn) for function, count in calls.items() for turn in range(1, count + 1)]
        for function, turn in self.new_places if self.options.places else turns:
            if function not in calls:
                continue
            errors = ERRORS[function].split()
            for error in errors:
                yield f"{function} {turn} once {getattr(numbers, error)}", error
            # All from here on. What may be tried again for ever is not among them, nor is what the keys come by.
            lasting = [e for e in errors if e not in ENDLESS and (function != "poll" or scenario.keys is None)][:1]
            for error in lasting:
                yield f"{function} {turn} on {getattr(numbers, error)}", error

    def known_faults(self, scenario, calls):
        for function, error in scenario.always.items():
            for turn in range(1, calls.get(function, 0) + 1):
                yield f"{function} {turn} once {getattr(numbers, error)}", error

    def place_faults(self, scenario, calls):
        """The first call from each place that no scenario before had: interrupted, and failing for a reason that is no interruption."""
        yield from self.known_faults(scenario, calls)
        for function, turn in self.new_places:
            if function in calls:
                errors = ERRORS[function].split()
                reasons = [self.options.chance.choice([e for e in errors if e != "EINTR"])]
                for error in [*reasons, *(["EINTR"] if "EINTR" in errors else [])]:
                    yield f"{function} {turn} once {getattr(numbers, error)}", error

    def some_faults(self, scenario, calls):
        chance = self.options.chance
        yield from self.known_faults(scenario, calls)
        for _ in range(self.options.each):
            function = chance.choice(sorted(calls))
            error = chance.choice(ERRORS[function].split())
            how = "once" if error in ENDLESS else chance.choice(("once", "on"))
            yield f"{function} {chance.randint(1, calls[function])} {how} {getattr(numbers, error)}", error

    def faults(self, scenario, calls):
        """Each fault to try: (order, name of the error)."""
        if self.options.order:
            yield self.options.order, self.options.order.split()[-1]
            return
        calls = {name: count for name, count in calls.items()
                 if count and (not self.options.functions or name in self.options.functions)
                 and scenario.name in RARE.get(name, (scenario.name,))}
        if not calls:
            return
        part, parts = self.options.part
        if self.options.all:
            faults = self.all_faults(scenario, calls)
        else:
            faults = self.place_faults(scenario, calls) if self.options.places else self.some_faults(scenario, calls)
        yield from itertools.islice(faults, part - 1, None, parts)
        for function in SHORT:
            if function in calls:
                yield f"{function} 1 short", "short"

    def run(self, scenario):
        calls, old, new = self.measure(scenario)
        before, began = (sum(self.runs.values()), len(self.bad)), time.monotonic()
        for order, error in self.faults(scenario, calls):
            self.fresh(scenario)
            status = self.servers[scenario.program].run(order, self.folder, scenario.words, self.stdin(scenario))
            fault = f"{order}|{error}"
            self.runs[order.split()[0]] += 1
            wrong = self.check(scenario, fault, status, old, new)
            if error == "short" and wrong is None and status != 0 and new["code"] == 0:
                wrong = "short reads and writes are no failure"
            if wrong:
                said = self.said(scenario)
                self.bad.append((scenario.name, fault, wrong))
                print(f"{scenario.name}: {fault}: {wrong} (status {status}): {said[:self.options.said]}", flush=True)
        tried, bad = sum(self.runs.values()) - before[0], len(self.bad) - before[1]
        print(f"{scenario.name}: {tried} faults, {bad} bad, {time.monotonic() - began:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", required=True)
    parser.add_argument("--api", required=True)
    parser.add_argument("--duckdb")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--places", action="store_true")
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--functions", nargs="+")
    parser.add_argument("--part", default="1/1", type=lambda text: [int(n) for n in text.split("/")],
                        help="the K-th of N parts of each scenario's faults, for several cores")
    parser.add_argument("--order", help="one fault alone, as inject.h says")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--said", type=int, default=400)
    options = parser.parse_args()
    options.chance = random.Random(options.seed)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="mpdata-injection-") as base:
        trial = Trial(options, Path(base))
        for scenario in SCENARIOS:
            if not options.only or scenario.name in options.only:
                trial.run(scenario)
    for function, count in sorted(trial.runs.items()):
        print(f"{function}: {count}")
    total = sum(trial.runs.values())
    print(f"{total - len(trial.bad)} passed, {len(trial.bad)} failed")
    sys.exit(1 if trial.bad or total == 0 else 0)


if __name__ == "__main__":
    main()
