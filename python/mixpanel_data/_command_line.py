"""The command `mpdata`: the same C program, in this process."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Runs the command with the words of sys.argv, and ends the process."""
    from mixpanel_data import _library, _native

    os.environ["MPDATA_DUCKDB_LIBRARY"] = _library.path()
    sys.exit(_native.run_command([os.fsencode(word) for word in ["mpdata", *sys.argv[1:]]]))
