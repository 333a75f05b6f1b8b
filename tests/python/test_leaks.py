"""Opened, loaded, asked and closed over and over, nothing grows: objects, references, memory, descriptors, threads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = Path(__file__).with_name("leak_rounds.py")
# The allocators of C keep some; a lost batch or handle would be several times this much.
MOST_RSS_BYTES = 16 << 20


@pytest.mark.parametrize("kind, rounds", [("memory", 60), ("file", 20)])
def test_many_rounds_leave_nothing_behind(path: Path, kind: str, rounds: int) -> None:
    words = [] if kind == "memory" else [str(path)]
    done = subprocess.run(
        [sys.executable, str(ROUNDS), str(rounds), *words], capture_output=True, text=True, timeout=600
    )
    assert (done.stderr, done.returncode) == ("", 0)
    grown = json.loads(done.stdout)
    # Less than one of anything for each round.
    for name in ("objects", "blocks", "references"):
        assert grown[name] < rounds, grown
    assert grown["traced_bytes"] < 32 * rounds, grown
    assert grown["descriptors"] <= 0 and grown["threads"] <= 0, grown
    assert grown["rss_bytes"] < MOST_RSS_BYTES, grown
