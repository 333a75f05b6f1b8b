#!/usr/bin/env python3
"""A database is what it was before or what it shall be, however the command that changes it is ended."""

import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "differential"), str(TESTS / "terminal")]

from pseudo_terminal import CTRL_C, PATIENCE_SECONDS, Session
from reader.checks import Checks, parse_arguments

# As --progress names them, in their order.
PHASES = ("reading", "finding repeats", "building the key", "writing the file")
# A signal comes too late for some of them, where the machine is fast: until then nothing is proved.
NEEDED_PHASES = PHASES[:3]
TRIES = 8

# Every phase needs a while that a signal can hit: of sanitizers, a long one.
LEAST_EVENTS = 20000
MOST_EVENTS = 160000
WANTED_SECONDS = 1.0
EVENT_OPTIONS = ("--repeat-fraction", "0.3", "--shared-id-fraction", "0.1")

OLD_SQL = """
    SELECT (SELECT list(table_name ORDER BY table_name) FROM duckdb_tables()
            WHERE table_name <> 'new') AS tables,
           (SELECT list(m ORDER BY table_name) FROM _metadata AS m WHERE table_name <> 'new') AS metadata,
           (SELECT list(e ORDER BY insert_id) FROM kept_events AS e) AS events,
           (SELECT list(p ORDER BY distinct_id) FROM kept_profiles AS p) AS profiles"""
NEW_SQL = """
    SELECT count(*) AS rows, bit_xor(hash(COLUMNS(*))),
           (SELECT row_count FROM _metadata WHERE table_name = 'new') AS noted,
           (SELECT count(*) FROM duckdb_constraints()
            WHERE table_name = 'new' AND constraint_type = 'PRIMARY KEY') AS keys
    FROM new"""
TABLES_SQL = "SELECT table_name AS name FROM duckdb_tables() ORDER BY ALL"

ENDLESS_COUNT_SQL = "SELECT count(*) FROM range(1e12::BIGINT) AS t(i) WHERE i % 7 = 3"
ENDLESS_ROWS_SQL = "SELECT i FROM range(1e12::BIGINT) AS t(i)"


class Case:
    """A folder with a database in it, and nothing else."""

    program = None
    environment = None
    export = None
    # A database with tables in it, and what load_new makes of it. Set once.
    prepared = None
    old = None
    new = None

    def __init__(self, folder, name, is_new=False):
        self.name = name
        self.is_new = is_new
        self.folder = folder / "case"
        self.database = self.folder / "data.db"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        if not is_new and Case.prepared is not None:
            shutil.copy(Case.prepared, self.database)
        self.problems = []

    def command(self, *arguments):
        return [self.program, "--db", str(self.database), *map(str, arguments)]

    def load_command(self):
        return self.command("ingest", "--progress", "events", "new", self.export)

    def start(self, command, **options):
        return subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)

    def run(self, *arguments):
        done = subprocess.run(self.command(*arguments), env=self.environment, check=False,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE_SECONDS)
        if done.returncode != 0:
            self.problem(f"mpdata {' '.join(map(str, arguments))}: exit code {done.returncode}:"
                         f" {done.stderr.decode(errors='replace')}")
        return done

    def rows(self, sql):
        done = self.run("query", "--format", "json", sql)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def problem(self, text):
        self.problems.append(text)

    def tables(self):
        """None where there is no database."""
        if not self.database.exists():
            return None
        found = self.rows(TABLES_SQL)
        return None if found is None else [row["name"] for row in found]

    def look(self, may_hold_stage=False):
        """"old" or "new"; anything else is a problem, and so is what lies beside the database."""
        tables = self.tables()
        if tables is None:
            state = "old" if self.is_new and not self.database.exists() else "broken"
        else:
            internal = [t for t in tables if t.startswith("_") and t not in ("_metadata", "_loads")]
            if internal and not may_hold_stage:
                self.problem(f"left in the database: {internal}")
            listed = {row["name"] for row in json.loads(self.run("tables", "--format", "json").stdout)}
            if any(name.startswith("_") for name in listed):
                self.problem(f"listed: {listed}")
            state = "new" if "new" in tables else "old"
            if self.is_new and state == "old" and not may_hold_stage:
                self.problem(f"the load made the database, and it is still there: {tables}")
            if not self.is_new and without_stages(self.rows(OLD_SQL)) != Case.old:
                self.problem("the other tables are not what they were")
            if state == "new" and self.rows(NEW_SQL) != Case.new:
                self.problem(f"the new table is not whole: {self.rows(NEW_SQL)}, not {Case.new}")
        return state

    def look_beside(self):
        beside = sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*")
                        if path != self.database)
        if beside:
            self.problem(f"left beside the database: {beside}")

    def load_again(self):
        """A later load works, and ends with nothing left over."""
        if "new" in (self.tables() or []):
            self.run("drop", "new", "--yes")
        self.run(*self.load_command()[3:])
        if self.look() != "new":
            self.problem("a later load made no table")
        self.look_beside()


