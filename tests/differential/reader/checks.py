"""One line for each check, and an exit code: what the scripts here have instead of a test framework."""

import argparse
import sys


class Checks:
    """Counts what failed. Each check prints one line; a failed one says why below it."""

    def __init__(self):
        self.failed = 0
        self.count = 0

    def that(self, name, is_good, reason=""):
        self.count += 1
        print(f"{'ok  ' if is_good else 'FAIL'} {name}")
        if not is_good:
            self.failed += 1
            for line in str(reason).splitlines():
                print(f"       {line}")
        sys.stdout.flush()
        return is_good

    def equal(self, name, found, wanted):
        return self.that(name, found == wanted, f"found  {found!r}\nwanted {wanted!r}")

    def between(self, name, found, least, most):
        return self.that(f"{name}: {found:.6g} of {least:g} to {most:g}", least <= found <= most)

    def exit_code(self):
        print(f"{self.count} checks, {self.failed} failed")
        return 1 if self.failed else 0


def parse_arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--mpdata", help="the command mpdata", required=True)
    parser.add_argument("--generate", help="the program mpdata_generate", required=True)
    return parser.parse_args()
