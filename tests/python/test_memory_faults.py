"""Where an allocation fails, a call of the extension raises MemoryError or gives what it gives, loses nothing, and goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FAULTS = Path(__file__).with_name("memory_faults.py")
# Of well over a thousand faults: the interpreter's own caches.
MOST_BLOCKS = 100


def test_each_allocation_of_python_that_fails_is_told(tmp_path: Path) -> None:
    pytest.importorskip("_testcapi")
    done = subprocess.run([sys.executable, str(FAULTS), str(tmp_path)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["bad"] == []
    assert found["failed"] > 500, found
    assert found["grown_blocks"] < MOST_BLOCKS, found
