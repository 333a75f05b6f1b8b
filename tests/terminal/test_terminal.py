#!/usr/bin/env python3
"""What the command shows on a terminal, and what it asks and hears there."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "differential"))

from pseudo_terminal import CTRL_C, CTRL_D, PATIENCE_SECONDS, Session, width_of
from reader.checks import Checks, parse_arguments

EVENTS = 2000
# Enough for the progress to be told of more than once by the fastest machine.
MANY_EVENTS = 100000

EVENTS_SQL = "SELECT * FROM events ORDER BY ALL LIMIT 20"
# Numbers must be whole wherever they are shown; texts are cut, between characters.
WIDE_SQL = """
    SELECT repeat('日本語テキスト', 1 + i::INT % 7) AS "列の名前", (123456789012345678 + i)::BIGINT AS number,
           'e' || chr(769) || repeat('é👩', i::INT % 60) AS mixed, i + 0.25 AS fraction, 'last' AS ending
    FROM range(20) AS t(i)"""
COLUMNS_SQL = "SELECT " + ", ".join(f"{10**9 + i} AS c{i}" for i in range(30))
# ESC, BEL, CSI as one character, backspace, a mark that turns the direction, DEL: raw, some terminals act on each.
CONTROLS = "chr(27) || '[31mred' || chr(7) || chr(155) || '2J' || chr(8) || chr(8238) || chr(127) || chr(13)"
RAW_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")

PROGRESS = re.compile(r"reading: [0-9.]+ \wB of [0-9.]+ MB \([0-9]+ %\), [0-9,]+ rows/s, [0-9].* left")


class Mpdata:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.database = folder / "terminal.db"
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm", HOME=str(folder))
        for name in ("MPDATA_DB", "MPDATA_PROJECT"):
            self.environment.pop(name, None)

    def command(self, *arguments):
        return [self.program, "--db", str(self.database), *map(str, arguments)]

    def run(self, *arguments):
        return subprocess.run(self.command(*arguments), capture_output=True, check=False,
                              stdin=subprocess.DEVNULL, env=self.environment,
                              timeout=PATIENCE_SECONDS)

    def session(self, *arguments, **options):
        return Session(self.command(*arguments), environment=self.environment, **options)

    def show(self, *arguments, **options):
        """The finished session."""
        with self.session(*arguments, **options) as session:
            session.finish()
        return session

    def rows(self, sql):
        done = self.run("query", "--format", "jsonl", sql)
        if done.returncode != 0:
            sys.exit(f"mpdata query {sql}: {done.stderr.decode(errors='replace')}")
        return [json.loads(line) for line in done.stdout.decode().split("\n") if line]

    def count(self, table):
        return self.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]

    def has(self, table):
        return bool(self.rows(f"FROM duckdb_tables() WHERE table_name = '{table}'"))


def generate(program, path, events):
    subprocess.run([program, "events", "--events", str(events), "-o", path], check=True)


def printed_lines(session):
    """As they were printed, and not as the terminal broke them."""
    return session.output.decode().replace("\r\n", "\n").rstrip("\n").split("\n")


def check_fit(checks, name, session):
    wide = [line for line in printed_lines(session) if width_of(line) > session.columns]
    checks.that(f"{name}: no line is wider than {session.columns} cells",
                session.code == 0 and not wide, f"exit code {session.code}\n" + "\n".join(wide))


def check_widths(checks, mpdata):
    for columns in (40, 80, 200):
        for name, sql in (("events", EVENTS_SQL), ("wide characters", WIDE_SQL),
                          ("many columns", COLUMNS_SQL)):
            session = mpdata.show("query", sql, columns=columns)
            check_fit(checks, name, session)
            checks.equal(f"{name}: nothing but text is sent to {columns} columns",
                         session.screen().other_controls, [])
        check_fit(checks, "tables", mpdata.show("tables", columns=columns))
        check_fit(checks, "schema", mpdata.show("schema", "events", columns=columns))


def check_cuts(checks, mpdata):
    for columns in (40, 80):
        lines = printed_lines(mpdata.show("query", EVENTS_SQL, columns=columns))
        checks.that(f"a text that is cut ends with an ellipsis, at {columns} columns",
                    any("…" in line for line in lines[2:]), lines)
    wide = mpdata.show("query", WIDE_SQL, columns=80)
    lines = printed_lines(wide)
    checks.that("wide characters are cut, too", any("…" in line for line in lines), wide.screen())
    numbers = [re.search(r"12345678901234\d+", line) for line in lines[2:22]]
    checks.equal("numbers are not cut", [n and int(n[0]) for n in numbers],
                 [123456789012345678 + i for i in range(20)])
    checks.that("columns stand below each other",
                len({width_of(line[:n.end()]) for line, n in zip(lines[2:22], numbers) if n}) == 1,
                wide.screen())


def check_left_out(checks, mpdata):
    session = mpdata.show("query", COLUMNS_SQL, columns=80)
    lines = printed_lines(session)
    found = re.fullmatch(r"\((\d+) of 30 columns .*\)", lines[-1])
    checks.that("columns that do not fit are said to be left out", found, session.screen())
    shown = int(found[1]) if found else 0
    checks.equal("as many as that are shown, whole", lines[2].split(),
                 [str(10**9 + i) for i in range(shown)])
    checks.between("and no fewer than fit", shown, 6, 7)
    session = mpdata.show("query", "SELECT i FROM range(250) AS t(i)")
    checks.that("rows that are left out are counted",
                printed_lines(session)[-1].startswith("(100 of 250 rows shown"), session.screen())


def check_redirected(checks, mpdata):
    path = mpdata.folder / "redirected.txt"
    with open(path, "wb") as stream:
        session = mpdata.show("query", EVENTS_SQL, columns=40, stdout=stream)
    text = path.read_text()
    longest = mpdata.rows(f"SELECT properties::VARCHAR AS p FROM ({EVENTS_SQL})")
    checks.equal("redirected output ends well, and the terminal sees none of it",
                 (session.code, session.output), (0, b""))
    checks.that("redirected output is not cut", "…" not in text and all(
        row["p"] in text for row in longest), text[:500])


def check_controls(checks, mpdata):
    shown = {
        "a value": mpdata.show("query", f"SELECT {CONTROLS} AS evil"),
        "a nested value": mpdata.show("query", f"SELECT [{{'a': {CONTROLS}}}] AS evil"),
        "a column's name": mpdata.show("query", 'SELECT 1 AS "\x1b[31m\x07\u009b2J\u202e"'),
        "an error that cites data": mpdata.show("query", f"SELECT ({CONTROLS})::INT"),
        "an error that cites the SQL": mpdata.show("query", "SELECT nothing\u009b2J('\u202e')"),
    }
    for name, session in shown.items():
        raw = RAW_CONTROLS.findall(session.output.decode().replace("\r\n", "\n"))
        checks.that(f"{name} sends no control character to the terminal",
                    not raw and len(session.output) > 10, f"{raw!r} in {session.output!r}")
    checks.that("what is not sent raw is shown escaped", b"\\x1b[31mred" in shown["a value"].output,
                shown["a value"].output)


def check_bars(checks, mpdata):
    for columns, cells in ((40, 10), (100, 20), (400, 40)):
        session = mpdata.show("breakdown", "events", columns=columns)
        checks.equal(f"the longest bar takes {cells} cells of {columns}",
                     max(line.count("█") for line in printed_lines(session)), cells)
    for words in (("--format", "csv"), ("-o", mpdata.folder / "bars.txt")):
        session = mpdata.show("breakdown", "events", *words)
        checks.that("what goes elsewhere has no bars", session.code == 0 and "█" not in session.output.decode(), session.output)


def check_binary(checks, mpdata):
    for name in ("parquet", "arrow"):
        session = mpdata.show("query", "SELECT 1 AS a", "--format", name)
        checks.that(f"a terminal is shown no {name}", session.code == 3 and b"name a file with -o" in session.output, session.output)


def check_quiet_sources(checks, mpdata, export):
    """Without a database, the files are loaded as ingest does."""
    command = [mpdata.program, "query", "--events", f"e={export}", "SELECT count(*) AS n FROM e"]
    for words, wanted in (((), True), (("-q",), False)):
        with Session([*command, *words], environment=mpdata.environment) as session:
            session.finish()
        checks.equal(f"the load of a question shows its progress, unless {words or 'nothing'} is said",
                     (session.code, b"reading: " in session.output), (0, wanted))


def check_progress(checks, mpdata, export):
    for columns in (120, 40):
        session = mpdata.show("ingest", "events", f"new{columns}", export, columns=columns)
        raw = session.output.decode()
        screen = session.screen()
        states = re.split(r"\r\x1b\[K", raw)
        checks.equal(f"a load on a terminal of {columns} columns ends well", session.code, 0)
        checks.that(f"the progress is wiped at the end, at {columns} columns",
                    screen.lines()[0].startswith(f"new{columns}: "), screen)
        checks.that(f"each state of the progress has one line, at {columns} columns",
                    all(width_of(state) < columns for state in states[:-1]), states)
        for part in ("reading: ", "finding repeats: ", "building the key: ", "writing the file: "):
            checks.that(f"{part.rstrip(': ')} is shown, at {columns} columns",
                        any(state.startswith(part) for state in states), states)
        if columns > 80:
            checks.that("progress tells bytes of bytes, rows/s and time left",
                        any(PROGRESS.fullmatch(state) for state in states), states)


def check_no_progress(checks, mpdata, export):
    session = mpdata.show("ingest", "events", "quiet", export, "--no-progress")
    checks.that("--no-progress shows none on a terminal", session.code == 0 and
                b"reading" not in session.output and b"\x1b" not in session.output, session.output)
    path = mpdata.folder / "errors.txt"
    with open(path, "wb") as stream:
        session = mpdata.show("ingest", "events", "unseen", export, stderr=stream)
    text = path.read_bytes()
    checks.that("nor where standard error is no terminal, although the rest is", session.code == 0 and
                session.output == b"" and text.startswith(b"unseen: ") and b"\r" not in text, text)


def check_drop(checks, mpdata):
    rows = f"{mpdata.count('events'):,}"
    for name, keys in (("n", b"n\n"), ("an empty line", b"\n"), ("Ctrl-D", CTRL_D),
                       ("another word", b"maybe\n")):
        with mpdata.session("drop", "events") as session:
            asked = session.wait_for(b"[y/N] ")
            session.send(keys)
            code = session.finish()
        lines = session.screen().lines()
        checks.that(f"drop asks, with the rows, and {name} keeps the table",
                    asked and f"events with {rows} rows?" in lines[0] and code == 1
                    and mpdata.has("events"), f"exit code {code}\n{session.screen()}")
        checks.equal(f"{name}: that nothing was dropped has a line of its own", lines[1:],
                     ["Nothing was dropped."])
    path = mpdata.folder / "asked.txt"
    with open(path, "wb") as stream:
        session = mpdata.show("drop", "events", stderr=stream)
    checks.that("where the question would not be seen it is not asked", session.code == 3 and mpdata.has("events"),
                path.read_text())
    with mpdata.session("drop", "events") as session:
        session.wait_for(b"[y/N] ")
        session.send(CTRL_C)
        code = session.finish()
    checks.that("Ctrl-C at the question ends it, and keeps the table",
                code == 130 and mpdata.has("events"), f"exit code {code}\n{session.screen()}")
    with mpdata.session("drop", "events") as session:
        session.wait_for(b"[y/N] ")
        session.send(b"y\n")
        code = session.finish()
    checks.that("y drops the table", code == 0 and not mpdata.has("events"),
                f"exit code {code}\n{session.screen()}")
    checks.equal("and what was kept about it",
                 mpdata.rows("SELECT * FROM _metadata WHERE table_name = 'events'"), [])
    beside = sorted(path.name for path in mpdata.folder.iterdir() if "terminal.db" in path.name)
    checks.equal("nothing is left beside the database", beside, ["terminal.db"])


def check_typed_sql(checks, mpdata):
    with mpdata.session("query") as session:
        asked = session.wait_for(b"Ctrl-D")
        session.send(b"SELECT 6 *\n7 AS answer\n")
        session.wait_for(b"answer")
        session.send(CTRL_D)
        code = session.finish(60)
    checks.that("SQL that is typed runs at the first Ctrl-D",
                asked and code == 0 and session.screen().lines()[-1].strip() == "42",
                f"exit code {code}\n{session.screen()}")
    with mpdata.session("query") as session:
        session.wait_for(b"Ctrl-D")
        session.send(b"SELECT 1\n")
        session.wait_for(b"SELECT 1\r\n")
        session.send(CTRL_C)
        code = session.finish()
    checks.that("Ctrl-C there ends it, and runs nothing",
                code == 130 and session.screen().lines()[-1] == "^C",
                f"exit code {code}\n{session.screen()}")


def check_half_a_terminal(checks, mpdata):
    """Where the answers are not to be seen there is no shell for people."""
    path = mpdata.folder / "answers.txt"
    with open(path, "wb") as answers, mpdata.session("shell", stdout=answers) as session:
        session.send(b"SELECT 1 AS a;\n")
        session.wait_for(b";\r\n")
        session.send(CTRL_D)
        checks.equal("what is typed is answered where standard output goes, without a prompt",
                     (session.finish(60), path.read_text()), (0, "a\n─\n1\n"))
    with open(path, "wb") as answers:
        session = mpdata.show(stdout=answers)
    checks.that("mpdata alone is no shell there", session.code == 3 and b"--help" in session.output, session.output)


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mpdata = Mpdata(arguments.mpdata, folder)
        generate(arguments.generate, folder / "few.ndjson", EVENTS)
        generate(arguments.generate, folder / "many.ndjson", MANY_EVENTS)
        mpdata.run("ingest", "events", "events", folder / "few.ndjson")
        check_widths(checks, mpdata)
        check_cuts(checks, mpdata)
        check_left_out(checks, mpdata)
        check_redirected(checks, mpdata)
        check_controls(checks, mpdata)
        check_bars(checks, mpdata)
        check_binary(checks, mpdata)
        check_quiet_sources(checks, mpdata, folder / "few.ndjson")
        check_progress(checks, mpdata, folder / "many.ndjson")
        check_no_progress(checks, mpdata, folder / "few.ndjson")
        check_typed_sql(checks, mpdata)
        check_half_a_terminal(checks, mpdata)
        check_drop(checks, mpdata)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
