"""Promises that hold for whatever data comes: loads keep it, and every form of a result tells the same."""

from __future__ import annotations

import datetime
import json
import math
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from conftest import an_event
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mixpanel_data import StorageEngine

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")

QUICK = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    # The engine is one for all examples on purpose: each takes what it wrote away.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**60), 10**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(TEXT, children, max_size=4),
    max_leaves=20,
)
PROPERTIES = st.dictionaries(TEXT, JSON_VALUES, max_size=6)


@pytest.fixture(scope="module")
def shared() -> Iterator[StorageEngine]:
    """An engine for all examples of a test: opening one takes longer than most of them."""
    with StorageEngine.memory() as engine:
        yield engine


def same(one: Any, other: Any) -> bool:
    """Equal, of the same types all the way down, and -0.0 is not 0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return bool(one == other)


# ---- Properties -------------------------------------------------------------------------------------


@QUICK
@given(st.lists(PROPERTIES, min_size=1, max_size=15))
def test_properties_are_read_back_as_they_were_given(shared: StorageEngine, many: list[dict[str, Any]]) -> None:
    events = (an_event(number) | {"properties": properties} for number, properties in enumerate(many))
    assert shared.create_events_table("events", events, mode="replace") == len(many)
    rows = shared.execute_rows(
        "SELECT properties FROM events ORDER BY insert_id.substr(8)::INTEGER", parse_json=True
    ).rows
    for (read,), given_ in zip(rows, many, strict=True):
        assert same(read, given_)


@QUICK
@given(st.lists(PROPERTIES, min_size=1, max_size=10))
def test_a_file_and_an_iterator_give_the_same_rows(
    shared: StorageEngine, tmp_path_factory: pytest.TempPathFactory, many: list[dict[str, Any]]
) -> None:
    reserved = {"time", "distinct_id", "$insert_id"}
    raw = [
        {
            "event": "Sign Up",
            "properties": {key: value for key, value in properties.items() if key not in reserved}
            | {"time": 1790000000 + number, "distinct_id": "user", "$insert_id": f"insert-{number}"},
        }
        for number, properties in enumerate(many)
    ]
    path = tmp_path_factory.getbasetemp() / "export.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in raw))
    sql = "SELECT * FROM {} ORDER BY event_time"
    shared.create_events_table("of_dicts", raw, mode="replace")
    shared.create_events_table("of_file", path, mode="replace")
    of_dicts = shared.execute_rows(sql.format("of_dicts"), parse_json=True).rows
    of_file = shared.execute_rows(sql.format("of_file"), parse_json=True).rows
    assert len(of_dicts) == len(many)
    for one, other in zip(of_dicts, of_file, strict=True):
        assert same(list(one), list(other))


# ---- Parameters -------------------------------------------------------------------------------------

PARAMETERS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**38) + 1, 10**38 - 1)
    | st.floats(allow_nan=False)
    | TEXT
    | st.binary(max_size=40)
    | st.dates()
    | st.datetimes()
    | st.decimals(-(10**20), 10**20, places=6)
)


@QUICK
@given(st.lists(PARAMETERS, min_size=1, max_size=8))
def test_parameters_come_back_as_they_went_in(shared: StorageEngine, given_: list[Any]) -> None:
    by_position = shared.execute_rows(f"SELECT {', '.join('?' for _ in given_)}", given_).rows[0]
    names = {f"p{number}": value for number, value in enumerate(given_)}
    by_name = shared.execute_rows(f"SELECT {', '.join('$' + name for name in names)}", names).rows[0]
    for value, first, second in zip(given_, by_position, by_name, strict=True):
        assert same(first, value)
        assert same(second, value)


@QUICK
@given(st.lists(st.uuids() | st.times() | st.integers(10**38, 10**50), min_size=1, max_size=8))
def test_parameters_that_duckdb_has_no_value_for_go_as_their_text(shared: StorageEngine, given_: list[Any]) -> None:
    rows = shared.execute_rows(f"SELECT {', '.join('?' for _ in given_)}", given_).rows
    assert rows == [tuple(str(value) for value in given_)]


@QUICK
@given(st.datetimes(timezones=st.timezones(), min_value=datetime.datetime(2, 1, 1), max_value=datetime.datetime(9998, 1, 1)))
def test_a_parameter_with_a_zone_is_its_moment_in_utc(shared: StorageEngine, moment: datetime.datetime) -> None:
    assert shared.execute_scalar("SELECT ?", [moment]) == moment.astimezone(datetime.UTC).replace(tzinfo=None)


@QUICK
@given(st.integers(-(10**30), 10**30), st.decimals(-(10**18), 10**18, places=4))
def test_numbers_compare_as_numbers(shared: StorageEngine, whole: int, number: Decimal) -> None:
    assert shared.execute_rows("SELECT ? < ?, ? < 10, ? < 10::BIGINT", [whole, number, number, number]).rows == [
        (whole < number, number < 10, number < 10)
    ]


# ---- Results ----------------------------------------------------------------------------------------

COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "BOOLEAN": st.booleans(),
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "BIGINT": st.integers(-(2**63), 2**63 - 1),
    "UBIGINT": st.integers(0, 2**64 - 1),
    "DOUBLE": st.floats(allow_nan=False),
    "VARCHAR": TEXT,
    "BLOB": st.binary(max_size=30),
    "DATE": st.dates(datetime.date(1700, 1, 1), datetime.date(2200, 1, 1)),
    "TIMESTAMP": st.datetimes(datetime.datetime(1700, 1, 1), datetime.datetime(2200, 1, 1)),
    "DECIMAL(18,3)": st.decimals(-(10**14), 10**14, places=3),
}


def plain(value: Any) -> Any:
    """A cell of pandas as the Python value that it stands for."""
    if value is None or value is pandas.NaT or value is pandas.NA:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.item() if hasattr(value, "item") else value


@QUICK
@given(st.data())
def test_rows_frames_and_arrow_tell_the_same(shared: StorageEngine, data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=4))
    row = st.tuples(*(st.none() | COLUMNS[kind] for kind in kinds))
    rows = data.draw(st.lists(row, max_size=12))
    names = [f"c{number}" for number in range(len(kinds))]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds))
    shared.execute(f"CREATE OR REPLACE TEMP TABLE t (place INTEGER, {columns})")
    marks = ", ".join("?" for _ in range(len(kinds) + 1))
    shared.connection.executemany(f"INSERT INTO t VALUES ({marks})", [(at, *cells) for at, cells in enumerate(rows)])
    sql = "SELECT * EXCLUDE (place) FROM t ORDER BY place"

    assert shared.execute_rows(sql).rows == rows
    assert [cells for batch in shared.execute(sql).fetch_batches(5) for cells in batch] == rows
    table = shared.execute(sql).arrow()
    assert [tuple(cells[name] for name in names) for cells in table.to_pylist()] == rows
    assert shared.execute(sql).pl().rows() == rows
    frame = shared.execute_df(sql)
    assert list(frame.columns) == names
    for at, (kind, name) in enumerate(zip(kinds, names)):
        cells = [plain(cell) for cell in frame[name]]
        wanted: list[Any] = [row[at] for row in rows]
        if kind == "DATE":
            cells = [None if cell is None else cell.date() for cell in cells]
        if kind == "DECIMAL(18,3)":
            # As a float64, like DuckDB's own.
            assert [cell is None for cell in cells] == [cell is None for cell in wanted]
            assert all(cell is None or math.isclose(cell, other, rel_tol=1e-15) for cell, other in zip(cells, wanted))
            continue
        assert cells == wanted


@QUICK
@given(st.lists(st.tuples(TEXT, st.integers(-(2**63), 2**63 - 1), st.booleans()), min_size=1, max_size=12))
def test_a_frames_columns_are_the_properties_of_its_rows(
    shared: StorageEngine, cells: list[tuple[str, int, bool]]
) -> None:
    records = [
        {
            "event_name": "A",
            "event_time": datetime.datetime(2026, 10, 1),
            "distinct_id": "u",
            "insert_id": str(uuid.UUID(int=number)),
            "text": text,
            "whole": whole,
            "flag": flag,
        }
        for number, (text, whole, flag) in enumerate(cells)
    ]
    sql = "SELECT properties FROM events ORDER BY insert_id"
    wanted = [({"text": text, "whole": whole, "flag": flag},) for text, whole, flag in cells]
    for frame in (pandas.DataFrame(records), polars.DataFrame(records), pyarrow.Table.from_pylist(records)):
        assert shared.create_events_table("events", frame, mode="replace") == len(cells)
        assert shared.execute_rows(sql, parse_json=True).rows == wanted
