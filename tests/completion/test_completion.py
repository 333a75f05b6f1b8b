#!/usr/bin/env python3
"""The completions for bash, zsh and fish, each in its shell: commands, options, formats, choices, files and tables.

    test_completion.py --mpdata FILE --generate FILE --share FOLDER SHELL...
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "differential"))

from reader.checks import Checks
from reader.engine import execute

PATIENCE_SECONDS = 240
# What a shell might run, expand or take for an option.
HOSTILE = ["$(touch pwned)", "`touch pwned`", ";touch pwned", "it's", 'a "b"', "two words", "*", "~", "-rf", "{a,b}",
           "$HOME", "<x>y|z&", "日本"]
# Can't be typed at all: no shell offers them.
UNTYPED = ["line\nbreak", "tab\tbed", "back\\slash"]


class Shell:
    def __init__(self, name, share, folder, environment):
        self.name = name
        self.folder = folder
        self.environment = environment
        script = HERE / f"{name}_offers.{name}"
        self.command = {
            "bash": ["bash", "--norc", script, share / "bash-completion/completions/mpdata"],
            "zsh": ["zsh", "-f", script, share / "zsh/site-functions"],
            "fish": ["fish", "--no-config", script, share / "fish/vendor_completions.d"],
        }[name]

    def offers(self, *lines):
        """For each line the set of words that the shell offers."""
        done = subprocess.run([*map(str, self.command), *lines], capture_output=True, text=True, check=False,
                              cwd=self.folder, env=self.environment, timeout=PATIENCE_SECONDS, stdin=subprocess.DEVNULL)
        found = {}
        for part in re.split(r"^== ", done.stdout, flags=re.MULTILINE)[1:]:
            line, _, rest = part.partition("\n")
            found[line] = set(re.findall(r"^<(.*)>$", rest, re.MULTILINE))
            # zsh shows them quoted, each character by itself.
            if self.name == "zsh":
                found[line] = {word.replace("\\", "") for word in found[line]}
        if done.returncode != 0 or done.stderr or set(found) != set(lines):
            sys.exit(f"{self.name}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return found

    def quoted(self, name):
        """As the shell writes it into the command line."""
        if self.name == "bash":
            return subprocess.run(["bash", "-c", 'printf %q "$1"', "-", name], capture_output=True, check=True,
                                  text=True).stdout
        return name


def commands_and_options(mpdata):
    """The commands as --help lists them, and all options of each, as `mpdata help COMMAND` lists them."""
    lines = subprocess.run([mpdata, "--help"], capture_output=True, check=True, text=True).stdout.split("\n\n")[1]
    names = [part.split()[0] for line in lines.split("\n") for part in (line[:41], line[41:]) if part.strip()]
    options = {}
    for name in names:
        told = subprocess.run([mpdata, "help", name], capture_output=True, check=True, text=True).stdout
        options[name] = set(re.findall(r"^  (?:-\w,|   ) (--[a-z-]+)", told, re.MULTILINE))
    return names, options


def check_commands(checks, shell, mpdata):
    names, options = commands_and_options(mpdata)
    found = shell.offers("mpdata ", "mpdata que", "mpdata --json que", "mpdata --db a.db que", "mpdata help br", "mpdata --vers")
    checks.equal(f"{shell.name}: all commands of --help", found["mpdata "], set(names))
    for line in ("mpdata que", "mpdata --json que", "mpdata --db a.db que"):
        checks.equal(f"{shell.name}: {line}", found[line], {"query"})
    checks.equal(f"{shell.name}: help of a command", found["mpdata help br"], {"breakdown"})
    checks.equal(f"{shell.name}: an option before a command", found["mpdata --vers"], {"--version"})
    for name, found in zip(names, shell.offers(*(f"mpdata {name} --" for name in names)).values()):
        checks.equal(f"{shell.name}: all options of {name}", {word for word in found if word.startswith("--")}, options[name])


def check_arguments(checks, shell):
    wanted = {
        "mpdata ingest --keep ": {"first", "last"},
        "mpdata ingest --primary-key ": {"yes", "no", "auto"},
        "mpdata ingest ": {"events", "profiles"},
        "mpdata ingest --append pro": {"profiles"},
        "mpdata breakdown --by w": {"week"},
        "mpdata query --format c": {"csv"},
        "mpdata tables --format mark": {"markdown"},
        "mpdata query --param ": set(),
        "mpdata query --max-rows ": set(),
    }
    for line, found in shell.offers(*wanted).items():
        checks.equal(f"{shell.name}: {line}", found, wanted[line])
    if shell.name != "bash":
        found = shell.offers("mpdata query --format=c")["mpdata query --format=c"]
        checks.that(f"{shell.name}: after an equals sign", found in ({"csv"}, {"--format=csv"}), found)
    else:
        # readline makes words of it: see COMP_WORDBREAKS.
        checks.equal("bash: after an equals sign", shell.offers("mpdata query --format = c")["mpdata query --format = c"], {"csv"})


def check_files(checks, shell):
    for line in ("mpdata ingest events t ", "mpdata ingest events t a.ndjson ", "mpdata query -o ", "mpdata --db "):
        found = shell.offers(line)[line]
        if shell.name == "bash":
            checks.equal(f"bash: {line}: readline looks for files", found, {"compopt -o default -o bashdefault"})
        else:
            checks.that(f"{shell.name}: {line}: files", "a.ndjson" in found, found)


def check_tables(checks, shell):
    names = {"events", *HOSTILE}
    wanted = {shell.quoted(name) for name in names}
    for line in ("mpdata --db t.db schema ", "mpdata --db=t.db schema ", "mpdata schema --db t.db ", "mpdata ingest events --db t.db "):
        if shell.name == "bash":
            line = line.replace("--db=t.db", "--db = t.db")
        found = shell.offers(line)[line]
        if line.endswith("events --db t.db "):
            checks.that(f"{shell.name}: {line}: the table", "events" in found, found)
        else:
            checks.equal(f"{shell.name}: {line}: all tables, whatever they are called", found, wanted)
    found = shell.offers("mpdata --db t.db schema eve", "mpdata --db none.db schema ", "mpdata schema ")
    checks.equal(f"{shell.name}: the beginning of a table's name", found["mpdata --db t.db schema eve"], {"events"})
    checks.equal(f"{shell.name}: no such database: nothing", found["mpdata --db none.db schema "], set())
    checks.equal(f"{shell.name}: no database: nothing", found["mpdata schema "], set())
    shell.environment["MPDATA_DB"] = "t.db"
    checks.equal(f"{shell.name}: the database of the environment", shell.offers("mpdata keys e")["mpdata keys e"], {"events"})
    del shell.environment["MPDATA_DB"]
    checks.that(f"{shell.name}: no name was run", not (shell.folder / "pwned").exists())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("mpdata", "generate", "share"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("shells", nargs="+")
    arguments = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bin").mkdir()
        (folder / "bin" / "mpdata").symlink_to(Path(arguments.mpdata).resolve())
        environment = dict(os.environ, HOME=name, LC_ALL="C.UTF-8", TERM="xterm",
                           PATH=f"{folder / 'bin'}:{os.environ['PATH']}")
        for variable in ("MPDATA_DB", "MPDATA_PROJECT"):
            environment.pop(variable, None)
        subprocess.run([arguments.generate, "events", "--events", "3", "-o", folder / "a.ndjson"], check=True)
        subprocess.run([arguments.mpdata, "-q", "--db", folder / "t.db", "ingest", "events", "events",
                        folder / "a.ndjson"], check=True)
        # mpdata makes no table of such a name; a database from elsewhere may have one all the same.
        for table in HOSTILE + UNTYPED:
            quoted, literal = '"' + table.replace('"', '""') + '"', "'" + table.replace("'", "''") + "'"
            execute(arguments.mpdata, folder / "t.db", f"CREATE TABLE {quoted} (i INTEGER)",
                    f"INSERT INTO _metadata SELECT * REPLACE ({literal} AS table_name) FROM _metadata WHERE table_name = 'events'")
        for shell_name in arguments.shells:
            shell = Shell(shell_name, Path(arguments.share).resolve(), folder, environment)
            check_commands(checks, shell, arguments.mpdata)
            check_arguments(checks, shell)
            check_files(checks, shell)
            check_tables(checks, shell)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
