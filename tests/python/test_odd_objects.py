"""Objects whose own code raises, lies or changes under way: what they raise comes through, and nothing is loaded."""

from __future__ import annotations

import datetime
import decimal
import enum
import threading
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import mixpanel_data
import pytest
from conftest import a_profile, an_event
from mixpanel_data import StorageEngine


class Odd(Exception):
    """What the objects here raise."""


def raising(base: type, *names: str) -> type:
    """A class of its own for each, whose attributes of these names raise."""

    def fail(_self: object) -> Any:
        raise Odd

    return type(base)(f"Odd{base.__name__}", (base,), dict.fromkeys(names, property(fail)))


def load_nothing(engine: StorageEngine, raised: type[BaseException], *records: Any, **options: Any) -> str:
    """The text of what it raises."""
    with pytest.raises(raised) as caught:
        engine.create_events_table("events", iter(records), **options)
    assert engine.list_tables() == []
    return str(caught.value)


# ---- Times -------------------------------------------------------------------------------------------

FIELDS = ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"]


@pytest.mark.parametrize("name", FIELDS)
def test_what_a_field_of_a_time_raises_comes_through(engine: StorageEngine, name: str) -> None:
    moment = raising(datetime.datetime, name)(2026, 10, 1)
    load_nothing(engine, Odd, an_event() | {"event_time": moment})
    with pytest.raises(Odd):
        engine.execute("SELECT ?", [moment])


class Nowhere(datetime.tzinfo):
    """A zone that knows nothing."""

    def utcoffset(self, moment: datetime.datetime | None) -> Any:
        return None

    def dst(self, moment: datetime.datetime | None) -> None:
        return None

    def tzname(self, moment: datetime.datetime | None) -> None:
        return None


@pytest.mark.parametrize("name", ["days", "seconds", "microseconds"])
def test_what_a_zone_raises_comes_through(engine: StorageEngine, name: str) -> None:
    class Zone(Nowhere):
        offset: Any = None

        def utcoffset(self, moment: datetime.datetime | None) -> Any:
            if self.offset is None:
                raise Odd
            return self.offset

    zone = Zone()
    moment = datetime.datetime(2026, 10, 1, tzinfo=zone)
    load_nothing(engine, Odd, an_event() | {"event_time": moment})
    zone.offset = raising(datetime.timedelta, name)(hours=1)
    load_nothing(engine, Odd, an_event() | {"event_time": moment})


def test_a_zone_without_an_offset_is_utc(engine: StorageEngine) -> None:
    moment = datetime.datetime(2026, 10, 1, tzinfo=Nowhere())
    assert engine.execute_scalar("SELECT ?", [moment]) == datetime.datetime(2026, 10, 1)


def test_a_class_that_can_not_be_asked_for_comes_through(engine: StorageEngine) -> None:
    class Shy:
        """Its class is told so many times."""

        def __init__(self, times: int) -> None:
            self.times = times

        @property  # type: ignore[misc]
        def __class__(self) -> Any:
            self.times -= 1
            if self.times < 0:
                raise Odd
            return Shy

    for times in range(3):
        with pytest.raises(Odd):
            engine.execute("SELECT ?", [Shy(times)])
    load_nothing(engine, Odd, an_event() | {"event_time": Shy(0)})


# ---- Values of properties ----------------------------------------------------------------------------


class Unsayable(TypeError):
    """Its text can't be had."""

    def __str__(self) -> str:
        raise Odd


@pytest.mark.parametrize("error", [Unsayable(), TypeError("\ud800")])
def test_a_reason_that_can_not_be_told_is_told_in_other_words(engine: StorageEngine, error: Exception) -> None:
    class Day(datetime.date):
        def isoformat(self) -> str:
            raise error

    text = load_nothing(engine, mixpanel_data.InputError, an_event(1, day=Day(2026, 10, 1)))
    assert text.endswith("properties['day'] can't be written as JSON")


def test_what_the_plain_form_of_a_value_raises_comes_through(engine: StorageEngine) -> None:
    class Day(datetime.date):
        def isoformat(self) -> str:
            raise Odd

    load_nothing(engine, Odd, an_event(1, day=Day(2026, 10, 1)))


def test_a_refusal_names_a_key_that_can_not_be_shown(engine: StorageEngine) -> None:
    class Key(str):
        def __repr__(self) -> str:
            raise Odd

    text = load_nothing(engine, mixpanel_data.InputError, an_event() | {"properties": {Key("a"): b""}})
    assert "properties[...] is bytes" in text


