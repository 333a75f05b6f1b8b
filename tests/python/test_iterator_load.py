"""Loads of what an iterator gives."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import mixpanel_data
import pytest
from conftest import a_profile, an_event
from mixpanel_data import StorageEngine


def rows_of(engine: StorageEngine, sql: str) -> list[tuple[Any, ...]]:
    result = engine.execute(sql)
    rows: list[tuple[Any, ...]] = []
    while batch := result.fetchall():
        rows += batch
    return rows


def test_events_come_into_the_table_as_they_are(engine: StorageEngine) -> None:
    assert engine.create_events_table("events", iter([an_event(1, plan="pro", n=[1, {"a": None}])])) == 1
    row = rows_of(engine, "SELECT event_name, event_time::VARCHAR, distinct_id, insert_id, properties FROM events")
    assert row == [
        ("Sign Up", "2026-10-01 12:00:01.000001", "user-1", "insert-1", '{"plan":"pro","n":[1,{"a":null}]}')
    ]


def test_profiles_come_into_the_table_as_they_are(engine: StorageEngine) -> None:
    assert engine.create_profiles_table("people", [a_profile(1, plan="pro"), a_profile(2)]) == 2
    rows = rows_of(engine, "SELECT distinct_id, properties, last_seen::VARCHAR FROM people ORDER BY 1")
    assert rows == [
        ("user-1", '{"plan":"pro"}', "2026-10-01 12:00:01"),
        ("user-2", "{}", "2026-10-01 12:00:02"),
    ]


def test_an_empty_iterator_makes_an_empty_table(engine: StorageEngine) -> None:
    assert engine.create_events_table("events", iter([])) == 0
    assert engine.list_tables()[0].row_count == 0


def test_the_raw_exports_own_dicts_are_read_as_the_export(engine: StorageEngine) -> None:
    raw = {"event": "Sign Up", "properties": {"time": 1700000000, "distinct_id": "u", "$insert_id": "i", "a": 1}}
    assert engine.create_events_table("events", [raw]) == 1
    assert rows_of(engine, "SELECT event_time::VARCHAR, insert_id, properties FROM events") == [
        ("2023-11-14 22:13:20", "i", '{"a":1}')
    ]


def test_an_existing_table_is_refused_before_the_iterator_is_touched(engine: StorageEngine) -> None:
    engine.create_events_table("events", [])
    touched = []

    def records() -> Iterator[dict[str, Any]]:
        touched.append(1)
        yield an_event()

    with pytest.raises(mixpanel_data.TableExistsError):
        engine.create_events_table("Events", records())
    assert touched == []


def test_an_iterators_own_exception_comes_through_and_nothing_is_left(engine: StorageEngine) -> None:
    fault = LookupError("of the iterator")

    def records() -> Iterator[dict[str, Any]]:
        for number in range(2500):
            yield an_event(number)
        raise fault

    with pytest.raises(LookupError) as caught:
        engine.create_events_table("events", records())
    assert caught.value is fault
    assert "records" in [entry.name for entry in caught.traceback]
    assert not engine.table_exists("events")
    assert rows_of(engine, "SELECT * FROM _metadata") == []
    assert rows_of(engine, "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '_mpdata%'") == []


def test_the_callback_is_told_of_each_batch_and_of_the_end(engine: StorageEngine) -> None:
    told: list[int] = []
    engine.create_events_table("a", (an_event(n) for n in range(250)), None, told.append, 100)
    engine.create_events_table("b", (an_event(n) for n in range(200)), None, told.append, 100)
    assert told == [100, 200, 250, 100, 200]


def test_an_exception_of_the_callback_ends_the_load(engine: StorageEngine) -> None:
    def callback(rows: int) -> None:
        raise ZeroDivisionError(rows)

    with pytest.raises(ZeroDivisionError):
        engine.create_events_table("events", (an_event(n) for n in range(1000)), None, callback, 100)
    assert not engine.table_exists("events")


@pytest.mark.parametrize("batch_size", [99, 100_001, 0, -1])
def test_a_batch_size_out_of_range_is_refused(engine: StorageEngine, batch_size: int) -> None:
    with pytest.raises(ValueError, match="batch_size"):
        engine.create_events_table("events", [], batch_size=batch_size)


@pytest.mark.parametrize("name", ["_metadata", "_mine", "no-dash", "", "x" * 64, "a b", "ä", "a\0b"])
def test_a_bad_name_of_a_table_is_a_value_error(engine: StorageEngine, name: str) -> None:
    with pytest.raises(ValueError):
        engine.create_events_table(name, [])
    with pytest.raises(ValueError):
        engine.drop_table(name)


def test_times_with_a_zone_become_utc(engine: StorageEngine) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2, minutes=30))
    event = an_event() | {"event_time": datetime.datetime(2026, 1, 1, 1, 0, tzinfo=zone)}
    in_utc = an_event(2) | {"event_time": datetime.datetime(2026, 1, 1, 1, 0, tzinfo=datetime.UTC)}
    engine.create_events_table("events", [event, in_utc])
    times = rows_of(engine, "SELECT event_time::VARCHAR FROM events ORDER BY 1")
    assert times == [("2025-12-31 22:30:00",), ("2026-01-01 01:00:00",)]


def test_a_refused_value_is_named_with_batch_record_and_field(engine: StorageEngine) -> None:
    records = [an_event(n) for n in range(150)]
    records[120]["properties"] = {"cart": [{"price": 1}, {"price": b"9"}]}
    with pytest.raises(mixpanel_data.InputError) as caught:
        engine.create_events_table("events", records, batch_size=100)
    assert caught.value.details == {"batch": 2, "record": 121, "field": "properties['cart'][1]['price']"}
    assert "batch 2, record 121: properties['cart'][1]['price'] is bytes" in str(caught.value)
    assert not engine.table_exists("events")


def test_properties_are_what_json_would_read(engine: StorageEngine) -> None:
    value = {
        "text": 'quote " slash \\ newline \n nul \0 bell \x07 umlaut ä euro € clef 𝄞',
        "int": -(2**63),
        "big": 10**40,
        "float": 1e-7,
        "more": 1e16,
        "whole": 3.0,
        "true": True,
        "false": False,
        "none": None,
        "empty": {},
        "list": [],
        "deep": [[[{"a": (1, 2)}]]],
        "": "empty key",
    }
    engine.create_events_table("events", [an_event(1, **value)])
    [(text,)] = rows_of(engine, "SELECT properties FROM events")
    assert json.loads(text) == json.loads(json.dumps(value))
