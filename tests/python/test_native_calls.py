"""The extension by itself, without the checks of the package: it refuses what it can't use, and never crashes."""

from __future__ import annotations

import array
import ctypes
import datetime
import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mixpanel_data
import pytest
from conftest import an_event
from mixpanel_data import StorageEngine, _native, _values

LOAD = {"mode": 0, "batch_records": 100}


@pytest.fixture
def database(engine: StorageEngine) -> _native.Database:
    engine.create_events_table("events", [an_event(1)])
    return engine._database


@pytest.fixture
def file_of_one_event(tmp_path: Path) -> bytes:
    file = tmp_path / "events.ndjson"
    file.write_text('{"event":"A","properties":{"time":1700000000,"distinct_id":"u","$insert_id":"i"}}\n')
    return bytes(file)


def methods(database: Any) -> dict[str, Callable[..., Any]]:
    """Those that take arguments, each with a wrong one below."""
    native: Any = _native
    result = database.query("SELECT 1", None)
    rows = result.read(1)
    return {
        "open": native.open,
        "run_command": native.run_command,
        "read": result.read,
        **{name: getattr(rows, name) for name in ("cells", "fill", "values", "is_dictionary", "put_before", "dictionary")},
        **{
            name: getattr(database, name)
            for name in (
                *("load_records", "load_files", "query", "sample", "summarize", "breakdown", "column_statistics"),
                *("column_values", "loads", "keys", "table_schema", "table_exists", "drop_table"),
            )
        },
    }


def test_each_call_refuses_arguments_of_another_type(database: _native.Database) -> None:
    for name, call in methods(database).items():
        with pytest.raises(TypeError):
            call(object())
            pytest.fail(f"{name} took an object")


@pytest.mark.parametrize(
    "call, raised",
    [
        (lambda d: _native.open(4, b"", {}), ValueError),
        (lambda d: _native.open(-1, b"", {}), ValueError),
        (lambda d: _native.run_command([1]), TypeError),  # type: ignore[list-item]
        (lambda d: d.load_records(1, "t", [], LOAD, None), TypeError),
        (lambda d: d.load_files(1, "t", ["text"], LOAD, None), TypeError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"batch_records": 2**32}, None), ValueError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"batch_records": "x"}, None), TypeError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"batch_records": -1}, None), OverflowError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"time_zone": 5}, None), TypeError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"time_zone": "\ud800"}, None), UnicodeEncodeError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"time_zone": "a\0b"}, None), ValueError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"where_events": "A"}, None), SystemError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"where_events": [5]}, None), TypeError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"from_day": "never"}, None), ValueError),
        (lambda d: d.load_files(1, "t", [], LOAD | {"facts": {"fetched_at": "now"}}, None), TypeError),
        (lambda d: d.query("SELECT $a", {"a": object()}), TypeError),
        (lambda d: d.query("SELECT $a", {5: 1}), TypeError),
        (lambda d: d.query("SELECT ?", 5), TypeError),
        (lambda d: d.query("SELECT 1", None).read(2**70), OverflowError),
        (lambda d: d.query("SELECT 1", None).read(1).cells(1), IndexError),
        (lambda d: d.query("SELECT 1", None).read(1).cells(-1), IndexError),
        (lambda d: d.query("SELECT 1", None).read(1).cells(2**70), OverflowError),
        (lambda d: d.query("SELECT 1", None).read(1).fill(1, []), IndexError),
        (lambda d: d.query("SELECT 1", None).read(1).fill(0, []), TypeError),
        (lambda d: d.query("SELECT 1", None).read(1).fill(0, bytearray(8)), ValueError),
        (lambda d: d.query("SELECT 1", None).read(1).fill(0, array.array("q", [1])), ValueError),
        (lambda d: d.query("SELECT 'x'", None).read(1).values(0), TypeError),
    ],
)
def test_a_value_that_can_not_be_used_is_refused(
    database: _native.Database, call: Callable[[Any], Any], raised: type[BaseException]
) -> None:
    with pytest.raises(raised):
        call(database)
    assert not database.table_exists("t")
    assert database.query("SELECT 42", None).read(1).cells(0) == [42]


