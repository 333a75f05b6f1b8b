#!/usr/bin/env python3
"""The shell on a terminal: what its user types, and what comes of it."""

import os
import re
import stat
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "differential"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "terminal"))

from pseudo_terminal import CTRL_C, CTRL_D, PATIENCE_SECONDS, Session
from reader.checks import Checks, parse_arguments

PROMPT = b"mpdata> "
MORE = b"     -> "
TAB = b"\t"
UP = b"\x1b[A"
ENDLESS = b"SELECT count(*) FROM range(100000000000) a, range(1000) b;\n"
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]")


class Shell(Session):
    """Waits for what was typed to be answered: each call looks at what came since the one before."""

    def __init__(self, *arguments, **options):
        self.seen = 0
        super().__init__(*arguments, **options)

    def reach(self, text, seconds=PATIENCE_SECONDS):
        """What came up to the text; None where it does not come."""
        end = time.monotonic() + seconds
        while text not in self.output[self.seen:]:
            if time.monotonic() > end or not self._read(end - time.monotonic()):
                break
        at = self.output.find(text, self.seen)
        if at < 0:
            return None
        came = self.output[self.seen:at + len(text)]
        self.seen = at + len(text)
        return came

    def answer(self, line):
        """What is on the screen behind a line that was typed, up to the next prompt, as text."""
        self.send(line.encode() + b"\n")
        if self.reach(b"\r\n") is None:
            return ""
        came = self.reach(PROMPT)
        return "" if came is None else plain(came[:-len(PROMPT)])

    def leave(self):
        self.send(CTRL_D)
        return self.finish(60)


def plain(output):
    return ESCAPES.sub(b"", output).decode(errors="replace").replace("\r\n", "\n").replace("\r", "").rstrip("\n")


class Mpdata:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.database = folder / "shell.db"
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm", HOME=str(folder), NO_COLOR="1", PAGER="")
        for name in ("MPDATA_DB", "MPDATA_PROJECT", "MPDATA_HISTORY", "LESS"):
            self.environment.pop(name, None)

    def run(self, *arguments, text=None):
        return subprocess.run([self.program, "--db", str(self.database), *map(str, arguments)], capture_output=True,
                              check=False, input=text or b"", env=self.environment, timeout=PATIENCE_SECONDS)

    def shell(self, *arguments, environment=None, **options):
        """At its first prompt."""
        session = Shell([self.program, "--db", str(self.database), "shell", *arguments],
                        environment=dict(self.environment, **(environment or {})), **options)
        session.greeting = session.reach(PROMPT)
        return session


def check_statements(checks, mpdata):
    with mpdata.shell() as shell:
        greeting = plain(shell.greeting or b"")
        checks.that("the greeting names the database and what it holds",
                    str(mpdata.database) in greeting and "1 table, 300 rows, for reading" in greeting, greeting)
        checks.that("without colours nothing but text is sent before the prompt", b"\x1b[1" not in shell.greeting,
                    shell.greeting)
        checks.equal("a statement is answered", shell.answer("SELECT 6 * 7 AS answer;"), "answer\n──────\n    42")
        shell.send(b"SELECT count(*) AS n\n")
        first = shell.reach(MORE)
        shell.send(b"FROM events WHERE 'a\n")
        quote = shell.reach(b"     '> ")
        checks.that("a statement goes on over lines, and the prompt tells of an open quote", first and quote, shell.output)
        checks.equal("it runs at its semicolon", shell.answer("' <> ';';"), "  n\n───\n300")
        checks.equal("wide characters are typed and shown", shell.answer("SELECT '日本語' AS 列;"), "列\n──────\n日本語")
        checks.that("a command is answered", "event_name" in shell.answer("\\d events"), shell.output)
        checks.that("quit is a word, too, at the start", not shell.send(b"quit\n") and shell.finish(60) == 0, shell.output)
    with mpdata.shell() as shell:
        checks.equal("Ctrl-D leaves", shell.leave(), 0)