def without_stages(rows):
    for row in rows or []:
        row["tables"] = [name for name in row["tables"] if not name.startswith("_mpdata_stage_")]
    return rows


class Load:
    """A load under way, whose standard error tells how far it is."""

    def __init__(self, case, **options):
        self.process = case.start(case.load_command(), **options)
        self.started = time.monotonic()
        self.text = b""
        # When each phase began, in seconds from the start.
        self.times = {}

    def _read(self, seconds):
        ready, _, _ = select.select([self.process.stderr], [], [], seconds)
        part = os.read(self.process.stderr.fileno(), 65536) if ready else b""
        self.text += part
        for phase in PHASES:
            if phase.encode() + b": " in self.text:
                self.times.setdefault(phase, time.monotonic() - self.started)
        return bool(part)

    def wait_for(self, phase):
        while phase not in self.times and self._read(PATIENCE_SECONDS):
            pass

    def finish(self):
        """The exit code, as a shell has it."""
        while self._read(PATIENCE_SECONDS):
            pass
        self.process.stderr.close()
        try:
            code = self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.seconds = time.monotonic() - self.started
        return 128 - code if code < 0 else code

    def message(self):
        """What the command says at the end; it may have several lines."""
        before, mark, message = self.text.decode().rpartition("mpdata: ")
        return message if mark and not before.rpartition("\n")[2] else ""

    def is_in(self, phase):
        later = PHASES[PHASES.index(phase) + 1:]
        return phase in self.times and not any(name in self.times for name in later)


class Calm:
    """A load that nothing disturbs: when its phases begin, and how long they take."""

    def __init__(self, folder):
        self.case = Case(folder, "calm")
        load = Load(self.case)
        if load.finish() != 0:
            sys.exit(f"the load fails by itself: {load.text.decode()}")
        begins = [load.times[phase] for phase in PHASES] + [load.seconds]
        self.begins = dict(zip(PHASES, begins))
        self.takes = {phase: begins[i + 1] - begins[i] for i, phase in enumerate(PHASES)}
        self.seconds = load.seconds
        self.database_bytes = self.case.database.stat().st_size


def choose_events(folder, generate):
    """As many as keep this machine busy for a while."""
    events = LEAST_EVENTS
    for _ in range(2):
        subprocess.run([generate, "events", "--events", str(events), *EVENT_OPTIONS, "-o", Case.export],
                       check=True)
        if events != LEAST_EVENTS:
            return
        calm = Calm(folder)
        events = min(MOST_EVENTS, int(events * WANTED_SECONDS / calm.seconds))
        if events <= LEAST_EVENTS:
            return


