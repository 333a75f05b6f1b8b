"""What an engine tells of its tables."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import mixpanel_data
import pytest
from conftest import a_profile, an_event
from mixpanel_data import ColumnInfo, StorageEngine, TableMetadata


def test_tables_are_listed_by_name_with_their_facts(engine: StorageEngine) -> None:
    before = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    engine.create_profiles_table("people", [a_profile(1)])
    engine.create_events_table("Events", [an_event(1), an_event(2)])
    first, second = engine.list_tables()
    assert (first.name, first.type, first.row_count) == ("Events", "events", 2)
    assert (second.name, second.type, second.row_count) == ("people", "profiles", 1)
    assert before <= second.fetched_at <= first.fetched_at
    assert first.to_dict() == {
        "name": "Events",
        "type": "events",
        "row_count": 2,
        "fetched_at": first.fetched_at.isoformat(),
    }


def test_a_schema_is_the_tables_columns_in_order(engine: StorageEngine) -> None:
    engine.create_events_table("Events", [])
    schema = engine.get_schema("eVENTS")
    assert schema.table_name == "Events"
    assert schema.columns == [
        ColumnInfo("event_name", "VARCHAR", False, False),
        ColumnInfo("event_time", "TIMESTAMP", False, False),
        ColumnInfo("distinct_id", "VARCHAR", False, False),
        ColumnInfo("insert_id", "VARCHAR", False, True),
        ColumnInfo("properties", "JSON", True, False),
    ]
    json.dumps(schema.to_dict())


def test_metadata_that_was_given_comes_back(engine: StorageEngine) -> None:
    given = TableMetadata(
        type="events",
        fetched_at=datetime.datetime(2026, 1, 2, 3, 4, 5, 6),
        from_date="2026-01-01",
        to_date=datetime.date(2026, 1, 31),
        filter_events=["Sign Up", "Größe"],
        filter_where='properties["plan"] == "pro"',
    )
    engine.create_events_table("events", [an_event()], given)
    assert engine.get_metadata("Events") == dataclasses.replace(given, from_date=datetime.date(2026, 1, 1))
    assert engine.get_metadata("events").to_dict()["to_date"] == "2026-01-31"
    assert engine.list_tables()[0].fetched_at == given.fetched_at


def test_metadata_that_was_not_given_is_what_the_records_say(engine: StorageEngine) -> None:
    engine.create_events_table("events", [an_event(1), an_event(2) | {"event_time": datetime.datetime(2026, 11, 5)}])
    found = engine.get_metadata("events")
    assert (found.from_date, found.to_date) == (datetime.date(2026, 10, 1), datetime.date(2026, 11, 5))
    assert (found.type, found.filter_events, found.filter_where) == ("events", None, None)


def test_metadata_of_another_type_is_refused(engine: StorageEngine) -> None:
    with pytest.raises(ValueError, match="'profiles'"):
        engine.create_events_table("events", [], TableMetadata("profiles", datetime.datetime(2026, 1, 1)))


def test_metadata_can_not_be_changed(engine: StorageEngine) -> None:
    engine.create_events_table("events", [])
    with pytest.raises(dataclasses.FrozenInstanceError):
        engine.get_metadata("events").type = "profiles"  # type: ignore[misc]


def test_names_compare_without_case(engine: StorageEngine) -> None:
    engine.create_events_table("Events", [an_event(1)])
    assert engine.table_exists("EVENTS")
    assert not engine.table_exists("events2")
    with pytest.raises(mixpanel_data.TableExistsError) as caught:
        engine.create_events_table("events", [])
    assert caught.value.code == "TABLE_EXISTS"
    assert engine.append_events_table("eVeNtS", [an_event(2)]) == 1
    engine.drop_table("EVENTS")
    assert not engine.table_exists("Events")


def test_what_is_not_there_is_told(engine: StorageEngine) -> None:
    for call in (engine.get_schema, engine.get_metadata, engine.drop_table):
        with pytest.raises(mixpanel_data.TableNotFoundError) as caught:
            call("events")
        assert caught.value.code == "TABLE_NOT_FOUND"
    with pytest.raises(mixpanel_data.TableNotFoundError):
        engine.append_events_table("events", [])


@pytest.mark.parametrize("name", ["_metadata", "_METADATA", "_loads"])
def test_the_own_tables_can_not_be_dropped(engine: StorageEngine, name: str) -> None:
    engine.create_events_table("events", [an_event()])
    with pytest.raises(ValueError):
        engine.drop_table(name)
    assert engine.get_metadata("events").type == "events"


def test_a_name_that_is_no_text_is_a_type_error(engine: StorageEngine) -> None:
    for name in (None, 5, b"events"):
        with pytest.raises(TypeError, match="name of a table"):
            engine.get_schema(name)  # type: ignore[arg-type]


def test_an_append_of_another_type_is_refused(engine: StorageEngine) -> None:
    engine.create_events_table("events", [])
    with pytest.raises(mixpanel_data.MixpanelDataError):
        engine.append_profiles_table("events", [a_profile(1)])


def test_an_append_drops_what_is_there_and_adds_what_is_new(engine: StorageEngine) -> None:
    engine.create_events_table("events", [an_event(n) for n in range(10)])
    assert engine.append_events_table("events", [an_event(n) for n in range(5, 15)]) == 5
    report = engine.last_load
    assert report is not None
    assert (report.mode, report.records, report.rows, report.duplicates, report.table_rows) == ("append", 10, 5, 5, 15)
    json.dumps(report.to_dict())
    assert engine.append_events_table("events", []) == 0


def test_a_file_of_the_predecessor_is_read_and_appended_to(path: Path) -> None:
    import duckdb

    with duckdb.connect(str(path)) as other:
        other.execute(
            "CREATE TABLE events (event_name VARCHAR NOT NULL, event_time TIMESTAMP NOT NULL, "
            "distinct_id VARCHAR NOT NULL, insert_id VARCHAR PRIMARY KEY, properties JSON)"
        )
        other.execute(
            "CREATE TABLE _metadata (table_name VARCHAR PRIMARY KEY, type VARCHAR NOT NULL, "
            "fetched_at TIMESTAMP NOT NULL, from_date DATE, to_date DATE, row_count INTEGER NOT NULL)"
        )
        other.execute("INSERT INTO events SELECT 'A', TIMESTAMP '2026-10-01', 'user', 'old', '{}'")
        other.execute("INSERT INTO _metadata SELECT 'events', 'events', TIMESTAMP '2026-10-03', '2026-10-01', '2026-10-02', 1")
    fetched, day = datetime.datetime(2026, 10, 3), datetime.date(2026, 10, 1)
    with StorageEngine(path, read_only=True) as engine:
        assert engine.list_tables()[0].row_count == 1
        assert engine.get_metadata("events") == TableMetadata("events", fetched, day, datetime.date(2026, 10, 2))
        assert engine.event_breakdown("events").total_events == 1
    with StorageEngine(path) as engine:
        again = an_event(1) | {"event_name": "A", "event_time": day, "distinct_id": "user", "insert_id": "old"}
        assert engine.append_events_table("events", [again, an_event(2)]) == 1
        assert engine.last_load is not None and engine.last_load.duplicates == 1
        assert len(engine.loads("events")) == 1