def check_errors(checks, mpdata):
    with mpdata.shell() as shell:
        shell.send(b"SELECT event_name,\n")
        shell.reach(MORE)
        error = shell.answer("       evnt_name FROM events;").split("\n")
        checks.that("an error names what may have been meant", '"event_name"' in error[1], error)
        line, caret = error[-2:]
        checks.that("and points at its place in a statement of several lines",
                    line.startswith("LINE 2: ") and line[caret.index("^"):].startswith("evnt_name"), error)
        checks.equal("the shell goes on", shell.answer("SELECT 1 AS a;"), "a\n─\n1")
    with mpdata.shell(columns=40) as shell:
        error = shell.answer("SELECT 'a long text, longer than the terminal is wide' AS a, nowhere FROM events;")
        line, caret = error.split("\n")[-2:]
        checks.that("on a narrow terminal the place is cut out",
                    len(line) <= 40 and line[caret.index("^"):].startswith("nowhere"), error)


def check_interruptions(checks, mpdata):
    with mpdata.shell() as shell:
        shell.send(b"SELECT nonsense, ")
        shell.reach(b"nonsense, ")
        shell.send(CTRL_C)
        checks.that("Ctrl-C drops the line", shell.reach(PROMPT), shell.output)
        shell.send(b"SELECT 'a\n")
        shell.reach(b"'> ")
        shell.send(CTRL_C)
        checks.that("and the lines before it", shell.reach(PROMPT), shell.output)
        checks.equal("what is typed next is a statement of its own", shell.answer("SELECT 1 AS a;"), "a\n─\n1")
        for _ in range(2):
            shell.send(ENDLESS)
            shell.reach(b";\r\n")
            time.sleep(0.5)
            shell.send(CTRL_C)
            came = shell.reach(PROMPT, 60)
            checks.that("Ctrl-C interrupts a query and not the shell", came and b"interrupted" in came, shell.output)
        checks.equal("which answers the next one", shell.answer("SELECT 2 AS a;"), "a\n─\n2")
        checks.equal("and ends well", shell.leave(), 0)


def check_history(checks, mpdata):
    history = mpdata.folder / ".mpdata_history"
    history.unlink(missing_ok=True)
    with mpdata.shell() as shell:
        shell.send(b"SELECT 'first'\n")
        shell.reach(MORE)
        shell.answer("AS word;")
        shell.answer("SELECT 2 AS second;")
        shell.answer(" SELECT 'secret';")
        shell.process.kill()
        shell.process.wait()
    checks.equal("the history is its owner's alone", stat.S_IMODE(history.stat().st_mode), 0o600)
    checks.equal("it has statements whole, though the shell was killed", history.read_text(),
                 "SELECT 'first'\\nAS word;\nSELECT 2 AS second;\n")
    with mpdata.shell() as shell:
        shell.send(UP + UP)
        shell.reach(b"AS word;")
        shell.send(b"\n")
        came = shell.reach(PROMPT)
        checks.that("the arrow keys bring it back", came and "first" in plain(came), shell.output)
        shell.send(UP)
        shell.reach(b"AS word;")
        shell.send(TAB)
        checks.that("Tab lists below all of its lines", shell.reach(b"event_time") and shell.reach(b"AS word;"), shell.output)
        shell.send(b"\n")
        came = shell.reach(PROMPT)
        checks.that("and leaves it as it is", came and "first" in plain(came), shell.output)
    with mpdata.shell(environment={"MPDATA_HISTORY": str(mpdata.folder / "no" / "history")}) as shell:
        checks.that("a history that can't be kept is told", b"What you type is not kept" in shell.greeting, shell.greeting)


