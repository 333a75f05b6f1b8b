"""What the tests of the Python package share."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mixpanel_data
import pytest


@pytest.fixture
def engine() -> Iterator[mixpanel_data.StorageEngine]:
    """An engine in memory."""
    with mixpanel_data.StorageEngine.memory() as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be made."""
    return tmp_path / "company.db"


def an_event(number: int = 1, **properties: Any) -> dict[str, Any]:
    """An event of its own for each number."""
    return {
        "event_name": "Sign Up",
        "event_time": datetime.datetime(2026, 10, 1, 12, 0, number % 60, number),
        "distinct_id": f"user-{number}",
        "insert_id": f"insert-{number}",
        "properties": properties,
    }


def a_profile(number: int = 1, **properties: Any) -> dict[str, Any]:
    """A profile of its own for each number."""
    return {
        "distinct_id": f"user-{number}",
        "properties": properties,
        "last_seen": datetime.datetime(2026, 10, 1, 12, 0, number % 60),
    }