def prepare(folder, arguments):
    Case.program = arguments.mpdata
    Case.environment = dict(os.environ, LC_ALL="C.UTF-8", HOME=str(folder))
    for name in ("MPDATA_DB", "MPDATA_PROJECT"):
        Case.environment.pop(name, None)
    Case.export = folder / "export.ndjson"
    few = folder / "few.ndjson"
    profiles = folder / "profiles.ndjson"
    for words in (("events", "--events", "1000", "-o", few),
                  ("profiles", "--users", "500", "-o", profiles)):
        subprocess.run([arguments.generate, *words], check=True)
    choose_events(folder, arguments.generate)

    case = Case(folder, "preparation")
    case.run("ingest", "events", "kept_events", few)
    case.run("ingest", "profiles", "kept_profiles", profiles)
    Case.old = case.rows(OLD_SQL)
    prepared = folder / "prepared.db"
    shutil.copy(case.database, prepared)
    Case.prepared = prepared
    calm = Calm(folder)
    Case.new = calm.case.rows(NEW_SQL)
    if case.problems or calm.case.problems:
        sys.exit("\n".join(case.problems + calm.case.problems))
    return calm


def judge(case, code, wanted_code, message):
    """After a signal that lets the command end in order."""
    state = case.look()
    case.look_beside()
    if (state, code) not in (("old", wanted_code), ("new", 0)):
        case.problem(f"the {state} state with exit code {code}")
    if code != 0 and "interrupted" not in message:
        case.problem(f"says {message!r}")


def report(checks, case):
    checks.that(case.name, not case.problems, "\n".join(case.problems))


def signal_load(folder, name, phase, delay, number, is_new=False):
    case = Case(folder, name, is_new)
    load = Load(case)
    load.wait_for(phase)
    time.sleep(delay)
    load.process.send_signal(number)
    code = load.finish()
    judge(case, code, 128 + number, load.message())
    if not case.problems:
        return case, code != 0 and load.is_in(phase)
    case.problem(load.text.decode())
    return case, False


def check_signals(checks, folder, calm):
    """In each phase, at its begin and within."""
    for number, parts, is_new in ((signal.SIGINT, (0, 0.3, 0.8), False), (signal.SIGTERM, (0, 0.5), False),
                                  (signal.SIGINT, (0, 0.5), True)):
        for phase in PHASES:
            hits = 0
            for part in parts:
                name = (f"{number.name} {part:.0%} into {phase}"
                        f"{', of a new database' if is_new else ''}")
                case, is_hit = signal_load(folder, name, phase, part * calm.takes[phase], number, is_new)
                report(checks, case)
                hits += is_hit
            for _ in range(TRIES):
                if hits > 0 or phase not in NEEDED_PHASES:
                    break
                _, is_hit = signal_load(folder, "again", phase, 0, number, is_new)
                hits += is_hit
            if phase in NEEDED_PHASES:
                checks.that(f"{number.name} has ended a load while {phase}", hits > 0)


def check_early_signals(checks, folder, calm):
    """While the command starts, and opens or makes the database."""
    for number in (signal.SIGINT, signal.SIGTERM):
        for is_new in (True, False):
            for step in range(9):
                case = Case(folder, f"{number.name} at {step}/8 of the start"
                                    f"{', of a new database' if is_new else ''}", is_new)
                load = Load(case)
                time.sleep(step / 8 * calm.begins["reading"])
                load.process.send_signal(number)
                code = load.finish()
                # Before it takes signals, the command ends without a word.
                judge(case, code, 128 + number, load.message() or "interrupted")
                if case.problems:
                    case.problem(load.text.decode())
                report(checks, case)


def check_twice(checks, folder, calm):
    case = Case(folder, "a second SIGINT ends the load at once, and the next open is good")
    load = Load(case)
    load.wait_for("finding repeats")
    load.process.send_signal(signal.SIGINT)
    load.process.send_signal(signal.SIGINT)
    code = load.finish()
    if code not in (130, 0):
        case.problem(f"exit code {code}")
    case.look(may_hold_stage=True)
    case.load_again()
    report(checks, case)