def test_an_array_for_cells_has_one_place_for_each_row(database: Any) -> None:
    numpy = pytest.importorskip("numpy")
    rows = database.query("SELECT 'x' FROM range(3)", None).read(3)
    cells = numpy.empty(3, dtype=object)
    rows.fill(0, cells)
    assert cells.tolist() == ["x", "x", "x"]
    for wrong in (numpy.empty(2, dtype=object), numpy.empty(3, dtype="int64")):
        with pytest.raises(ValueError, match="one for each row"):
            rows.fill(0, wrong)


def test_a_cell_that_python_can_not_hold_ends_the_array(database: Any) -> None:
    numpy = pytest.importorskip("numpy")
    rows = database.query("SELECT DATE '2026-10-01' + INTERVAL 9000 YEAR::INTERVAL AS d FROM range(2)", None).read(2)
    with pytest.raises(OverflowError):
        rows.fill(0, numpy.empty(2, dtype=object))


def test_only_an_enum_has_categories(database: Any) -> None:
    kinds = "'a'::ENUM ('a', 'b'), 1"
    rows = database.query(f"SELECT {kinds}", None).read(1)
    assert [rows.is_dictionary(0), rows.is_dictionary(1)] == [True, False]
    assert [rows.dictionary(0), rows.dictionary(1)] == [["a", "b"], []]
    assert database.query(f"SELECT {kinds} WHERE false", None).read(1).dictionary(0) == []


# ---- A database that is busy -------------------------------------------------------------------------


def test_no_call_is_made_on_a_database_that_its_own_load_uses(database: Any) -> None:
    result = database.query("SELECT range FROM range(3)", None)
    result.read(1)
    calls: list[Callable[[], Any]] = [
        database.connect,
        database.close,
        database.tables,
        lambda: database.sample("events", 1),
        lambda: database.table_schema("events"),
        lambda: database.query("SELECT 1", None),
        lambda: database.load_files(1, "other", [], LOAD, None),
        lambda: database.load_records(1, "other", iter([]), LOAD, None),
        lambda: result.read(1),
        result.stream,
    ]

    def records() -> Iterator[dict[str, Any]]:
        for call in calls:
            with pytest.raises(mixpanel_data.ArgumentError, match="busy with a load"):
                call()
        yield an_event(2)

    assert database.load_records(1, "more", records(), LOAD, None)["rows"] == 1


def test_a_result_that_is_dropped_during_a_load_is_freed_after_it(database: Any) -> None:
    results = [database.query("SELECT 1", None), database.query("SELECT range FROM range(3)", None)]
    results[1].read(1)

    def records() -> Iterator[dict[str, Any]]:
        results.clear()
        gc.collect()
        yield an_event(2)

    assert database.load_records(1, "more", records(), LOAD, None)["rows"] == 1
    assert database.query("SELECT 42", None).read(1).cells(0) == [42]


def test_a_load_of_files_tells_its_progress_on_any_thread(database: Any, file_of_one_event: bytes) -> None:
    told: list[int] = []
    reports: list[dict[str, int]] = []

    def work() -> None:
        reports.append(
            database.load_files(1, "files", [file_of_one_event], LOAD, lambda records, *_: told.append(records))
        )

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert reports[0]["rows"] == 1
    assert told == [1]


def test_what_the_callback_of_a_short_load_of_files_raises_comes_through(database: Any, file_of_one_event: bytes) -> None:
    """It ends the load, or the load was quicker, and stands as a whole."""

    def refuse(*_counts: int) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        database.load_files(1, "files", [file_of_one_event], LOAD, refuse)
    if database.table_exists("files"):
        assert database.query("SELECT count(*) FROM files", None).read(1).cells(0) == [1]
    else:
        assert database.load_files(1, "files", [file_of_one_event], LOAD, None)["rows"] == 1


