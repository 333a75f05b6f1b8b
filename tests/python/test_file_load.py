"""Loads of files: paths, lists of paths, file objects."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import mixpanel_data
import pytest
from mixpanel_data import StorageEngine


def lines(count: int, start: int = 0) -> bytes:
    """So many lines of a raw export."""
    return b"".join(
        json.dumps(
            {"event": "A", "properties": {"time": 1700000000 + n, "distinct_id": "u", "$insert_id": str(n), "n": n}}
        ).encode()
        + b"\n"
        for n in range(start, start + count)
    )


def test_a_path_is_loaded(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(lines(1000))
    assert engine.create_events_table("a", path) == 1000
    assert engine.create_events_table("b", str(path)) == 1000
    assert engine.last_load is not None
    assert (engine.last_load.table, engine.last_load.mode, engine.last_load.records) == ("b", "create", 1000)
    assert engine.last_load.bytes == len(lines(1000))


def test_a_list_of_paths_is_one_load(engine: StorageEngine, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.ndjson").write_bytes(lines(10, number * 10))
    assert engine.create_events_table("events", [tmp_path / f"{number}.ndjson" for number in range(3)]) == 30


def test_a_missing_file_is_a_file_not_found_error(engine: StorageEngine, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        engine.create_events_table("events", tmp_path / "none.ndjson")
    assert isinstance(caught.value, mixpanel_data.InputNotFoundError)
    assert caught.value.code == "FILE_NOT_FOUND"


def test_a_plain_file_object_is_read_to_its_end(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(lines(1000))
    with path.open("rb") as file:
        assert engine.create_events_table("events", file) == 1000
        assert file.read() == b""


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_object_in_memory_goes_through_a_pipe(engine: StorageEngine, packed: bool) -> None:
    content = lines(50_000)
    file = io.BytesIO(gzip.compress(content, 1) if packed else content)
    assert engine.create_events_table("events", file) == 50_000


def test_a_gzip_file_object_gives_what_it_holds(engine: StorageEngine, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "x.gz", "wb") as file:
        file.write(lines(1000))
    with gzip.open(tmp_path / "x.gz", "rb") as file:
        assert engine.create_events_table("events", file) == 1000


def test_a_file_object_that_is_read_further_on_is_taken_from_there(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(lines(10))
    with path.open("rb") as file:
        file.readline()
        assert engine.create_events_table("events", file) == 9


def test_a_file_object_for_text_is_refused(engine: StorageEngine) -> None:
    with pytest.raises(TypeError, match="mode 'rb'"):
        engine.create_events_table("events", io.StringIO("{}"))


def test_an_exception_of_a_file_object_comes_through_and_nothing_is_left(engine: StorageEngine) -> None:
    fault = OSError("the network is gone")

    class Broken:
        def __init__(self) -> None:
            self.left = 3

        def read(self, size: int) -> bytes:
            self.left -= 1
            if self.left < 0:
                raise fault
            return lines(1000, self.left * 1000)

    with pytest.raises(OSError) as caught:
        engine.create_events_table("events", Broken())
    assert caught.value is fault
    assert not engine.table_exists("events")
    # The engine goes on.
    assert engine.create_events_table("events", io.BytesIO(lines(5))) == 5


def test_a_bad_record_of_a_file_object_is_named_with_the_files_name(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_bytes(lines(2) + b'{"event":"A","properties":{}}\n')
    with path.open("rb") as file, pytest.raises(mixpanel_data.InputError) as caught:
        engine.create_events_table("events", file)
    assert caught.value.details["source"] == str(path)
    assert caught.value.details["record"] == 3
    assert str(caught.value).startswith(f"{path}: record 3")
    with pytest.raises(mixpanel_data.InputError, match="<BytesIO>: record 3"):
        engine.create_events_table("events", io.BytesIO(path.read_bytes()))
    assert threading.active_count() < 5


def test_the_same_bad_record_of_a_path_is_named_with_its_place(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_bytes(lines(2) + b'{"event":"A","properties":{}}\n')
    with pytest.raises(ValueError) as caught:
        engine.create_events_table("events", path)
    assert isinstance(caught.value, mixpanel_data.InputError)
    assert caught.value.details["source"] == str(path)
    assert caught.value.details["byte_offset"] >= len(lines(2))
    json.dumps(caught.value.to_dict())


def test_rejects_are_left_out_and_written(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "bad.ndjson"
    path.write_bytes(lines(2) + b'{"event":"A","properties":{}}\n' + lines(2, 2))
    rejects = tmp_path / "rejects.jsonl"
    assert engine.create_events_table("events", path, max_rejects="all", rejects=rejects) == 4
    assert engine.last_load is not None and engine.last_load.rejects == 1
    assert json.loads(rejects.read_text())["record"] == 3


def test_options_choose_events_and_days(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(lines(2) + lines(1, 86400 * 3))
    assert engine.create_events_table("a", path, from_date="2023-11-15") == 1
    assert engine.create_events_table("b", path, where_events="B") == 0
    assert engine.create_events_table("c", path, where_events=["A", "B"], to_date="2023-11-15") == 2
    assert engine.get_metadata("c").filter_events == ["A", "B"]


def test_an_events_name_with_a_nul_is_no_other_name(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text('{"event":"A","properties":{"time":1,"distinct_id":"u","$insert_id":"a"}}\n')
    with pytest.raises(ValueError, match="NUL"):
        engine.create_events_table("events", path, where_events="A\0B")
    assert engine.list_tables() == []


@pytest.mark.parametrize(
    "options",
    [
        {"mode": "overwrite"},
        {"keep": "both"},
        {"primary_key": "maybe"},
        {"primary_key": 1},
        {"max_rejects": 3},
        {"rejects": "x"},
        {"max_rejects": -1, "rejects": "x"},
        {"from_date": "soon"},
        {"from_date": "2026-02-01", "to_date": "2026-01-01"},
        {"time_zone": "Mars/Olympus"},
        {"input": "csv"},
    ],
)
def test_options_that_make_no_sense_are_refused(engine: StorageEngine, tmp_path: Path, options: dict[str, Any]) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(lines(2))
    with pytest.raises(ValueError):
        engine.create_events_table("events", path, **options)
    assert engine.list_tables() == []
    assert os.listdir(tmp_path) == ["export.ndjson"]


def test_an_unknown_option_is_a_type_error(engine: StorageEngine) -> None:
    with pytest.raises(TypeError, match="'modus'"):
        engine.create_events_table("events", [], modus="create")  # type: ignore[call-arg]


def test_a_replace_takes_the_old_tables_place(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(lines(3))
    engine.create_events_table("events", path)
    path.write_bytes(lines(5, 100))
    assert engine.create_events_table("events", path, mode="replace") == 5
    assert engine.last_load is not None and engine.last_load.mode == "replace"


def test_the_callback_of_a_file_load_is_told_of_the_end(engine: StorageEngine, tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(lines(5000))
    told: list[int] = []
    engine.create_events_table("events", path, None, told.append)
    assert told[-1] == 5000
    assert told == sorted(told)


@pytest.mark.parametrize("data", [{"event_name": "A"}, b"bytes", 5, None, object()])
def test_what_is_no_source_is_a_type_error(engine: StorageEngine, data: Any) -> None:
    with pytest.raises(TypeError, match="data is a"):
        engine.create_events_table("events", data)
