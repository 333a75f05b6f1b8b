#!/usr/bin/env python3
"""The program that makes manual pages and completions: it makes all of them, the same ones each time, or says what it can't.

    tests/manual/test_program.py --manual build/release/bin/mpdata_manual --share build/release/share
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "src" / "manual"
DAY = "2026-11-25"
PAGE = Path("man/man1/mpdata.1")
COMPLETIONS = (Path("bash-completion/completions/mpdata"), Path("zsh/site-functions/_mpdata"),
               Path("fish/vendor_completions.d/mpdata.fish"))


class Checks:
    def __init__(self, options):
        self.options = options
        self.passed = 0
        self.failed = 0

    def make(self, *words):
        return subprocess.run([self.options.manual, *map(str, words)], capture_output=True, text=True, timeout=60)

    def check(self, name, is_good, seen=""):
        self.passed += bool(is_good)
        self.failed += not is_good
        if not is_good:
            print(f"FAIL {name}: {seen}")

    def refuses(self, name, said, *words, code=1):
        done = self.make(*words)
        self.check(name, done.returncode == code and said in done.stderr, (done.returncode, done.stderr))


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def makes_all(checks, base):
    """What the build has made is what it makes again, but for the day."""
    first, second = base / "first", base / "second"
    done = [checks.make(SOURCES, DAY, folder) for folder in (first, second, second)]
    checks.check("it is silent", all((d.returncode, d.stdout, d.stderr) == (0, "", "") for d in done), done)
    checks.check("the same files each time", files(first) == files(second))
    built = {path: text for path, text in files(checks.options.share).items() if path.name != "made"}
    checks.check("the files of the build", sorted(files(first)) == sorted(built), sorted(files(first)))
    checks.check("the completions of the build", all(files(first)[path] == built[path] for path in COMPLETIONS))
    checks.check("the day stands in the page", DAY in (first / PAGE).read_text())


def says_what_it_can_not(checks, base):
    checks.refuses("too few words", "usage: mpdata_manual", SOURCES, code=2)
    (base / "file").touch()
    checks.refuses("a file where a folder should be", "Not a directory", SOURCES, DAY, base / "file" / "share")
    (base / "taken" / PAGE).mkdir(parents=True)
    checks.refuses("a folder where a page should be", "Is a directory", SOURCES, DAY, base / "taken")
    checks.refuses("a path that is too long", "too long", SOURCES, DAY, "x/" * 2100)
    checks.refuses("sources that are not there", "No such file", base / "nothing", DAY, base / "no-sources")
    for path in (PAGE, *COMPLETIONS):
        folder = base / f"full-{path.name}"
        (folder / path).parent.mkdir(parents=True)
        (folder / path).symlink_to("/dev/full")
        checks.refuses(f"a full disk under {path}", "can't be written", SOURCES, DAY, folder)
    for path in COMPLETIONS:
        folder = base / f"taken-{path.name}"
        (folder / path).mkdir(parents=True)
        checks.refuses(f"a folder where {path} should be", "Is a directory", SOURCES, DAY, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manual", required=True)
    parser.add_argument("--share", required=True, type=Path)
    checks = Checks(parser.parse_args())
    with tempfile.TemporaryDirectory(prefix="mpdata-manual-") as base:
        makes_all(checks, Path(base))
        says_what_it_can_not(checks, Path(base))
    print(f"manual program: {checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