@pytest.mark.parametrize(
    "facts, begins",
    [({}, "20"), ({"fetched_at": datetime.date(1999, 12, 31)}, "1999-12-31 00:00:00")],
)
def test_an_export_was_fetched_when_it_is_said_or_when_it_is_loaded(
    database: Any, file_of_one_event: bytes, facts: dict[str, Any], begins: str
) -> None:
    database.load_files(1, "files", [file_of_one_event], LOAD | {"facts": facts}, None)
    sql = "SELECT fetched_at::VARCHAR FROM _metadata WHERE table_name = 'files'"
    assert database.query(sql, None).read(1).cells(0)[0].startswith(begins)


def test_fewer_rows_than_none_are_none(database: Any) -> None:
    result = database.query("SELECT 42", None)
    assert len(result.read(-1)) == 0
    assert result.read(1).cells(0) == [42]


# ---- The garbage collector, and other code of the same process ---------------------------------------


def test_the_garbage_collector_sees_what_the_module_holds() -> None:
    for held in (_native.Database, _native.Result, _native.Rows, _values.plain):
        assert any(holder is _native for holder in gc.get_referrers(held))


def test_a_list_that_other_code_empties_while_it_is_made_is_an_error(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mixpanel_data import _cells

    zone = _cells._zone

    def empty_lists(name: str) -> Any:
        # The list of the cells is the one of this length that holds nothing but a place for each.
        for found in gc.get_objects():
            if type(found) is list and len(found) == 7919:
                found.clear()
        return zone(name)

    rows = database.query("SELECT TIMESTAMPTZ '2026-10-01 12:00:00+00' FROM range(7919)", None).read(7919)
    monkeypatch.setattr(_cells, "_zone", empty_lists)
    with pytest.raises(IndexError):
        rows.cells(0)


class ArrowSchema(ctypes.Structure):
    """As Arrow's C data interface has it."""


RELEASE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowSchema))),
    ("dictionary", ctypes.POINTER(ArrowSchema)),
    ("release", RELEASE),
    ("private_data", ctypes.c_void_p),
]


class ArrowArray(ctypes.Structure):
    """The rows of it."""


ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowArray))),
    ("dictionary", ctypes.POINTER(ArrowArray)),
    ("release", RELEASE),
    ("private_data", ctypes.c_void_p),
]


class ArrowStream(ctypes.Structure):
    """Where both come from."""

    _fields_ = [
        ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
        ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)),
    ]


def taken_out(pointer: Any) -> Any:
    """A copy that is its taker's; what it was taken out of must not let it go."""
    moved = type(pointer.contents)()
    ctypes.pointer(moved)[0] = pointer.contents
    pointer.contents.release = RELEASE()
    return moved


def let_go(node: Any) -> None:
    node.release(ctypes.addressof(node))


@pytest.mark.parametrize("kind, member", [(ArrowSchema, "get_schema"), (ArrowArray, "get_next")])
def test_what_a_reader_takes_out_outlives_the_rest(database: Any, kind: Any, member: str) -> None:
    columns = "[i] AS l, 'x'::ENUM ('x', 'y') AS e"
    capsule = database.query(f"SELECT {columns} FROM range(3) r(i)", None).read(3).stream(False)
    address = ctypes.pythonapi.PyCapsule_GetPointer
    address.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address.restype = ctypes.c_void_p
    place = address(capsule, b"arrow_array_stream")
    stream = ctypes.cast(place, ctypes.POINTER(ArrowStream)).contents
    whole = kind()
    assert getattr(stream, member)(place, ctypes.addressof(whole)) == 0
    column = taken_out(whole.children[1])
    let_go(whole)
    names = taken_out(column.dictionary)
    let_go(column)
    del capsule
    if kind is ArrowSchema:
        assert names.format == b"u"
    else:
        assert names.length == 2
        assert ctypes.string_at(names.buffers[2], 2) == b"xy"
    let_go(names)
    assert not names.release


def test_a_stream_is_let_go_whatever_its_capsule_is_called(database: Any) -> None:
    rename = ctypes.pythonapi.PyCapsule_SetName
    rename.argtypes = [ctypes.py_object, ctypes.c_char_p]
    name = b"used"
    capsule = database.query("SELECT 1", None).read(1).stream(False)
    rename(capsule, name)
    del capsule
    assert database.query("SELECT 42", None).read(1).cells(0) == [42]