def check_key_press(checks, folder, calm):
    for phase in PHASES:
        case = Case(folder, f"Ctrl-C while {phase}")
        with Session(case.command("ingest", "events", "new", case.export),
                     environment=case.environment) as session:
            session.wait_for(phase.encode())
            session.send(CTRL_C)
            code = session.finish()
        lines = session.screen().lines()
        judge(case, code, 130, "\n".join(lines))
        if code == 130 and len(lines) != 1:
            case.problem(f"on the screen:\n{session.screen()}")
        report(checks, case)
    case = Case(folder, "a terminal that goes away ends the load")
    with Session(case.command("ingest", "events", "new", case.export),
                 environment=case.environment) as session:
        session.wait_for(b"finding repeats")
        session.hang_up()
        code = session.process.wait(PATIENCE_SECONDS)
    judge(case, 128 - code if code < 0 else code, 129, "interrupted")
    report(checks, case)


def kill_load(case, wait):
    load = Load(case)
    wait(load)
    load.process.kill()
    return load.finish()


def judge_killed(case, code):
    state = case.look(may_hold_stage=True)
    if code == 0 and state != "new":
        case.problem("exit code 0 with the old state")
    case.load_again()


def check_kill(checks, folder, calm):
    for is_new in (False, True):
        what = ", of a new database" if is_new else ""
        for step in range(0, 9, 2):
            case = Case(folder, f"SIGKILL at {step}/8 of the start{what}", is_new)
            code = kill_load(case, lambda _: time.sleep(step / 8 * calm.begins["reading"]))
            judge_killed(case, code)
            report(checks, case)
        for phase in PHASES:
            for part in (0, 0.4, 0.8) if is_new else (0, 0.2, 0.4, 0.6, 0.8, 0.95):
                case = Case(folder, f"SIGKILL {part:.0%} into {phase}{what}", is_new)

                def wait(load):
                    load.wait_for(phase)
                    time.sleep(part * calm.takes[phase])

                judge_killed(case, kill_load(case, wait))
                report(checks, case)


def check_left_overs(checks, folder):
    """What a process leaves that is killed while it makes a database, or while its data does not fit into memory."""
    case = Case(folder, "left overs")
    making = case.folder / "data.db.new-a1b2c3"
    spill = case.folder / "data.db.tmp"
    for path in (making / "new.db", making / "new.db.wal", spill / "duckdb_temp_storage_DEFAULT-0.tmp"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"left over")
    other = case.folder / "other.db.tmp" / "duckdb_temp_storage_DEFAULT-0.tmp"
    other.parent.mkdir()
    other.write_bytes(b"of another database")
    case.run("query", "SELECT 1")
    checks.that("an open for reading leaves everything as it is", making.exists() and spill.exists())
    case.run("drop", "kept_profiles", "--yes")
    checks.that("an open for writing sweeps up what dead processes left",
                not making.exists() and not spill.exists() and not case.problems,
                f"{sorted(case.folder.rglob('*'))}\n{case.problems}")
    checks.that("but not what belongs to another database", other.exists())
    spill.mkdir()
    (spill / "notes.txt").write_text("mine")
    case.run("drop", "kept_events", "--yes")
    checks.that("nor what DuckDB did not write", (spill / "notes.txt").exists())


def limit_files(size):
    """As a disk that is full: writes fail beyond this size."""
    def set_limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return set_limit


