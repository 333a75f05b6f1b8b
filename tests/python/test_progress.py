"""The bar that a load shows."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from conftest import an_event
from mixpanel_data import StorageEngine, _progress


EMPTY: dict[str, Any] = {}


class Bar:
    """What is used of tqdm."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.total: int | None = None
        self.shown = 0
        self.is_closed = False

    def update(self, records: int) -> None:
        self.shown += records

    def refresh(self) -> None:
        pass

    def close(self) -> None:
        self.is_closed = True


def test_the_bar_shows_what_the_load_has_done(engine: StorageEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    bars: list[Bar] = []

    def make(table: str) -> Bar:
        bars.append(Bar(table=table))
        return bars[-1]

    monkeypatch.setattr(_progress, "_make_bar", make)
    told: list[int] = []
    engine.create_events_table("events", (an_event(n) for n in range(250)), None, told.append, 100, progress=True)
    assert [(bar.options, bar.shown, bar.total, bar.is_closed) for bar in bars] == [({"table": "events"}, 250, 250, True)]
    assert told == [100, 200, 250]
    with pytest.raises(LookupError):
        engine.append_events_table("events", (EMPTY["x"] for _ in range(3)), progress=True)
    assert bars[1].is_closed


def test_what_the_callback_raises_ends_a_load_of_files_that_goes_on(engine: StorageEngine, tmp_path: Path) -> None:
    """A pipe whose writer waits for that end: the load is under way when its callback is called."""
    fifo = tmp_path / "events.ndjson"
    os.mkfifo(fifo)
    is_ended = threading.Event()
    line = b'{"event":"A","properties":{"time":1700000000,"distinct_id":"u","$insert_id":"%d"}}\n'

    def write() -> None:
        with open(fifo, "wb") as file, contextlib.suppress(BrokenPipeError):
            for number in itertools.count():
                file.write(b"".join(line % (number * 10_000 + row) for row in range(10_000)))
                if is_ended.wait(0.01):
                    return

    def callback(rows: int) -> None:
        raise LookupError(rows)

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(LookupError):
        engine.create_events_table("events", fifo, None, callback)
    is_ended.set()
    writer.join()
    assert engine.list_tables() == []


def test_no_bar_is_made_unless_it_is_wanted(engine: StorageEngine, capfd: pytest.CaptureFixture[str]) -> None:
    engine.create_events_table("events", [an_event()])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("has_tqdm", [True, False])
def test_standard_output_stays_clean(has_tqdm: bool) -> None:
    code = f"""
import sys
if not {has_tqdm}:
    sys.modules["tqdm"] = sys.modules["tqdm.auto"] = None
import mixpanel_data
with mixpanel_data.StorageEngine.memory() as engine:
    engine.create_events_table("events", [], progress=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "")
    assert ("events" in done.stderr) == has_tqdm
