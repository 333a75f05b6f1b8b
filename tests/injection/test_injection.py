#!/usr/bin/env python3
"""Each allocation and each call to the system that our code makes fails, one at a time: nothing crashes or leaks, an error
says so, and the database is the old one or the new one.

    tests/injection/test_injection.py --command build/faults/tests/injected_command --api build/faults/tests/injected_api \\
        [--duckdb LIBRARY] [--all | --places | --each COUNT] [--only SCENARIO...] [--functions FUNCTION...]

--places tries each place that a call comes from, by the functions that lead to it, in the first scenario that has it. Without
one of both a few faults are tried in each scenario, the same ones each time: --seed chooses others.
"""

import argparse
import collections
import gzip
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import errno as numbers

# What the manual pages of Linux name.
PATH_ERRORS = "EACCES ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR"
ERRORS = {
    "allocation": "ENOMEM",
    "open": f"{PATH_ERRORS} EBUSY EDQUOT EEXIST EFAULT EFBIG EINTR EINVAL EISDIR EMFILE ENFILE ENODEV ENOSPC ENXIO "
    "EOPNOTSUPP EOVERFLOW EPERM EROFS ETXTBSY EWOULDBLOCK",
    "read": "EAGAIN EBADF EFAULT EINTR EINVAL EIO EISDIR",
    "pread": "EAGAIN EBADF EFAULT EINTR EINVAL EIO EISDIR ENXIO EOVERFLOW ESPIPE",
    "write": "EAGAIN EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EINVAL EIO ENOSPC EPERM EPIPE",
    "fsync": "EBADF EINTR EIO ENOSPC EROFS EINVAL EDQUOT",
    "rename": f"{PATH_ERRORS} EBUSY EDQUOT EFAULT EINVAL EISDIR EMLINK ENOSPC ENOTEMPTY EEXIST EPERM EROFS EXDEV",
    "link": f"{PATH_ERRORS} EDQUOT EEXIST EFAULT EIO EMLINK ENOSPC EPERM EROFS EXDEV",
    "unlink": f"{PATH_ERRORS} EBUSY EFAULT EIO EISDIR EPERM EROFS",
    "close": "EBADF EINTR EIO ENOSPC EDQUOT",
    "stat": f"{PATH_ERRORS} EBADF EFAULT EINVAL EOVERFLOW",
    "flock": "EBADF EINTR EINVAL ENOLCK EWOULDBLOCK",
    "fcntl": "EACCES EAGAIN EBADF EBUSY EDEADLK EFAULT EINTR EINVAL EMFILE ENOLCK EPERM",
    "mkdir": f"{PATH_ERRORS} EDQUOT EEXIST EFAULT EINVAL EMLINK ENOSPC EPERM EROFS",
    "pipe2": "EFAULT EINVAL EMFILE ENFILE",
    "eventfd": "EINVAL EMFILE ENFILE ENODEV ENOMEM",
    "poll": "EFAULT EINTR EINVAL ENOMEM",
    "lseek": "EBADF EINVAL ENXIO EOVERFLOW ESPIPE",
    "mkstemp": "EEXIST EINVAL EACCES EMFILE ENFILE ENOENT ENOMEM ENOSPC EROFS",
    "fchmod": "EACCES EIO ENOENT EPERM EROFS EBADF",
    "realpath": f"{PATH_ERRORS} EINVAL EIO",
    "pthread_create": "EAGAIN EINVAL EPERM",
    "pthread_mutex_init": "EAGAIN ENOMEM EPERM",
}
ERRORS.update(openat=ERRORS["open"] + " EBADF", fopen=ERRORS["open"], fdopen="EINVAL ENOMEM", opendir="EACCES EBADF EMFILE "
              "ENFILE ENOENT ENOMEM ENOTDIR", fstat=ERRORS["stat"], lstat=ERRORS["stat"], unlinkat=ERRORS["unlink"])
SHORT = ("read", "pread", "write")
SANITIZER = re.compile(r"ERROR: (AddressSanitizer|LeakSanitizer)|runtime error:")
# What is tried again, for ever where it stays.
ENDLESS = ("EINTR", "EAGAIN", "EWOULDBLOCK", "EEXIST")

EVENTS = "".join(
    f'{{"event":"E{i % 3}","properties":{{"time":{1700000000 + i},"distinct_id":"u{i % 7}","$insert_id":"i{i}",'
    f'"n":{i},"s":"x{i}"}}}}\n' for i in range(200))
