"""Loads of frames."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from conftest import an_event
from mixpanel_data import StorageEngine

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")

COLUMNS = {
    "event_name": ["A", "B"],
    "event_time": [datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 2, 3, 4, 5, 6)],
    "distinct_id": ["u", "v"],
    "insert_id": ["i", "j"],
}
NESTED = COLUMNS | {"properties": [{"n": 1, "list": [1, 2]}, {"n": 2, "list": []}]}
FLAT = COLUMNS | {"plan": ["pro", None], "amount": [1.5, 2.0]}


class OnlyStream:
    """An object that exports an Arrow stream, and is of no library."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._table.__arrow_c_stream__(requested_schema)


MAKERS = {
    "pandas": lambda columns: pandas.DataFrame(columns),
    "polars": lambda columns: polars.DataFrame(columns),
    "polars lazy": lambda columns: polars.LazyFrame(columns),
    "pyarrow table": lambda columns: pyarrow.table(columns),
    "pyarrow batch": lambda columns: pyarrow.RecordBatch.from_pydict(columns),
    "pyarrow reader": lambda columns: pyarrow.table(columns).to_reader(),
    "stream": lambda columns: OnlyStream(pyarrow.table(columns)),
}


def table_of(engine: StorageEngine) -> list[tuple[Any, ...]]:
    sql = "SELECT event_name, epoch_us(event_time), distinct_id, insert_id, properties FROM events ORDER BY ALL"
    return engine.execute(sql).fetchall()


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_a_frame_with_properties_is_loaded(engine: StorageEngine, make: Any) -> None:
    assert engine.create_events_table("events", make(NESTED)) == 2
    assert table_of(engine) == [
        ("A", 1767225600000000, "u", "i", '{"n":1,"list":[1,2]}'),
        ("B", 1767323045000006, "v", "j", '{"n":2,"list":[]}'),
    ]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_other_columns_become_the_properties(engine: StorageEngine, make: Any) -> None:
    assert engine.create_events_table("events", make(FLAT)) == 2
    assert [row[4] for row in table_of(engine)] == ['{"plan":"pro","amount":1.5}', '{"plan":null,"amount":2.0}']


def test_properties_may_be_json_text(engine: StorageEngine) -> None:
    engine.create_events_table("events", polars.DataFrame(COLUMNS | {"properties": ['{"a": 1.50}', "{}"]}))
    assert [row[4] for row in table_of(engine)] == ['{"a": 1.50}', "{}"]


def test_what_pandas_calls_missing_is_missing(engine: StorageEngine) -> None:
    frame = pandas.DataFrame(
        {
            "distinct_id": ["u", "v"],
            "last_seen": [pandas.Timestamp("2026-01-01"), pandas.NaT],
            "amount": [1.5, float("nan")],
        }
    )
    engine.create_profiles_table("people", frame)
    assert engine.execute("SELECT properties, last_seen::VARCHAR FROM people ORDER BY distinct_id").fetchall() == [
        ('{"amount":1.5}', "2026-01-01 00:00:00"),
        ('{"amount":null}', None),
    ]


def test_a_frame_without_a_column_that_events_need_is_refused(engine: StorageEngine) -> None:
    with pytest.raises(ValueError, match="no column 'event_time'"):
        engine.create_events_table("events", pandas.DataFrame({"event_name": ["A"], "distinct_id": ["u"]}))


def test_a_column_beside_properties_is_refused(engine: StorageEngine) -> None:
    with pytest.raises(ValueError, match="'plan' beside it"):
        engine.create_events_table("events", pandas.DataFrame(NESTED | {"plan": ["a", "b"]}))


def test_an_empty_frame_makes_an_empty_table(engine: StorageEngine) -> None:
    empty = pandas.DataFrame({name: [] for name in COLUMNS})
    assert engine.create_events_table("events", empty) == 0


def test_numpys_scalars_are_what_they_hold(engine: StorageEngine) -> None:
    numpy = pytest.importorskip("numpy")
    event = an_event(
        1,
        int=numpy.int64(5),
        small=numpy.uint8(255),
        float=numpy.float64(0.1),
        single=numpy.float32(0.5),
        bool=numpy.bool_(True),
        text=numpy.str_("x"),
        when=numpy.datetime64("2026-01-02T03:04:05.000000006"),
        array=numpy.array([[1, 2], [3, 4]]),
    )
    engine.create_events_table("events", [event])
    assert table_of(engine)[0][4] == (
        '{"int":5,"small":255,"float":0.1,"single":0.5,"bool":true,"text":"x",'
        '"when":"2026-01-02T03:04:05","array":[[1,2],[3,4]]}'
    )