def check_completion(checks, mpdata):
    with mpdata.shell() as shell:
        # By itself: a tab that comes with others is one that was pasted.
        shell.send(b"SELECT count(*) AS n FROM ev")
        shell.reach(b"FROM ev")
        shell.send(TAB)
        checks.that("Tab completes a table", shell.reach(b"ents "), shell.output)
        shell.send(b"WHERE event_name = 'Sig")
        shell.reach(b"'Sig")
        shell.send(TAB)
        checks.that("and the name of an event", shell.reach(b"n Up'"), shell.output)
        shell.send(b";\n")
        checks.that("so that it runs", shell.reach(PROMPT), shell.output)
        shell.send(b"SELECT prop(properties, '$br")
        shell.reach(b"'$br")
        shell.send(TAB)
        shell.reach(b"owser")
        shell.send(TAB)
        checks.that("of several names it lists all", shell.reach(b"$browser_version"), shell.output)
        shell.reach(b"'$browser")
        shell.send(CTRL_C)
        shell.reach(PROMPT)
        shell.send(b"\\summ")
        shell.reach(b"summ")
        shell.send(TAB)
        checks.that("commands are completed", shell.reach(b"arize "), shell.output)
        shell.send(CTRL_C)
        shell.reach(PROMPT)
        checks.equal("a tab that was pasted is a blank", shell.answer("SELECT\t1\tAS\ta;"), "a\n─\n1")
        shell.send(b"SELECT '\xff' AS x;\n")
        checks.that("a byte that is no character is shown as one that stands for any", "\n\ufffd" in plain(shell.reach(PROMPT) or b""),
                    shell.output)
        shell.send(b"SELECT EVENT")
        shell.reach(b"EVENT")
        shell.send(TAB)
        checks.that("what names have in common replaces what was typed of it", shell.reach(b"event"), shell.output)
        shell.send(CTRL_C)
        shell.reach(PROMPT)
        shell.answer('CREATE TEMP VIEW "evident view" AS SELECT 1 AS a;')
        shell.send(b"SELECT 1 FROM ev")
        shell.reach(b"FROM ev")
        shell.send(TAB)
        checks.that("where they have nothing in common, as one needs quotes, they are listed",
                    shell.reach(b"evident view") and shell.reach(b"FROM ev"), shell.output)


def check_names(checks, mpdata):
    """Of a database that was let go, whatever names it."""
    subprocess.run([mpdata.program, "-q", "--project", "7", "ingest", "events", "projected", mpdata.folder / "events.ndjson"],
                   env=mpdata.environment, check=True, timeout=PATIENCE_SECONDS)
    named = {"MPDATA_DB": str(mpdata.database)}
    for words, environment, table in (((), named, "events"), (("--project", "7"), {}, "projected"),
                                      ((), {"MPDATA_PROJECT": "7"}, "projected")):
        with Shell([mpdata.program, *words, "-q"], environment=dict(mpdata.environment, **environment)) as shell:
            shell.reach(PROMPT)
            time.sleep(1.5)
            shell.send(f"SELECT 1 FROM {table[:2]}".encode())
            shell.reach(table[:2].encode())
            shell.send(TAB)
            checks.that(f"Tab opens it again: {words or environment}", shell.reach(table[2:].encode() + b" ", 10), shell.output)
            shell.send(CTRL_C)
            shell.reach(PROMPT)
            shell.leave()
    with mpdata.shell() as shell:
        shell.send(b"SELECT 'no text ends here\n")
        shell.reach(b"'> ")
        shell.send(b"x" + TAB)
        checks.that("within a text that a line before began nothing is completed", shell.reach(b"\x07"), shell.output)
        shell.send(CTRL_C)
        shell.reach(PROMPT)
        shell.send(b"SELECT 1\n")
        shell.reach(MORE)
        shell.send(b"FROM ev")
        shell.reach(b"FROM ev")
        shell.send(TAB)
        checks.that("a statement of several lines is completed as one", shell.reach(b"ents "), shell.output)


