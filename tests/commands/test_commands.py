#!/usr/bin/env python3
"""What holds for every command that `mpdata --help` lists, those to come included: closed and full outputs, tables that
are missing or not of its kind, hostile names, and the shape of errors.

How a command is called is read from its usage line; CALLS has those that need something else.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "differential"))

from reader.checks import Checks, parse_arguments
from reader.engine import execute

PATIENCE_SECONDS = 240
CALLS = {
    "ingest": ["ingest", "events", "loaded", "e.ndjson"],
    "drop": ["drop", "TABLE", "--yes"],
    "backup": ["backup", "copy.db"],
    "export": ["export", "TABLE"],
    "shell": ["shell"],
}
WORDS = {"TABLE": "TABLE", "NAME": "plan", "SQL": "SELECT 42 AS answer", "FILE": "e.ndjson", "COMMAND": "query",
         "FOLDER": ".", "OPTION": None}
# Beyond TABLE: a view, a table of the user's own, mpdata's own, and names that are SQL, options, paths or escapes.
HOSTILE_TABLES = ["a_view", "own", "_metadata", "", "events; DROP TABLE events", "events' OR '1'='1", 'a"b', "--help", "-n", "$(id)",
                  "two words", "ev\nents", "\x1b[31m", "日本", "é" * 60, "x" * 64, "../events", "main.events", "events--", "%s%n", "NULL"]
HOSTILE_NAMES = ["'; DROP TABLE events; --", '"; DROP TABLE events; --', "$.a[0]", "a.b", "$['x']", "'", '"', "\\", "", "\x01\x1b]0;t\x07",
                 "日本", "x" * 5000, "%s%n%d", "properties", "null", "a\nb"]


class Mpdata:
    def __init__(self, program, folder):
        self.program = str(Path(program).resolve())
        self.folder = folder
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", HOME=str(folder), TMPDIR=str(folder))
        for name in ("MPDATA_DB", "MPDATA_PROJECT"):
            self.environment.pop(name, None)

    def run(self, *words, database="work.db", **options):
        options.setdefault("stdout", subprocess.PIPE)
        command = [self.program, *(["--db", database] if database else []), *words]
        return subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, cwd=self.folder,
                              env=self.environment, timeout=PATIENCE_SECONDS, **options)

    def renew(self):
        """A database like the first, for commands that change it."""
        for path in self.folder.glob("work.db*"):
            path.unlink()
        (self.folder / "copy.db").unlink(missing_ok=True)
        shutil.copy(self.folder / "kept.db", self.folder / "work.db")

    def contents(self):
        done = self.run("query", "--format", "jsonl", "SELECT (SELECT count(*) FROM events) AS e, (SELECT count(*) FROM people) AS p,"
                        " (SELECT bit_xor(hash(properties::VARCHAR)) FROM events) AS h, (SELECT sum(i) FROM own) AS o")
        return done.stdout if done.returncode == 0 else done.stderr


class Command:
    def __init__(self, mpdata, name):
        self.name = name
        told = mpdata.run("help", name, database=None).stdout.decode()
        self.usage = told.split("\n")[0]
        self.options = set(re.findall(r"^  (?:-\w,|   ) (--[a-z-]+)", told, re.MULTILINE))
        self.call = CALLS.get(name) or [name, *self.words_of_usage()]
        self.takes_table = "TABLE" in self.call and name != "ingest"

    def words_of_usage(self):
        """The words that must stand there, and those in brackets that are known."""
        text = self.usage.split(f"mpdata {self.name}", 1)[1]
        text = re.sub(r"\[-[^]]*\]|\[OPTION\]\.\.\.", "", text)
        words = [word.strip("[]'.") for word in text.split()]
        return [WORDS.get(word, word.split("|")[0]) for word in words if WORDS.get(word, word)]

    def words(self, table="events", name=None):
        found = [table if word == "TABLE" else word for word in self.call]
        if name is not None and "plan" in found:
            found[found.index("plan")] = name
        return found


def commands(mpdata):
    lines = mpdata.run("--help", database=None).stdout.decode().split("\n\n")[1].split("\n")
    return [Command(mpdata, part.split()[0]) for line in lines for part in (line[:41], line[41:]) if part.strip()]


def lives(done):
    """It ended by itself, with an exit code of ours."""
    return done.returncode in (0, 1, 3, 4)


def describe(done):
    return f"exit code {done.returncode}\n{(done.stderr or b'').decode(errors='replace')}"


def check_output(checks, mpdata, command):
    """A reader that goes away is no failure; a full or closed output is told of, unless nothing is written."""
    mpdata.renew()
    plain = mpdata.run(*command.words())
    checks.that(f"{command.name}: goes well", plain.returncode == 0, describe(plain))
    if plain.returncode == 0:
        mpdata.renew()
        quiet = mpdata.run("-q", *command.words())
        checks.equal(f"{command.name}: -q leaves standard error empty", (quiet.returncode, quiet.stderr), (0, b""))
    mpdata.renew()
    reader, writer = os.pipe()
    os.close(reader)
    gone = mpdata.run(*command.words(), stdout=writer)
    os.close(writer)
    checks.that(f"{command.name}: a reader that went away", gone.returncode == 0 and b"can't write" not in gone.stderr, describe(gone))
    mpdata.renew()
    with open("/dev/full", "wb") as full:
        done = mpdata.run(*command.words(), stdout=full)
    wanted = 1 if plain.stdout else 0
    checks.that(f"{command.name}: a full disk", done.returncode == wanted and (wanted == 0 or b"No space left" in done.stderr), describe(done))
    mpdata.renew()
    closed = mpdata.run(*command.words(), stdout=None, preexec_fn=lambda: os.close(1))
    checks.that(f"{command.name}: standard output closed", closed.returncode == wanted and (wanted == 0 or b"can't write" in closed.stderr), describe(closed))


def check_untouched(checks, mpdata, name, before):
    checks.equal(f"{name}: the data is as it was", mpdata.contents(), before)


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def check_output_file(checks, mpdata, command):
    """Behind -o: a full device, a file that may not grow, a folder, a folder that is not there. Nothing is left half-written."""
    if "--output" not in command.options:
        return
    mpdata.renew()
    before = mpdata.contents()
    words = [word for word in command.words()]
    full = mpdata.run(*words, "-o", "/dev/full")
    checks.that(f"{command.name}: -o /dev/full", full.returncode == 1 and b"No space left" in full.stderr, describe(full))
    (mpdata.folder / "kept.csv").write_text("kept")
    # As a full disk would, the system refuses to write on. The limit holds for files alone, and needs no rights.
    cut = mpdata.run(*words, "-o", "kept.csv", preexec_fn=limit_files)
    small = cut.returncode == 0 and (mpdata.folder / "kept.csv").stat().st_size <= 100
    checks.that(f"{command.name}: -o to a disk that is full", small or (cut.returncode == 1 and b"File too large" in cut.stderr and (mpdata.folder / "kept.csv").read_text() == "kept"), describe(cut))
    for path, code in ((".", 3), ("missing/x.csv", 1), ("work.db", 3), ("work.db.wal", 3)):
        done = mpdata.run(*words, "-o", path)
        checks.that(f"{command.name}: -o {path}", done.returncode == code and done.stderr, describe(done))
    left = [path.name for path in mpdata.folder.iterdir() if path.name.startswith(("kept.csv.", "work.db."))]
    checks.equal(f"{command.name}: nothing half-written is left", left, [])
    check_untouched(checks, mpdata, f"{command.name} -o", before)


def error_of(done):
    """The one object of --json, or None."""
    try:
        lines = [json.loads(line) for line in done.stderr.decode().split("\n") if line]
    except ValueError:
        return None
    return lines[0] if len(lines) == 1 else None


def check_errors(checks, mpdata, command):
    """Every wrong call has an exit code and a message, as text and as an object that says the same."""
    mpdata.renew()
    before = mpdata.contents()
    wrong = {"an unknown option": ([*command.words(), "--no-such-option"], "ARGUMENT", 3, "work.db"),
             "a word too many": ([*command.words(), *(["one"] * (0 if "..." in command.usage and command.name == "ingest" else 3))], "ARGUMENT", 3, "work.db"),
             "--wait without a number": ([*command.words(), "--wait", "soon"], "ARGUMENT", 3, "work.db")}
    if command.name == "ingest":
        del wrong["a word too many"]
    opens = mpdata.run(*command.words(), database="folder").returncode != 0
    if opens:
        wrong["a folder in place of a database"] = (command.words(), None, None, "folder")
        wrong["another file in place of a database"] = (command.words(), "NOT_A_DATABASE", 3, "e.ndjson")
        if command.name != "ingest":
            wrong["no such database"] = (command.words(), "DATABASE_NOT_FOUND", 4, "none.db")
    if command.takes_table:
        wrong["a missing table"] = (command.words(table="nothing"), "TABLE_NOT_FOUND", 4, "work.db")
        wrong["no table"] = ([word for word in command.words() if word != "events"][:1], "ARGUMENT", 3, "work.db")
    for what, (words, code, exit_code, database) in wrong.items():
        plain = mpdata.run(*words, database=database)
        told = error_of(mpdata.run("--json", *words, database=database))
        good = told is not None and told["message"] and told["exit"] == plain.returncode and plain.returncode in (1, 3, 4)
        good = good and (code is None or (told["code"], plain.returncode) == (code, exit_code))
        good = good and plain.stderr.startswith(b"mpdata: ") and plain.stdout == b""
        checks.that(f"{command.name}: {what}", good, f"{describe(plain)}{told}")
    check_untouched(checks, mpdata, f"{command.name}, called wrongly", before)


def check_hostile(checks, mpdata, command):
    """Whatever a table or a column is called: an answer or an error, nothing run, nothing raw on the terminal."""
    if not command.takes_table:
        return
    mpdata.renew()
    before = mpdata.contents()
    bad = []
    for table in HOSTILE_TABLES:
        done = mpdata.run(*command.words(table=table))
        if not lives(done) or (done.returncode != 0 and not done.stderr) or b"\x1b" in done.stderr:
            bad.append((table, describe(done)))
    checks.equal(f"{command.name}: {len(HOSTILE_TABLES)} tables of another kind, or with hostile names", bad, [])
    check_untouched(checks, mpdata, f"{command.name} and hostile tables", before)
    for what, table in (("a view", "a_view"), ("a table of the user's own", "own")):
        told = error_of(mpdata.run("--json", *command.words(table=table)))
        checks.that(f"{command.name}: {what} is told from a table that is missing",
                    told is not None and told["exit"] == 4 and "did not load" in told["message"], told)
    if "plan" not in command.call:
        return
    bad = []
    for name in HOSTILE_NAMES:
        done = mpdata.run(*command.words(name=name))
        if not lives(done) or (done.returncode != 0 and not done.stderr):
            bad.append((name, describe(done)))
    checks.equal(f"{command.name}: {len(HOSTILE_NAMES)} hostile names of columns and properties", bad, [])
    check_untouched(checks, mpdata, f"{command.name} and hostile columns", before)


def check_other_type(checks, mpdata, command):
    """Profiles where events are wanted, and the other way round."""
    if not command.takes_table:
        return
    mpdata.renew()
    done = mpdata.run(*command.words(table="people"))
    told = error_of(mpdata.run("--json", *command.words(table="people"))) if done.returncode != 0 else None
    checks.that(f"{command.name}: of profiles, an answer or an error that says why",
                done.returncode == 0 or (done.returncode == 3 and told is not None and "people" in told["message"]), describe(done))


def make_database(mpdata, generate):
    (mpdata.folder / "folder").mkdir()
    subprocess.run([generate, "events", "--events", "200", "-o", mpdata.folder / "e.ndjson"], check=True)
    (mpdata.folder / "p.ndjson").write_text('{"$distinct_id":"ann","$properties":{"plan":"pro"}}\n{"$distinct_id":"bob","$properties":{}}\n')
    for kind, table, path in (("events", "events", "e.ndjson"), ("profiles", "people", "p.ndjson")):
        done = mpdata.run("-q", "ingest", kind, table, path, database="kept.db")
        if done.returncode != 0:
            sys.exit(describe(done))
    execute(mpdata.program, mpdata.folder / "kept.db", "CREATE VIEW a_view AS SELECT * FROM events",
            "CREATE TABLE own (i INTEGER)", "INSERT INTO own VALUES (7)")


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        mpdata = Mpdata(arguments.mpdata, Path(name))
        make_database(mpdata, arguments.generate)
        found = commands(mpdata)
        checks.that("the commands are found", {"ingest", "query", "drop", "help"} <= {command.name for command in found})
        for command in found:
            for check in (check_output, check_output_file, check_errors, check_hostile, check_other_type):
                check(checks, mpdata, command)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