def test_a_place_too_deep_to_be_told_whole_ends_with_its_innermost_steps(engine: StorageEngine) -> None:
    value: Any = b""
    for _ in range(40):
        value = [value]
    text = load_nothing(engine, mixpanel_data.InputError, an_event(1, a=value))
    assert "properties...[0][0]" in text


@pytest.mark.parametrize("key", [float("nan"), (1, 2)])
def test_a_key_that_json_does_not_have_is_refused(engine: StorageEngine, key: Any) -> None:
    load_nothing(engine, mixpanel_data.InputError, an_event() | {"properties": {key: 1}})


def test_what_has_ever_another_plain_form_comes_to_an_end(engine: StorageEngine) -> None:
    numpy = pytest.importorskip("numpy")
    itself = numpy.empty((), dtype=object)
    itself[()] = itself
    assert "nested deeper" in load_nothing(engine, mixpanel_data.InputError, an_event(1, a=itself))
    with pytest.raises(RecursionError):
        engine.execute("SELECT ?", [itself])


def test_texts_of_every_length_are_kept(engine: StorageEngine) -> None:
    texts = ["x" * n + "\n\"\\\x01" + "y" * n for n in (0, 1, 7, 8, 4090, 4096, 5000, 70_000)]
    engine.create_events_table("events", [an_event(number, text=text) for number, text in enumerate(texts)])
    read = engine.execute("SELECT properties->>'text' FROM events ORDER BY insert_id").fetchall()
    assert [row[0] for row in read] == texts


def test_a_surrogate_among_other_characters_of_three_bytes_is_mended_alone(engine: StorageEngine) -> None:
    engine.create_events_table("events", [an_event(1, text="\ud7ff\ud800\uac00\udfff")], repair=True)
    assert engine.execute_scalar("SELECT properties->>'text' FROM events") == "\ud7ff\ufffd\uac00\ufffd"


# ---- Records -----------------------------------------------------------------------------------------


class Namesake:
    """Equal to a name, or it raises; it is no name itself."""

    def __init__(self, name: str, is_equal: bool) -> None:
        self.name = name
        self.is_equal = is_equal

    def __hash__(self) -> int:
        return hash(self.name) if not self.is_equal else 5

    def __eq__(self, other: object) -> bool:
        if not self.is_equal:
            raise Odd
        return other == self.name


@pytest.mark.parametrize("name", ["event", "event_name", "properties"])
def test_what_comparing_a_key_raises_comes_through(engine: StorageEngine, name: str) -> None:
    load_nothing(engine, Odd, {Namesake(name, False): 1, "insert_id": "x"})


def test_a_key_that_is_only_equal_to_a_columns_name_is_refused(engine: StorageEngine) -> None:
    record: dict[Any, Any] = {Namesake("event_name", True): "A", "event_time": 1700000000}
    assert "has the key ?" in load_nothing(engine, mixpanel_data.InputError, record)


def test_what_showing_a_wrong_key_raises_comes_through(engine: StorageEngine) -> None:
    class Key(str):
        def __repr__(self) -> str:
            raise Odd

    load_nothing(engine, Odd, an_event() | {Key("other"): 1})


def test_a_profile_says_what_it_may_have(engine: StorageEngine) -> None:
    for record, words in ((a_profile() | {"event_name": "A"}, "distinct_id, last_seen and"), (object(), "a profile")):
        with pytest.raises(mixpanel_data.InputError, match=words):
            engine.create_profiles_table("people", [record])


def test_a_profiles_time_may_be_text(engine: StorageEngine) -> None:
    engine.create_profiles_table("people", [a_profile(1, a=1) | {"last_seen": "2026-10-01T12:00:00Z"}])
    assert engine.execute_scalar("SELECT last_seen FROM people") == datetime.datetime(2026, 10, 1, 12)


@pytest.mark.parametrize(
    "change",
    [{"event_name": b""}, {"distinct_id": b""}, {"insert_id": b""}, {"properties": {"a": b""}}, {"event_time": b""}],
)
def test_a_record_with_a_time_of_text_is_refused_for_its_other_values_too(
    engine: StorageEngine, change: dict[str, Any]
) -> None:
    record = an_event() | {"event_time": "2026-10-01T12:00:00"} | change
    load_nothing(engine, mixpanel_data.InputError, record)