def check_wait(checks, mpdata):
    """For a load that has the database."""
    waiting = mpdata.shell()
    time.sleep(1.5)
    holder = subprocess.Popen([mpdata.program, "--db", str(mpdata.database), "shell", "--write"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=mpdata.environment)
    holder.stdin.write(b"BEGIN; SELECT 'held' AS word;\n")
    holder.stdin.flush()
    while b"held" not in holder.stdout.readline():
        pass
    with waiting as shell:
        shell.send(b"SELECT 1 FROM eve")
        shell.reach(b"FROM eve")
        shell.send(TAB)
        checks.that("without its database Tab knows no names, and does not wait for it", shell.reach(b"\x07", 10), shell.output)
        time.sleep(1.5)  # It lets go what it does not have.
    with Shell([mpdata.program, "--db", str(mpdata.database), "shell"], environment=mpdata.environment) as shell:
        checks.that("a shell waits for a database that is in use, and says so", shell.reach(b"Ctrl-C gives up"), shell.output)
        shell.send(CTRL_C)
        checks.equal("until Ctrl-C", shell.finish(60), 130)
    with Shell([mpdata.program, "--db", str(mpdata.database), "--wait", "1", "shell"], environment=mpdata.environment) as shell:
        checks.that("or as long as it was told to", shell.finish(60) == 1 and b"up to 1 s" in shell.output, shell.output)
    done = mpdata.run("--json", "tables")
    checks.that("a program is told of the lock, and not what to do", done.returncode == 1 and done.stderr.count(b"\n") == 1 and
                b"database_locked" in done.stderr.lower(), done.stderr)
    holder.stdin.close()
    checks.equal("what held it ends well", holder.wait(60), 0)


def check_pager(checks, mpdata):
    paged = mpdata.folder / "paged.txt"
    pager = {"PAGER": f"cat >{paged}"}
    with mpdata.shell(environment=pager) as shell:
        shell.answer("SELECT 1 AS a;")
        checks.that("what fits the screen needs no pager", not paged.exists() and b"1" in shell.output, shell.output)
        shell.answer("SELECT range AS n FROM range(30);")
        checks.equal("what is too long goes to the pager", paged.read_text().split(), ["n", "──"] + [str(n) for n in range(30)])
        shell.answer("SELECT repeat('x', 90) AS wide, 'end' AS last;")
        checks.that("what is too wide, too, and is not cut", "x" * 90 + "  end" in paged.read_text(), paged.read_text())
        paged.unlink()
        shell.answer("\\pager off")
        narrow = shell.answer("SELECT repeat('x', 90) AS wide, 'end' AS last;")
        checks.that("without it a table fits the screen", "…" in narrow and "end" in narrow and not paged.exists(), narrow)
        long = shell.answer("\\?") + shell.answer("\\keys events --format jsonl")
        checks.that("nor has what a command lists one", "browser" in long and not paged.exists(), long)
        shell.answer("\\pager on")
        shell.answer("\\format csv")
        shell.answer("SELECT range AS n FROM range(1000000);")
        with open(paged, "rb") as stream:
            checks.equal("a long result streams into it whole", sum(1 for _ in stream), 1000001)
    tools = mpdata.folder / "tools"
    tools.mkdir()
    usual = dict(mpdata.environment, PATH=f"/no/such/folder:{tools}", MPDATA_HISTORY="")
    del usual["PAGER"]
    for name in ("more", "less"):
        (tools / name).write_text(f"#!/bin/sh\n/bin/cat >{paged}\necho \"$LESS\" >>{paged}\n")
        (tools / name).chmod(0o755)
        with Shell([mpdata.program, "--db", str(mpdata.database), "shell"], environment=dict(usual, LESS="R")) as shell:
            shell.reach(PROMPT)
            shell.answer("SELECT range AS n FROM range(30);")
            checks.equal(f"without $PAGER it is {name}, where that is there, with the user's options for it",
                         paged.read_text().split()[-2:] if paged.exists() else None, ["29", "R"])
        paged.unlink(missing_ok=True)
    for name, environment in (("none", dict(usual, PATH="")), ("cat", dict(usual, PAGER="cat"))):
        with Shell([mpdata.program, "--db", str(mpdata.database), "shell"], environment=environment) as shell:
            shell.reach(PROMPT)
            checks.that(f"where the pager is {name} all goes to the screen",
                        shell.answer("SELECT range AS n FROM range(30);").endswith("\n29"), shell.output)
    with mpdata.shell(environment=pager) as shell:
        shell.answer("SELECT '日本語' || chr(769) || repeat('é', 3000) AS wide;")
        checks.that("wide and combining characters reach the pager whole", "é" * 3000 in paged.read_text(), paged.read_text())
    with mpdata.shell(environment={"PAGER": "head -n 1 >/dev/null"}) as shell:
        checks.equal("a pager that is left early is no error", shell.answer("SELECT range AS n FROM range(1000);"), "")
        shell.answer("\\format csv")
        checks.equal("nor is one that is left before the end of the result",
                     shell.answer("SELECT range AS n FROM range(1000000000);"), "")
        checks.equal("the shell goes on", shell.answer("SELECT 1 AS a;"), "a\n1")


def check_settings(checks, mpdata):
    with mpdata.shell() as shell:
        checks.equal("a setting is told, whether it was changed", [shell.answer(line) for line in (
            "\\format", "\\format tsv", "\\format table", "\\rows 7", "\\rows 0", "\\pager", "\\pager", "\\timing on",
            "\\timing off", "\\o x.csv", "\\o", "help ;", "exit now")][:11],
            ["Format: table", "Format: tsv", "Format: table", "Rows of a table at most: 7", "Rows of a table at most: all",
             "Pager: off", "Pager: on", "Timing: on", "Timing: off", "The next result goes to x.csv",
             "The next result goes to the screen"])
        shell.send(CTRL_C)
        shell.reach(PROMPT)
        shell.answer("\\timing")
        checks.that("timing tells how long a statement took",
                    re.search(r"\n\(\d+ ms\)$|\n\([0-9.]+ s\)$", shell.answer("SELECT 1 AS a;")), shell.output)
        shell.answer(f"\\o {mpdata.folder}/out.csv")
        checks.that("a result goes to the file that was named",
                    shell.answer("SELECT 1 AS a;").startswith("(") and
                    (mpdata.folder / "out.csv").read_bytes() == b"a\r\n1\r\n", shell.output)
        checks.that("the one after it to the screen", "b\n─\n2" in shell.answer("SELECT 2 AS b;"), shell.output)


def check_colours(checks, mpdata):
    with Shell([mpdata.program, "--db", str(mpdata.database), "shell"], environment=dict(mpdata.environment, NO_COLOR="")) as shell:
        checks.that("on a terminal the prompt is bold", shell.reach(b"\x1b[1mmpdata>\x1b[0m"), shell.output)
        shell.send(b"SELEC;\n")
        checks.that("and the kind of an error red", shell.reach(b"\x1b[1;31mParser Error\x1b[0m"), shell.output)
    with mpdata.shell() as shell:
        shell.answer("SELEC;")
        checks.that("under NO_COLOR nothing is", re.search(rb"\x1b\[[0-9;]*m", shell.output) is None, shell.output)


def check_concurrency(checks, mpdata, events):
    with mpdata.shell() as shell:
        shell.send(b"SELECT count(*) AS n FROM ev")
        shell.reach(b"FROM ev")
        shell.send(TAB)
        shell.reach(b"ents ")
        shell.answer(";")
        time.sleep(1.5)
        loaded = mpdata.run("--wait", "60", "ingest", "events", "second", events)
        checks.equal("a shell that waits for its user lets a load through", loaded.returncode, 0)
        shell.send(b"SELECT 1 FROM sec")
        shell.reach(b"FROM sec")
        shell.send(TAB)
        checks.that("whose table Tab knows at once", shell.reach(b"ond ", 5), shell.output)
        shell.send(CTRL_C)
        shell.reach(PROMPT)
        checks.equal("and sees what it has loaded", shell.answer("SELECT count(*) AS n FROM second;"), "  n\n───\n300")
        note = shell.answer("CREATE TEMP TABLE kept AS SELECT 1 AS a;")
        checks.that("what a session holds keeps the file, and that is said", "\\release" in note, note)
        time.sleep(1.5)
        locked = mpdata.run("ingest", "events", "third", events)
        checks.that("the load that fails names the shell's process",
                    locked.returncode == 1 and str(shell.process.pid).encode() in locked.stderr, locked)
        checks.equal("and nothing is lost", shell.answer("SELECT a FROM kept;"), "a\n─\n1")
        shell.answer("\\release")
        checks.equal("\\release lets the file go", mpdata.run("--wait", "60", "ingest", "events", "third", events).returncode, 0)
        checks.that("with what the session held", "does not exist" in shell.answer("SELECT a FROM kept;"), shell.output)
        shell.answer("\\o /no/such/folder/out.csv")
        checks.that("a result that can't be shown is an error", "can't write" in shell.answer("BEGIN;"), shell.output)
        shell.answer("\\o")
        time.sleep(1.5)
        checks.equal("and the transaction that it began is still there", shell.answer("COMMIT;"), "")


def check_passing(checks, mpdata):
    for kind in ("--memory", "--ephemeral"):
        with Shell([mpdata.program, kind, "shell"], environment=mpdata.environment) as shell:
            shell.reach(PROMPT)
            shell.answer("CREATE TABLE t AS SELECT 1 AS a;")
            time.sleep(1.5)
            checks.equal(f"{kind}: what was made stays while nobody types", shell.answer("SELECT a FROM t;"), "a\n─\n1")
            checks.that(f"{kind}: \\release is refused", "end of this database" in shell.answer("\\release"), shell.output)
            checks.equal(f"{kind}: and it ends well", shell.leave(), 0)


def modes_of(shell):
    return termios.tcgetattr(shell.master)[:4]


def check_signals(checks, mpdata):
    program = [mpdata.program, "--db", str(mpdata.database), "shell"]
    with Shell(program, environment=mpdata.environment) as shell:
        before = modes_of(shell)
        shell.reach(PROMPT)
        shell.process.terminate()
        checks.equal("SIGTERM at the prompt ends the shell", shell.finish(60), 143)
        checks.equal("and leaves the terminal as it was", modes_of(shell), before)
    away = mpdata.folder / "away.db"
    with Shell(program, environment=mpdata.environment) as shell:
        before = modes_of(shell)
        shell.reach(PROMPT)
        time.sleep(1.5)
        mpdata.database.rename(away)
        lost = shell.answer("SELECT 1;")
        lost_too = shell.answer("\\d")
        away.rename(mpdata.database)
        shell.process.terminate()
        checks.equal("after a database that could not be opened, too", (shell.finish(60), modes_of(shell)), (143, before))
        checks.that("and that it could not was told", "shell.db" in lost and "shell.db" in lost_too, (lost, lost_too))
    with mpdata.shell() as shell:
        shell.send(ENDLESS)
        shell.reach(b";\r\n")
        time.sleep(0.5)
        shell.process.terminate()
        checks.equal("SIGTERM ends a shell whose query runs", shell.finish(60), 143)
    with mpdata.shell() as shell:
        shell.hang_up()
        checks.that("a terminal that is gone ends it", shell.process.wait(60) in (0, 129, -1), shell.process.returncode)


def check_bare(checks, mpdata):
    named = dict(mpdata.environment, MPDATA_DB=str(mpdata.database))
    with Shell([mpdata.program], environment=named) as shell:
        checks.that("mpdata alone is the shell, where a database is named", shell.reach(PROMPT), shell.output)
        shell.leave()
    with Shell([mpdata.program], environment=mpdata.environment) as shell:
        checks.that("without one it says what is missing", shell.finish(60) == 3 and b"--help" in shell.output, shell.output)
    with Shell([mpdata.program, "--db", str(mpdata.folder / "nowhere.db")], environment=mpdata.environment) as shell:
        checks.that("a database that is not there ends it at once",
                    shell.finish(60) == 4 and PROMPT not in shell.output, shell.output)
    done = mpdata.run("shell", text=b"SELECT 1 AS a;")
    checks.equal("without a terminal there is no prompt", (done.returncode, done.stdout.decode(), done.stderr),
                 (0, "a\n─\n1\n", b""))


def check_plain_lines(checks, mpdata):
    """Of a user who wants no editor."""
    home = mpdata.folder / "home"
    home.mkdir()
    (home / ".editrc").write_text("edit off\n")
    with mpdata.shell(environment={"HOME": str(home)}) as shell:
        checks.equal("without an editor lines are taken as they come", shell.answer("SELECT 1 AS a;"), "a\n─\n1")
        checks.equal("nothing is before a NUL at the start", shell.answer("\x00SELECT 2 AS b;"), "")
        shell.send(b"SELECT 2 \x00 AS b;\n")
        shell.reach(MORE)
        checks.equal("and a line ends with it", shell.answer("AS c;"), "c\n─\n2")


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mpdata = Mpdata(arguments.mpdata, folder)
        events = folder / "events.ndjson"
        subprocess.run([arguments.generate, "events", "--events", "300", "-o", events], check=True)
        mpdata.run("ingest", "events", "events", events)
        check_statements(checks, mpdata)
        check_errors(checks, mpdata)
        check_interruptions(checks, mpdata)
        check_history(checks, mpdata)
        check_completion(checks, mpdata)
        check_names(checks, mpdata)
        check_wait(checks, mpdata)
        check_pager(checks, mpdata)
        check_settings(checks, mpdata)
        check_colours(checks, mpdata)
        check_concurrency(checks, mpdata, events)
        check_passing(checks, mpdata)
        check_signals(checks, mpdata)
        check_bare(checks, mpdata)
        check_plain_lines(checks, mpdata)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