MORE = "".join(
    f'{{"event":"E","properties":{{"time":{1700001000 + i},"distinct_id":"u","$insert_id":"i{i + 150}"}}}}\n' for i in range(100))
BAD = EVENTS[:2000].rsplit("\n", 1)[0] + '\n{"event":1}\nx\n' + MORE
PROFILES = "".join(f'{{"$distinct_id":"u{i}","$properties":{{"$last_seen":"2024-01-01T00:00:00","n":{i}}}}}\n' for i in range(50))

LOAD = ["--db", "a.db", "-q", "ingest", "events", "events"]
QUERY = ["--db", "a.db", "query", "SELECT * FROM events ORDER BY insert_id LIMIT 150"]


class Scenario:
    def __init__(self, name, words, program="command", empty=False, stdin=None, outputs=(), may_differ=False, grows=False):
        self.name = name
        self.words = words
        self.program = program
        # It begins without a database.
        self.empty = empty
        self.stdin = stdin
        # Files that it writes, complete or not at all.
        self.outputs = outputs
        # They grow as it goes on: where it fails they hold what came before.
        self.grows = grows
        # What it prints holds times or paths.
        self.may_differ = may_differ


SCENARIOS = [
    Scenario("create", [*LOAD, "events.ndjson"], empty=True),
    Scenario("append", [*LOAD, "more.ndjson", "--append"]),
    Scenario("replace", [*LOAD, "more.ndjson", "--replace"]),
    Scenario("gzip", [*LOAD, "events.gz", "--replace"]),
    Scenario("pipe", [*LOAD, "-", "--append"], stdin="more.ndjson"),
    Scenario("rejects", [*LOAD, "bad.ndjson", "--append", "--max-rejects", "all", "--rejects", "rejected", "--repair"],
             outputs=["rejected"], grows=True),
    Scenario("profiles", ["--db", "a.db", "-q", "ingest", "profiles", "people", "profiles.ndjson"]),
    Scenario("part", [*LOAD, "more.ndjson", "--append", "--where-event", "E", "--time-zone", "Europe/Berlin"]),
    Scenario("dry-run", ["-q", "ingest", "events", "x", "events.ndjson", "--dry-run"]),
    Scenario("drop", ["--db", "a.db", "-q", "drop", "events", "--yes"]),
    Scenario("table", QUERY),
    *(Scenario(f"-o .{end}", [*QUERY, "-o", f"out.{end}"], outputs=[f"out.{end}"])
      for end in ("csv", "tsv", "json", "jsonl", "md", "csv.gz", "json.zst")),
    Scenario("csv", [*QUERY, "--format", "csv"]),
    Scenario("file", ["--db", "a.db", "query", "-f", "q.sql", "--safe", "--time-limit", "100", "-p", "E1"]),
    Scenario("stdin", ["--db", "a.db", "query"], stdin="q2.sql"),
    Scenario("wrong", ["--db", "a.db", "query", "SELECT evnt_name FROM events"]),
    Scenario("tables", ["--db", "a.db", "tables"], may_differ=True),
    Scenario("schema", ["--db", "a.db", "schema", "events"]),
    Scenario("sample", ["--db", "a.db", "sample", "events", "--seed", "3"], may_differ=True),
    Scenario("breakdown", ["--db", "a.db", "breakdown", "events", "--by", "day", "--time-zone", "Asia/Tokyo"]),
    Scenario("keys", ["--db", "a.db", "keys", "events"]),
    Scenario("column", ["--db", "a.db", "column", "events", "n"]),
    Scenario("summarize", ["--db", "a.db", "summarize", "events"]),
    Scenario("loads", ["--db", "a.db", "loads"], may_differ=True),
    Scenario("info", ["--db", "a.db", "info"], may_differ=True),
    Scenario("api make", ["open", "a.db"], program="api", empty=True),
    *(Scenario(f"api {name}", [name, "a.db"], program="api") for name in
      ("open", "push", "push-bytes", "records", "statement", "connections", "arrow", "memory")),
]