def test_a_record_without_properties_has_none(engine: StorageEngine) -> None:
    record = an_event()
    del record["properties"]
    engine.create_events_table("events", [record, an_event(2) | {"event_time": "2026-10-01", "properties": None}])
    assert engine.execute("SELECT DISTINCT properties FROM events").fetchall() == [("{}",)]


def test_properties_may_be_any_mapping(engine: StorageEngine) -> None:
    class Lazy(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return len(key)

        def __iter__(self) -> Iterator[str]:
            return iter(["a", "bb"])

        def __len__(self) -> int:
            return 2

    events = [
        an_event(1) | {"properties": types.MappingProxyType({"a": 1, "bb": 2})},
        an_event(2) | {"properties": Lazy()},
    ]
    engine.create_events_table("events", events)
    assert engine.execute("SELECT DISTINCT properties FROM events").fetchall() == [('{"a":1,"bb":2}',)]


@pytest.mark.parametrize("properties", [5, [("a", 1)], object(), decimal.Decimal(1), datetime.date(2026, 10, 1)])
def test_what_is_no_mapping_is_no_properties(engine: StorageEngine, properties: Any) -> None:
    text = load_nothing(engine, mixpanel_data.InputError, an_event() | {"properties": properties})
    assert "properties is neither a dict nor JSON text" in text


def test_what_a_mapping_of_properties_raises_comes_through(engine: StorageEngine) -> None:
    class Broken(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise Odd

        def __iter__(self) -> Iterator[str]:
            return iter(["a"])

        def __len__(self) -> int:
            return 1

    load_nothing(engine, Odd, an_event() | {"properties": Broken()})


def test_after_an_object_of_the_export_each_record_is_one(engine: StorageEngine) -> None:
    raw = {"event": "A", "properties": {"time": 1700000000, "distinct_id": "u", "$insert_id": "i"}}
    assert "record is no dict" in load_nothing(engine, mixpanel_data.InputError, raw, object())
    assert "['a'] is bytes" in load_nothing(engine, mixpanel_data.InputError, raw, {"event": "A", "a": b""})


def test_large_records_are_pushed_before_a_batch_is_full(engine: StorageEngine) -> None:
    text = "x" * 200_000
    told: list[int] = []
    assert engine.create_events_table("events", (an_event(n, t=text) for n in range(60)), None, told.append) == 60
    assert told == [60]
    assert engine.execute_scalar("SELECT sum(length(properties->>'t'))::BIGINT FROM events") == 60 * 200_000


def test_batches_of_any_size_are_loaded_whole(engine: StorageEngine) -> None:
    for size in (100, 1024, 1025, 5000):
        assert engine.create_events_table(f"of_{size}", (an_event(n) for n in range(4000)), batch_size=size) == 4000


# ---- Callbacks ---------------------------------------------------------------------------------------


def test_what_the_callback_raises_at_the_end_comes_through(engine: StorageEngine, tmp_path: Any) -> None:
    def callback(rows: int) -> None:
        raise Odd

    file = tmp_path / "events.ndjson"
    file.write_text('{"event":"A","properties":{"time":1700000000,"distinct_id":"u","$insert_id":"i"}}\n')
    with pytest.raises(Odd):
        engine.create_events_table("records", [an_event()], None, callback)
    with pytest.raises(Odd):
        engine.create_events_table("files", file, None, callback)
    # The load of the records was done by then, and that of the file may have been.
    assert engine.table_exists("records")
    assert engine.execute_scalar("SELECT 42") == 42


# ---- Parameters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, read",
    [
        (decimal.Decimal("-1.50"), decimal.Decimal("-1.50")),
        (decimal.Decimal("NaN"), "NaN"),
        (decimal.Decimal("-Infinity"), "-Infinity"),
        (decimal.Decimal("1e40"), "1" + "0" * 40),
        (-(10**30), decimal.Decimal(-(10**30))),
        (10**60, "1" + "0" * 60),
        (memoryview(b"ab"), b"ab"),
        (bytearray(b"ab"), b"ab"),
        (datetime.time(12, 30), "12:30:00"),
        (enum.Enum("E", {"ONE": 1}).ONE, 1),  # type: ignore[attr-defined]
        (enum.Enum("E", {"NONE": None}).NONE, None),  # type: ignore[attr-defined]
        (enum.Enum("E", {"DAY": datetime.date(2026, 10, 1)}).DAY, datetime.date(2026, 10, 1)),  # type: ignore[attr-defined]
    ],
    ids=str,
)
def test_a_parameter_is_the_value_that_it_stands_for(engine: StorageEngine, value: Any, read: Any) -> None:
    assert engine.execute_scalar("SELECT ?", [value]) == read
    assert engine.execute_scalar("SELECT $a", {"a": value}) == read


def test_numpys_scalars_are_parameters(engine: StorageEngine) -> None:
    numpy = pytest.importorskip("numpy")
    moment = datetime.datetime(2026, 10, 1, 12)
    for value, read in ((numpy.float32(1.5), 1.5), (numpy.int64(5), 5), (numpy.datetime64("2026-10-01T12:00:00"), moment)):
        assert engine.execute_scalar("SELECT ?", [value]) == read


@pytest.mark.parametrize("value", [{"a": 1}, [1], (1,), {1}, object(), 1j])
def test_a_parameter_that_sql_does_not_have_is_refused(engine: StorageEngine, value: Any) -> None:
    with pytest.raises(TypeError):
        engine.execute("SELECT ?", [value])


def test_what_a_parameters_own_code_raises_comes_through(engine: StorageEngine) -> None:
    class Number(decimal.Decimal):
        def __format__(self, *_: Any) -> str:
            raise Odd

    class View(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            raise Odd

        def __iter__(self) -> Iterator[str]:
            raise Odd

        def __len__(self) -> int:
            return 1

    for value in (Number("1.5"), View()):
        with pytest.raises(Odd):
            engine.execute("SELECT ?", [value])
    with pytest.raises(UnicodeEncodeError):
        engine.execute("SELECT ?", ["\ud800"])
    with pytest.raises(UnicodeEncodeError):
        engine.execute("SELECT $a", {"\ud800": 1})


# ---- Results -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT [DATE '2026-10-01', DATE '20026-10-01']",
        "SELECT {'a': DATE '20026-10-01'}",
        "SELECT MAP {1: DATE '20026-10-01'}",
        "SELECT MAP {DATE '20026-10-01': 1}",
    ],
)
def test_a_part_that_python_can_not_hold_is_told(engine: StorageEngine, sql: str) -> None:
    with pytest.raises(OverflowError, match="CAST it to VARCHAR"):
        engine.execute(sql).fetchall()


