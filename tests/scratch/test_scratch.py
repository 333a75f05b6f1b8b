#!/usr/bin/env python3
"""A scratch database is gone, however the command that made it ends; and no living one is touched."""

import os
import resource
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

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENDLESS_COUNT_SQL = "SELECT count(*) FROM range(1e12::BIGINT) AS t(i) WHERE i % 7 = 3"
ENDLESS_ROWS_SQL = "SELECT i FROM range(1e12::BIGINT) AS t(i)"
# More than fits into the memory that it is given.
SPILL_SQL = ("SET memory_limit = '60MB'; SET threads = 2;"
             " CREATE TABLE t AS SELECT i, md5(i::VARCHAR) AS h FROM range(1500000) AS r(i);"
             " SELECT count(*) FROM (SELECT h, row_number() OVER (ORDER BY h) FROM t), range(1e9::BIGINT)")


class Place:
    """A folder of temporary files, and an environment in which it is that."""

    program = None
    export = None

    def __init__(self, folder, name):
        self.name = name
        self.folder = folder / "place"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", HOME=str(folder), TMPDIR=str(self.folder))
        for name in ("MPDATA_DB", "MPDATA_PROJECT"):
            self.environment.pop(name, None)

    def start(self, *arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        return subprocess.Popen([self.program, *map(str, arguments)], env=self.environment,
                                stderr=subprocess.PIPE, **options)

    def run(self, *arguments, **options):
        return subprocess.run([self.program, *map(str, arguments)], env=self.environment, check=False,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE_SECONDS,
                              **options)

    def files(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def wait_for_file(self, name):
        """Until there is such a file in a scratch folder."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and not any(self.folder.glob(f"mpdata-scratch-*/{name}")):
            time.sleep(0.01)


def wait_for_work(process, seconds):
    """Until the process has computed for so long."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        if (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > seconds:
            return
        time.sleep(0.02)


def finish(process):
    """The exit code, as a shell has it, and what was said."""
    text = process.communicate(timeout=PATIENCE_SECONDS)[1].decode()
    return 128 - process.returncode if process.returncode < 0 else process.returncode, text


def check_ended(checks, place, process, wanted_code):
    code, text = finish(process)
    checks.equal(f"{place.name}: exit code, and what is left", (code, place.files()), (wanted_code, []))
    return text


def start_load(place):
    """A load that waits for more of its input."""
    process = place.start("query", "--events", "e=-", "SELECT count(*) FROM e", stdin=subprocess.PIPE)
    process.stdin.write(Place.export.read_bytes())
    process.stdin.flush()
    place.wait_for_file("scratch.db.wal")
    return process


def check_signals(checks, folder):
    for number in SIGNALS:
        place = Place(folder, f"{number.name} while files are loaded")
        process = start_load(place)
        process.send_signal(number)
        text = check_ended(checks, place, process, 128 + number)
        checks.that("and says so", "interrupted" in text, text)
        place = Place(folder, f"{number.name} while a query works")
        process = place.start("--ephemeral", "query", ENDLESS_COUNT_SQL)
        wait_for_work(process, 1.0)
        process.send_signal(number)
        check_ended(checks, place, process, 128 + number)


def check_early_signals(checks, folder):
    """While the command starts, and makes the database."""
    place = Place(folder, "calm")
    began = time.monotonic()
    finish(place.start("--ephemeral", "query", "SELECT 1"))
    calm_seconds = time.monotonic() - began
    for number in SIGNALS:
        for step in range(9):
            place = Place(folder, f"{number.name} at {step}/8 of the start")
            process = place.start("--ephemeral", "query", ENDLESS_COUNT_SQL)
            time.sleep(step / 8 * calm_seconds)
            process.send_signal(number)
            check_ended(checks, place, process, 128 + number)


def check_impatience(checks, folder):
    """It writes to somebody who does not read, and hears nothing of the first signal."""
    place = Place(folder, "a second SIGINT, which ends the process at once")
    process = place.start("--ephemeral", "query", "--format", "csv", ENDLESS_ROWS_SQL)
    process.stdout.read(1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    time.sleep(1.2)
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE_SECONDS)
    checks.equal(place.name, (process.returncode, place.files()), (-signal.SIGINT, []))
    process.communicate()


def check_key_press(checks, folder):
    place = Place(folder, "Ctrl-C on a terminal")
    command = [place.program, "query", "--events", "e=" + str(Place.export), ENDLESS_COUNT_SQL]
    with Session(command, environment=place.environment) as session:
        place.wait_for_file("scratch.db")
        time.sleep(1)
        session.send(CTRL_C)
        code = session.finish()
    checks.equal(place.name, (code, place.files()), (130, []))
    place = Place(folder, "a terminal that goes away")
    with Session(command, environment=place.environment) as session:
        place.wait_for_file("scratch.db")
        session.hang_up()
        session.process.wait(PATIENCE_SECONDS)
    checks.equal(place.name, place.files(), [])


def check_kill(checks, folder):
    for name, words in (("any command", ("--memory", "query", "SELECT 1")),
                        ("a database elsewhere", ("--db", folder / "kept.db", "ingest", "events", "e",
                                                  Place.export, "--replace")),
                        ("clean", ("clean",))):
        place = Place(folder, name)
        process = start_load(place)
        process.kill()
        finish(process)
        left = place.files()
        shown = place.run("clean", "--dry-run", "--format", "csv").stdout.decode()
        checks.that("a killed process leaves its scratch, which clean shows",
                    len(left) >= 2 and "left behind" in shown and place.files() == left,
                    f"{left}\n{shown}")
        done = place.run(*words)
        checks.equal(f"{name} removes it", (done.returncode, place.files()), (0, []))


def check_spill(checks, folder):
    for number in (signal.SIGINT, signal.SIGKILL):
        place = Place(folder, f"{number.name} with data moved out of memory")
        process = place.start("--ephemeral", "query", SPILL_SQL)
        place.wait_for_file("scratch.db.tmp/*")
        checks.that("data is moved out of memory",
                    any(place.folder.glob("*/scratch.db.tmp/duckdb_temp_*")), place.files())
        process.send_signal(number)
        finish(process)
        if number == signal.SIGKILL:
            place.run("--memory", "query", "SELECT 1")
        checks.equal(place.name, place.files(), [])


def check_living(checks, folder):
    """Side by side, and past a cleaning."""
    place = Place(folder, "living ones")
    processes = [start_load(place) for _ in range(3)]
    checks.equal("each has a folder of its own", len(list(place.folder.iterdir())), 3)
    done = place.run("clean", "--format", "csv")
    checks.equal("clean leaves them alone", (done.returncode, done.stdout.decode().count("in use")), (0, 3))
    checks.equal("other commands do, too", place.run("--ephemeral", "query", "SELECT 1").returncode, 0)
    for process in processes:
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
        checks.that("each has its answer", process.returncode == 0 and b"1000" in out, out)
    checks.equal("and nothing is left", place.files(), [])


def check_stopped(checks, folder):
    """Neither is one that does nothing for long: no age tells that a process is dead."""
    place = Place(folder, "stopped")
    process = start_load(place)
    process.send_signal(signal.SIGSTOP)
    for path in place.folder.rglob("*"):
        os.utime(path, (0, 0), follow_symlinks=False)
    shown = place.run("clean", "--format", "csv").stdout.decode()
    checks.that("a stopped process keeps its scratch", "in use" in shown and "removed" not in shown, shown)
    process.send_signal(signal.SIGCONT)
    out, _ = process.communicate(timeout=PATIENCE_SECONDS)
    checks.that("and goes on", process.returncode == 0 and b"1000" in out, out)


def limit_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))