def check_full_disk(checks, folder, calm):
    least = Case.prepared.stat().st_size
    most = calm.database_bytes
    sizes = [(False, int(least + part * (most - least)))
             for part in (0, 0.01, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99)]
    sizes += [(True, size) for size in (0, 5000, 12000, 200000, 600000, most // 2, most * 9 // 10)]
    failed = 0
    for is_new, size in sizes:
        case = Case(folder, f"no file may be larger than {size} bytes"
                            f"{', of a new database' if is_new else ''}", is_new)
        load = Load(case, preexec_fn=limit_files(size))
        code = load.finish()
        state = case.look()
        case.look_beside()
        if (state, code) not in (("old", 1), ("new", 0)):
            case.problem(f"the {state} state with exit code {code}")
        if code != 0 and not any(word in load.message() for word in
                                 ("File too large", "No space left", "could not be written")):
            case.problem(f"says {load.message()!r}")
        failed += code == 1
        case.load_again()
        report(checks, case)
        if case.problems:
            print(load.text.decode())
    checks.that(f"{failed} of {len(sizes)} loads have failed for want of room", failed >= len(sizes) // 2)


def wait_for_work(process, seconds=1.0):
    """Until the process has computed for so long."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        if (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > seconds:
            return
        time.sleep(0.02)


def check_queries(checks, folder):
    for number in (signal.SIGINT, signal.SIGTERM):
        case = Case(folder, f"a query that {number.name} comes to")
        process = case.start(case.command("query", ENDLESS_COUNT_SQL))
        wait_for_work(process)
        begin = time.monotonic()
        process.send_signal(number)
        text = process.communicate(timeout=PATIENCE_SECONDS)[1].decode()
        took = time.monotonic() - begin
        checks.equal(f"{case.name} tells so by its exit code", process.returncode, 128 + number)
        checks.that("and says so", "interrupted" in text, text)
        checks.that("and ends soon", took < 30, f"after {took:.1f} s")
        if case.look() != "old":
            case.problem("it is not the old database")
        case.look_beside()
        checks.that("and leaves the database as it was", not case.problems, "\n".join(case.problems))


def check_output_files(checks, folder):
    for name, number, has_old in (("SIGINT", signal.SIGINT, True), ("SIGTERM", signal.SIGTERM, False)):
        case = Case(folder, name)
        output = case.folder / "out.csv"
        if has_old:
            output.write_text("old\n")
        before = sorted(os.listdir(case.folder))
        process = case.start(case.command("query", "--format", "csv", "-o", output, ENDLESS_ROWS_SQL))
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and not any(
                path.stat().st_size > 4096 for path in case.folder.glob("out.csv.*")):
            time.sleep(0.02)
        process.send_signal(number)
        process.communicate(timeout=PATIENCE_SECONDS)
        checks.equal(f"a query with -o ends by {name}", process.returncode, 128 + number)
        checks.equal(f"{name}: an old file stays, and nothing beside it",
                     (output.read_text() if output.exists() else None, sorted(os.listdir(case.folder))),
                     ("old\n" if has_old else None, before))


def check_locks(checks, folder):
    case = Case(folder, "locks")
    with Session(case.command("drop", "kept_events"), environment=case.environment) as session:
        session.wait_for(b"[y/N]")
        for words in (("ingest", "events", "new", case.export), ("drop", "kept_profiles", "--yes"),
                      ("query", "SELECT 1"), ("tables",)):
            done = subprocess.run(case.command(*words), env=case.environment, check=False,
                                  capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE_SECONDS)
            checks.that(f"{words[0]} on a database that another process writes: locked",
                        done.returncode == 1 and b"lock" in done.stderr and done.stdout == b"", done)
        session.send(b"n\n")
        session.finish()
    checks.equal("and nothing has changed", case.look(), "old")
    process = case.start(case.command("query", ENDLESS_COUNT_SQL))
    wait_for_work(process)
    checks.equal("two may read", case.look(), "old")
    done = subprocess.run(case.command("ingest", "events", "new", case.export), env=case.environment,
                          check=False, capture_output=True, timeout=PATIENCE_SECONDS)
    checks.that("none may write while one reads", done.returncode == 1 and b"lock" in done.stderr, done)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_SECONDS)
    case.load_again()
    checks.that("afterwards a load works", not case.problems, "\n".join(case.problems))


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        calm = prepare(folder, arguments)
        print(f"{Case.new[0]['rows']} rows in {calm.seconds:.1f} s: "
              + ", ".join(f"{phase} {calm.takes[phase]:.2f} s" for phase in PHASES))
        check_signals(checks, folder, calm)
        check_early_signals(checks, folder, calm)
        check_twice(checks, folder, calm)
        check_key_press(checks, folder, calm)
        check_kill(checks, folder, calm)
        check_left_overs(checks, folder)
        check_full_disk(checks, folder, calm)
        check_queries(checks, folder)
        check_output_files(checks, folder)
        check_locks(checks, folder)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
