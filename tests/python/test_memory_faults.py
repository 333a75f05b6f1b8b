"""Where an allocation fails, a call of the extension raises MemoryError or gives what it gives, loses nothing, and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import mixpanel_data
import pytest

FAULTS = Path(__file__).with_name("memory_faults.py")

# The extension whose own allocations can fail, where the build has it (tests/injection.cmake).
INJECTED = Path(mixpanel_data.__file__).parents[2] / "tests" / "python"


def check_faults(folder: Path, *words: str, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, str(FAULTS), str(folder), *words],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["bad"] == []
    assert found["failed"] > 500, found
    assert found["is_flat"], found


def test_each_allocation_of_python_that_fails_is_told(tmp_path: Path) -> None:
    pytest.importorskip("_testcapi")
    check_faults(tmp_path)


@pytest.mark.skipif(not INJECTED.exists(), reason="a build with MPDATA_FAULTS has it")
def test_each_allocation_of_the_extension_that_fails_is_told(tmp_path: Path) -> None:
    rest = os.environ.get("PYTHONPATH", "").split(":")[1:]
    check_faults(tmp_path, "--injected", PYTHONPATH=":".join([str(INJECTED), *rest]))