def test_a_key_of_a_map_that_is_no_key_of_a_dict_is_told(engine: StorageEngine) -> None:
    with pytest.raises(TypeError, match="unhashable"):
        engine.execute("SELECT MAP {[1]: 2}").fetchall()


def test_texts_and_lists_are_read_in_each_form_that_duckdb_gives_to_arrow(engine: StorageEngine) -> None:
    long = "a text that is longer than twelve bytes"
    sql = f"SELECT '{long}', 'short', '{long}'::BLOB, ['{long}', NULL], {{'a': [1]}}"
    expected = [(long, "short", long.encode(), [long, None], {"a": [1]})]
    assert engine.execute(sql).fetchall() == expected
    engine.execute("SET arrow_large_buffer_size = true")
    assert engine.execute(sql).fetchall() == expected
    engine.execute("SET arrow_output_version = '1.4'")
    engine.execute("SET produce_arrow_string_view = true")
    assert engine.execute(sql).fetchall() == expected
    engine.execute("SET arrow_output_list_view = true")
    with pytest.raises(NotImplementedError, match=r"format '\+vL', which is not read"):
        engine.execute("SELECT [1] AS l").fetchall()
    assert engine.execute("SELECT [1]::VARCHAR").fetchall() == [("[1]",)]


# ---- Threads -----------------------------------------------------------------------------------------


def test_a_main_thread_that_can_not_be_told_is_an_error(
    engine: StorageEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Callable[[], Any]] = [
        engine.list_tables,
        lambda: engine.execute("SELECT 1"),
        lambda: engine.sample("events"),
        lambda: engine.create_events_table("events", [an_event()]),
        StorageEngine.memory,
    ]
    monkeypatch.setattr(threading, "_main_thread", object())
    for call in calls:
        with pytest.raises(AttributeError):
            call()
    monkeypatch.delattr(threading, "_main_thread")
    for call in calls:
        with pytest.raises(NameError):
            call()
    monkeypatch.undo()
    assert engine.execute_scalar("SELECT 42") == 42