class Server:
    """The program that forks a process for each fault."""

    def __init__(self, program, library):
        self.process = subprocess.Popen([program, *([library] if library else [])], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def run(self, fault, folder, words, stdin=None, counts="-"):
        fields = [fault, str(stdin or "/dev/null"), str(folder / ".out"), str(folder / ".err"), str(folder), str(counts), *words]
        self.process.stdin.write("\t".join(fields) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


class Trial:
    def __init__(self, options, base):
        self.options = options
        self.base = base
        self.servers = {"command": Server(options.command, options.duckdb), "api": Server(options.api, options.duckdb)}
        self.template = base / "template"
        self.folder = base / "run"
        self.runs = collections.Counter()
        self.bad = []
        self.known_places = set()
        self.make_template()

    def make_template(self):
        self.template.mkdir()
        for name, text in (("events.ndjson", EVENTS), ("more.ndjson", MORE), ("bad.ndjson", BAD), ("profiles.ndjson", PROFILES),
                           ("q.sql", "SELECT event_name, count(*) FROM events WHERE event_name <> ? GROUP BY 1 ORDER BY 1"),
                           ("q2.sql", "SELECT count(*) FROM events; SELECT 5 AS x")):
            (self.template / name).write_text(text)
        (self.template / "events.gz").write_bytes(gzip.compress(EVENTS.encode()))
        self.folder = self.base / "blank"
        self.folder.mkdir()
        self.servers["api"].run("", self.folder, ["open", "a.db"])
        self.blank = self.content()
        self.folder = self.base / "run"
        self.servers["command"].run("", self.template, [*LOAD, "events.ndjson"])

    def fresh(self, scenario):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)
        if scenario.empty:
            (self.folder / "a.db").unlink()

    def stdin(self, scenario):
        return self.folder / scenario.stdin if scenario.stdin else None

    def database_bytes(self):
        path = self.folder / "a.db"
        return path.read_bytes() if path.exists() else None

    def content(self):
        """What the database holds, by the command without a fault; opened for writing first, so that it is tidied."""
        if not (self.folder / "a.db").exists():
            return "none"
        look = self.base / "look"
        shutil.rmtree(look, ignore_errors=True)
        look.mkdir()
        for path in self.folder.glob("a.db*"):
            (shutil.copytree if path.is_dir() else shutil.copy)(path, look / path.name)
        found = []
        for words in (["drop", "no_such_table", "--yes"],
                      ["query", "--format", "csv", "SELECT table_name FROM duckdb_tables() ORDER BY 1"],
                      ["query", "--format", "csv", "SELECT count(*), bit_xor(hash(t)) FROM events t"],
                      ["query", "--format", "csv", "SELECT count(*), bit_xor(hash(t)) FROM people t"],
                      ["query", "--format", "csv", "SELECT * EXCLUDE (fetched_at) FROM _metadata ORDER BY ALL"],
                      ["query", "--format", "csv", "SELECT count(*) FROM _loads"]):
            status = self.servers["command"].run("", look, ["--db", "a.db", *words])
            found.append(f"{status} {(look / '.out').read_text()}")
        found.append(" ".join(sorted(p.name for p in look.iterdir() if not p.name.startswith(".") and p.name != "a.db")))
        return "\n".join(found[1:])

    def leftovers(self, scenario):
        known = {p.name for p in self.template.iterdir()} | {"a.db", ".out", ".err"} | set(scenario.outputs)
        return sorted(p.name for p in self.folder.iterdir() if p.name not in known)

    def outputs(self, scenario):
        return {name: (self.folder / name).read_bytes() if (self.folder / name).exists() else None
                for name in [*scenario.outputs, *([] if scenario.may_differ else [".out"])]}

    def check(self, scenario, fault, status, old, new):
        """What is wrong with this end, or None."""
        said = (self.folder / ".err").read_text(errors="replace")
        if SANITIZER.search(said):
            return "a sanitizer's finding"
        if os.WIFSIGNALED(status):
            return f"ended by signal {os.WTERMSIG(status)}"
        code = os.WEXITSTATUS(status)
        if code not in (0, 1, 3, 4):
            return f"exit code {code}"
        # A reader of standard output that went away is no failure.
        is_gone = fault.endswith("EPIPE") and not scenario.outputs
        if code == 0 and self.outputs(scenario) != new["outputs"] and not is_gone:
            return "exit code 0 with a wrong output"
        if code != 0 and new["code"] == 0 and not said.strip():
            return f"exit code {code} without an error"
        for name in scenario.outputs:
            found = (self.folder / name).read_bytes() if (self.folder / name).exists() else None
            if found not in (None, new["outputs"][name]) and not (scenario.grows and code != 0):
                return f"{name} is not complete"
        # What lies beside a database the next writing open removes: content() sees whether it does.
        beside = [name for name in self.leftovers(scenario) if name.startswith("a.db.")]
        left = sorted(set(self.leftovers(scenario)) - set(beside))
        if left and not fault.startswith("unlink"):
            return f"left over: {left}"
        if self.database_bytes() == old["bytes"] and not beside:
            content = old["content"]
        else:
            content = self.content()
        # A new file is taken back by what opens it: where nothing can be opened any more, an empty database stays.
        if scenario.empty and " on " in fault and content == self.blank:
            return None
        if content not in (old["content"], new["content"]):
            return f"the database is neither the old nor the new one:\n{content}\n"
        if code == 0 and content != new["content"]:
            return "exit code 0, and the database is the old one"
        return None

    def measure(self, scenario):
        """The calls of each function, and the states before and after, without a fault."""
        server = self.servers[scenario.program]
        counts = self.base / "counts"
        self.fresh(scenario)
        old = {"bytes": self.database_bytes(), "content": self.content()}
        status = server.run("", self.folder, scenario.words, self.stdin(scenario), counts)
        said = (self.folder / ".err").read_text(errors="replace")
        if os.WIFSIGNALED(status) or SANITIZER.search(said) or os.WEXITSTATUS(status) not in (0, 3):
            sys.exit(f"{scenario.name} fails without a fault: {status}: {said}")
        new = {"code": os.WEXITSTATUS(status), "outputs": self.outputs(scenario), "content": self.content()}
        calls = {name: int(count) for name, count in (line.split() for line in counts.read_text().splitlines())}
        found = {tuple(line.split()) for line in Path(f"{counts}.places").read_text().splitlines()}
        self.new_places = [(function, turn) for function, turn, place in sorted(found)
                           if (scenario.program, function, place) not in self.known_places]
        self.known_places.update((scenario.program, function, place) for function, _, place in found)
        return calls, old, new

    def all_faults(self, calls):
        for function, count in calls.items():
            errors = ERRORS[function].split()
            for turn in range(1, count + 1):
                for error in errors:
                    yield f"{function} {turn} once {getattr(numbers, error)}", error
                # All from here on. What may be tried again for ever is not among them.
                lasting = [e for e in errors if e not in ENDLESS][:1]
                for error in lasting:
                    yield f"{function} {turn} on {getattr(numbers, error)}", error

    def some_faults(self, calls):
        chance = self.options.chance
        for _ in range(self.options.each):
            function = chance.choice(sorted(calls))
            error = chance.choice(ERRORS[function].split())
            how = "once" if error in ENDLESS else chance.choice(("once", "on"))
            yield f"{function} {chance.randint(1, calls[function])} {how} {getattr(numbers, error)}", error

    def place_faults(self, calls):
        """The first call from each place that no scenario before had: interrupted, and failing for a reason that is no interruption."""
        for function, turn in self.new_places:
            if function in calls:
                errors = ERRORS[function].split()
                reasons = [self.options.chance.choice([e for e in errors if e != "EINTR"])]
                for error in [*reasons, *(["EINTR"] if "EINTR" in errors else [])]:
                    yield f"{function} {turn} once {getattr(numbers, error)}", error

    def faults(self, calls):
        """Each fault to try: (order, name of the error)."""
        if self.options.order:
            yield self.options.order, self.options.order.split()[-1]
            return
        calls = {name: count for name, count in calls.items()
                 if count and (not self.options.functions or name in self.options.functions)}
        if not calls:
            return
        if self.options.places:
            yield from self.place_faults(calls)
        else:
            yield from self.all_faults(calls) if self.options.all else self.some_faults(calls)
        for function in SHORT:
            if function in calls:
                yield f"{function} 1 short", "short"

    def run(self, scenario):
        calls, old, new = self.measure(scenario)
        for order, error in self.faults(calls):
            self.fresh(scenario)
            status = self.servers[scenario.program].run(order, self.folder, scenario.words, self.stdin(scenario))
            fault = f"{order}|{error}"
            self.runs[order.split()[0]] += 1
            wrong = self.check(scenario, fault, status, old, new)
            if error == "short" and wrong is None and status != 0 and new["code"] == 0:
                wrong = "short reads and writes are no failure"
            if wrong:
                said = (self.folder / ".err").read_text(errors="replace")
                self.bad.append((scenario.name, fault, wrong))
                print(f"{scenario.name}: {fault}: {wrong} (status {status}): {said[:self.options.said]}", flush=True)


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
