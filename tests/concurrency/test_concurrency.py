#!/usr/bin/env python3
"""Processes that want one database at once: one waits or fails, and nothing is mixed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "differential"), str(TESTS / "terminal")]

from pseudo_terminal import PATIENCE_SECONDS
from reader.checks import Checks, parse_arguments

PROCESSES = 6
EVENTS = 3000
TABLES_SQL = """SELECT table_name AS name, row_count AS rows FROM _metadata ORDER BY ALL"""


class Place:
    """A folder in which processes share a database that does not exist yet."""

    program = None
    exports = []

    def __init__(self, folder, name):
        self.name = name
        self.folder = folder / "place"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.database = self.folder / "data.db"
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", HOME=str(folder))
        for name in ("MPDATA_DB", "MPDATA_PROJECT"):
            self.environment.pop(name, None)

    def start(self, *arguments):
        return subprocess.Popen([self.program, "--db", str(self.database), *map(str, arguments)],
                                env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run_together(self, commands):
        """Exit code and standard error of each."""
        processes = [self.start(*words) for words in commands]
        ended = [process.communicate(timeout=PATIENCE_SECONDS)[1].decode() for process in processes]
        return [(process.returncode, text) for process, text in zip(processes, ended)]

    def rows(self, sql):
        process = self.start("query", "--format", "json", sql)
        out, _ = process.communicate(timeout=PATIENCE_SECONDS)
        return json.loads(out) if process.returncode == 0 else None

    def tables(self):
        return {row["name"]: row["rows"] for row in self.rows(TABLES_SQL) or []}

    def is_whole(self, table, export):
        """The rows of this export, and of no other."""
        wanted = sorted(json.loads(line)["properties"]["$insert_id"] for line in export.read_text().splitlines())
        found = self.rows(f"SELECT insert_id FROM {table} ORDER BY ALL")
        return [row["insert_id"] for row in found or []] == wanted

    def left_beside(self):
        return sorted(path.name for path in self.folder.iterdir() if path != self.database)


def check_waiting(checks, folder):
    """Each into a table of its own, of a database that the first of them makes."""
    place = Place(folder, "loads that wait")
    ended = place.run_together(("--wait", "200", "ingest", "events", f"t{i}", place.exports[i])
                               for i in range(PROCESSES))
    checks.that("all of them get their turn", all(code == 0 for code, _ in ended), ended)
    checks.that("those that wait say so", any("waiting for it, up to 200 s" in text for _, text in ended), ended)
    checks.equal("each table is there", sorted(place.tables()), [f"t{i}" for i in range(PROCESSES)])
    checks.that("and holds what was loaded into it",
                all(place.is_whole(f"t{i}", place.exports[i]) for i in range(PROCESSES)))
    checks.equal("nothing lies beside the database", place.left_beside(), [])


def check_failing(checks, folder):
    place = Place(folder, "loads that do not wait")
    ended = place.run_together(("ingest", "events", f"t{i}", place.exports[i]) for i in range(PROCESSES))
    good = [i for i, (code, _) in enumerate(ended) if code == 0]
    checks.that("one at least is done", good, ended)
    checks.that("the others are told of the lock",
                all(code == 0 or (code == 1 and "database is locked" in text) for code, text in ended), ended)
    checks.equal("there are the tables of those that were done", sorted(place.tables()), [f"t{i}" for i in good])
    checks.that("and they are whole", all(place.is_whole(f"t{i}", place.exports[i]) for i in good))
    checks.equal("nothing lies beside the database", place.left_beside(), [])


def check_appending(checks, folder):
    """The same events from all of them, into one table."""
    place = Place(folder, "loads into one table")
    place.run_together([("ingest", "events", "t", place.exports[0])])
    ended = place.run_together(("--wait", "200", "ingest", "events", "t", "--append", place.exports[i % 2])
                               for i in range(PROCESSES))
    checks.that("all of them get their turn", all(code == 0 for code, _ in ended), ended)
    checks.equal("no event is lost, and none is there twice", place.tables(), {"t": 2 * EVENTS})
    checks.equal("each load is told of", place.rows("SELECT count(*) AS n FROM _loads"), [{"n": PROCESSES + 1}])


def check_failures_between(checks, folder):
    """A load that fails takes the file away that it made; the next one makes it anew."""
    bad = folder / "bad.ndjson"
    bad.write_text(Place.exports[0].read_text() + '{"event":"no time","properties":{}}\n')
    for round_number in range(3):
        place = Place(folder, "failures")
        ended = place.run_together(("--wait", "200", "ingest", "events", f"t{i}",
                                    bad if i % 2 == 0 else place.exports[i]) for i in range(PROCESSES))
        checks.equal(f"the bad ones fail, the good ones do not ({round_number})", [code for code, _ in ended],
                     [3 if i % 2 == 0 else 0 for i in range(PROCESSES)])
        good = [i for i in range(PROCESSES) if i % 2 == 1]
        checks.equal("their tables are there", sorted(place.tables()), [f"t{i}" for i in good])
        checks.that("and whole", all(place.is_whole(f"t{i}", place.exports[i]) for i in good), ended)
        checks.equal("nothing lies beside the database", place.left_beside(), [])



def check_readers(checks, folder):
    """Any number of them, side by side and between the loads."""
    place = Place(folder, "readers")
    place.run_together([("ingest", "events", "t", place.exports[0])])
    ended = place.run_together([("query", "SELECT count(*) FROM t")] * PROCESSES)
    checks.that("queries run side by side", all(code == 0 for code, _ in ended), ended)
    ended = place.run_together([("--wait", "200", "query", "SELECT count(*) FROM t")] * PROCESSES
                               + [("--wait", "200", "ingest", "events", "t", "--append", place.exports[1])] * 2)
    checks.that("and wait for loads, and loads for them", all(code == 0 for code, _ in ended), ended)
    checks.equal("nothing lies beside the database", place.left_beside(), [])

class SlowLoad:
    """Of standard input, to which nothing was written yet; it has come to wait for it.

    It may wait for the database too: the queries that ask whether it has the database hold it meanwhile."""

    def __init__(self, place, table, source="-"):
        self.process = subprocess.Popen(
            [place.program, "--db", str(place.database), "--wait", str(PATIENCE_SECONDS),
             "ingest", "events", table, "--progress", source],
            env=place.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.first_line = self.process.stderr.readline().decode()

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        self.process.stdin = None
        text = self.process.communicate(timeout=PATIENCE_SECONDS)[1].decode()
        return self.process.returncode, text


def is_locked(place):
    process = place.start("query", "SELECT 1")
    text = process.communicate(timeout=PATIENCE_SECONDS)[1].decode()
    return process.returncode == 1 and "database is locked" in text


def becomes_locked(place):
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_locked(place):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def check_silent_pipe(checks, folder):
    """Nobody is kept from the database by a load that has nothing to load."""
    place = Place(folder, "a silent pipe")
    export = place.exports[1].read_bytes()
    place.run_together([("ingest", "events", "t", place.exports[0])])
    for source in ("-", "/dev/stdin"):
        load = SlowLoad(place, "late" if source == "-" else "later", source)
        checks.equal(f"a load from {source} waits", load.first_line, "reading: 0 bytes\n")
        checks.equal("meanwhile a query has its answer", place.rows("SELECT count(*) AS n FROM t"), [{"n": EVENTS}])
        ended = place.run_together([("ingest", "events", "t", "--replace", place.exports[0])])
        checks.that("and another load is done", ended[0][0] == 0, ended)
        load.send(export[:100])
        checks.that("with its first byte the load takes the database", becomes_locked(place))
        load.send(export[100:])
        checks.that("and is done in the end", load.end()[0] == 0)
    for table in ("late", "later"):
        checks.that(f"with every record: {table}", place.is_whole(table, place.exports[1]))


def check_interrupted_wait(checks, folder):
    place = Place(folder, "a wait that is given up")
    load = SlowLoad(place, "t")
    load.process.send_signal(signal.SIGINT)
    code, text = load.end()
    checks.equal("a load that waits for its first byte is interrupted", code, 130)
    checks.that("and says so", "mpdata: interrupted: nothing was changed" in text, text)
    checks.that("no database was made", not place.database.exists())


def check_wrong_input(checks, folder):
    """What is wrong with the input is told although another process has the database."""
    place = Place(folder, "wrong input")
    missing = folder / "missing.ndjson"
    wrong = folder / "wrong.ndjson"
    wrong.write_text("no,json\n")
    load = SlowLoad(place, "t")
    load.send(place.exports[0].read_bytes())
    checks.that("a load has the database", becomes_locked(place))
    ended = place.run_together(("ingest", "events", "other", place.exports[1], path)
                               for path in (missing, wrong, folder, place.database))
    checks.that("the load has the database still", is_locked(place))
    for (code, text), reason in zip(ended, ("No such file or directory", "not valid JSON", "a folder", "a database")):
        checks.that(f"told at once: {reason}", code == 3 and reason in text and "locked" not in text, (code, text))
    ended = place.run_together([("ingest", "events", "other", place.exports[1])])
    checks.that("a good file is told of the lock", ended[0][0] == 1 and "database is locked" in ended[0][1], ended)
    checks.that("the load is done", load.end()[0] == 0)


def check_named_pipe(checks, folder):
    """Who writes to it has one reader from the first byte to the last."""
    place = Place(folder, "a named pipe")
    pipe = place.folder / "pipe"
    os.mkfifo(pipe)
    load = place.start("ingest", "events", "t", pipe)
    with open(pipe, "wb") as writer:
        writer.write(place.exports[0].read_bytes())
    load.communicate(timeout=PATIENCE_SECONDS)
    checks.equal("a load from a named pipe is done", load.returncode, 0)
    checks.that("with every record", place.is_whole("t", place.exports[0]))


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Place.program = arguments.mpdata
        for i in range(PROCESSES):
            Place.exports.append(folder / f"export{i}.ndjson")
            subprocess.run([arguments.generate, "events", "--events", str(EVENTS), "--seed", str(i + 1),
                            "--repeat-fraction", "0", "-o", Place.exports[i]], check=True)
        check_waiting(checks, folder)
        check_failing(checks, folder)
        check_appending(checks, folder)
        check_failures_between(checks, folder)
        check_readers(checks, folder)
        check_silent_pipe(checks, folder)
        check_interrupted_wait(checks, folder)
        check_wrong_input(checks, folder)
        check_named_pipe(checks, folder)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
