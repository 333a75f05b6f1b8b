"""The first look at a table, with names that no SQL may read as SQL."""

from __future__ import annotations

import datetime
import json

import mixpanel_data
import pytest
from mixpanel_data import StorageEngine, TableNotFoundError

from conftest import an_event, a_profile

HOSTILE = 'x"); DROP TABLE events; --'


@pytest.fixture
def events(engine: StorageEngine) -> StorageEngine:
    records = [
        an_event(number, plan="pro" if number % 2 else "free", amount=number, **{HOSTILE: "it's"})
        for number in range(100)
    ]
    for record in records[:20]:
        record["event_name"] = "Purchase"
        record["distinct_id"] = "one"
    engine.create_events_table("Events", iter(records), None)
    engine.create_profiles_table("profiles", iter([a_profile()]), None)
    return engine


def test_a_sample_has_as_many_rows_as_asked(events: StorageEngine) -> None:
    frame = events.sample("events", 7)
    assert frame.shape == (7, 5)
    assert frame["insert_id"].is_unique
    assert events.sample("events", 0).shape == (0, 5)
    assert events.sample("events").shape == (10, 5)


def test_a_summary_has_a_line_for_each_column(events: StorageEngine) -> None:
    summary = events.summarize("events")
    assert summary.table == "Events"
    assert summary.row_count == 100
    assert [column.column_name for column in summary.columns] == [
        "event_name", "event_time", "distinct_id", "insert_id", "properties",
    ]  # fmt: skip
    assert summary.columns[0].null_percentage == 0
    assert summary.df().shape == (5, 12)
    json.dumps(summary.to_dict())


def test_a_breakdown_counts_events_and_users(events: StorageEngine) -> None:
    breakdown = events.event_breakdown("EVENTS")
    assert (breakdown.total_events, breakdown.total_users) == (100, 81)
    assert [(e.event_name, e.count, e.unique_users, e.pct_of_total) for e in breakdown.events] == [
        ("Sign Up", 80, 80, 80.0),
        ("Purchase", 20, 1, 20.0),
    ]
    assert breakdown.date_range[0] == datetime.datetime(2026, 10, 1, 12, 0, 0)
    assert breakdown.df()["count"].sum() == 100
    json.dumps(breakdown.to_dict())


def test_a_table_without_events_breaks_down_into_none(engine: StorageEngine) -> None:
    engine.create_events_table("empty", iter([]), None)
    breakdown = engine.event_breakdown("empty")
    assert (breakdown.total_events, breakdown.events, breakdown.date_range) == (0, [], (None, None))


def test_counts_by_period_are_ready_to_be_drawn(events: StorageEngine) -> None:
    frame = events.event_counts("events", by="day")
    wide = frame.pivot(index="day", columns="event_name", values="events")
    assert wide.loc[wide.index[0], "Purchase"] == 20
    with pytest.raises(mixpanel_data.ArgumentError, match="'week'"):
        events.event_counts("events", by="year")  # type: ignore[arg-type]


def test_keys_are_sorted_names(events: StorageEngine) -> None:
    assert events.property_keys("events") == sorted(["amount", "plan", HOSTILE])
    assert events.property_keys("events", event="no such event") == []
    stats = events.property_key_stats("events", event="Purchase")
    assert stats.row_count == 20
    plan = next(key for key in stats.keys if key.key == "plan")
    assert (plan.rows, plan.strings, plan.distinct_about) == (20, 20, 2)


def test_a_property_has_figures_and_values(events: StorageEngine) -> None:
    stats = events.column_stats("events", "amount", top_n=3)
    assert (stats.count, stats.null_count, stats.numbers) == (100, 0, 100)
    assert (stats.min, stats.max, stats.mean) == (0, 99, 49.5)
    assert len(stats.top_values) == 3
    plans = events.column_stats("events", "plan")
    assert {value.value: value.count for value in plans.top_values} == {"pro": 50, "free": 50}
    assert plans.df()["pct"].to_list() == [50.0, 50.0]
    assert events.column_stats("events", "plan", top_n=0).top_values == []


def test_names_are_taken_as_they_are(events: StorageEngine) -> None:
    stats = events.column_stats("events", HOSTILE)
    assert [(value.value, value.count) for value in stats.top_values] == [("it's", 100)]
    assert events.column_stats("events", "event_name", is_property=True).count == 0
    with pytest.raises(mixpanel_data.ArgumentError):
        events.summarize(HOSTILE)
    with pytest.raises(mixpanel_data.ArgumentError, match="NUL"):
        events.column_stats("events", "a\0b")
    assert events.table_exists("events")


def test_the_loads_of_a_table_are_told(events: StorageEngine) -> None:
    (load,) = events.loads("events")
    assert (load["mode"], load["rows_kept"]) == ("create", 100)


@pytest.mark.parametrize("call", ["sample", "summarize", "event_breakdown", "property_keys", "loads"])
def test_a_table_that_is_missing_is_named(events: StorageEngine, call: str) -> None:
    with pytest.raises(TableNotFoundError, match="nothing_here"):
        getattr(events, call)("nothing_here")


def test_a_notebook_shows_tables_and_no_markup_of_the_data(events: StorageEngine) -> None:
    record = an_event(1000, tag="<script>alert(1)</script>")
    record["event_name"] = "<b>bold</b>"
    events.append_events_table("events", iter([record]), None)
    for shown in (
        events.summarize("events"),
        events.event_breakdown("events"),
        events.property_key_stats("events"),
        events.column_stats("events", "tag"),
    ):
        text = shown._repr_html_()
        assert text.count("<table>") == 1
        assert "<script>" not in text
        assert "<b>" not in text