def check_failures(checks, folder):
    for name, words, wanted, options in (
            ("a full disk", ("query", "--events", f"e={Place.export}", "SELECT 1"), 1,
             {"preexec_fn": limit_files}),
            ("a wrong query", ("--ephemeral", "query", "SELECT * FROM nowhere"), 3, {}),
            ("a missing file", ("query", "--events", "e=nowhere.ndjson", "SELECT 1"), 3, {})):
        place = Place(folder, name)
        done = place.run(*words, **options)
        checks.equal(f"{name} leaves nothing", (done.returncode, place.files()), (wanted, []))
    place = Place(folder, "a clean-up that fails")
    process = start_load(place)
    scratch = next(place.folder.iterdir())
    (scratch / "letter.txt").write_text("Dear")
    process.stdin.close()
    process.stdin = None
    code, text = finish(process)
    checks.that(f"{place.name} is told", code == 1 and "can't remove the scratch database" in text, text)
    checks.equal("the foreign file stays", place.files(), [scratch.name, f"{scratch.name}/letter.txt"])


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Place.program = arguments.mpdata
        Place.export = folder / "export.ndjson"
        subprocess.run([arguments.generate, "events", "--events", "1000", "-o", Place.export], check=True)
        check_signals(checks, folder)
        check_early_signals(checks, folder)
        check_impatience(checks, folder)
        check_key_press(checks, folder)
        check_kill(checks, folder)
        check_spill(checks, folder)
        check_living(checks, folder)
        check_stopped(checks, folder)
        check_failures(checks, folder)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
