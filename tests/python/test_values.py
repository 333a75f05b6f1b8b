"""What becomes of the values that JSON does not have."""

from __future__ import annotations

import collections
import datetime
import decimal
import enum
import json
import types
import uuid
from typing import Any

import mixpanel_data
import pytest
from conftest import a_profile, an_event
from hypothesis import given, settings
from hypothesis import strategies as st
from mixpanel_data import StorageEngine


class Plan(enum.Enum):
    PRO = "pro"


class Level(enum.IntEnum):
    HIGH = 3


class Word(str):
    pass


DEFINED = [
    (datetime.datetime(2026, 1, 2, 3, 4, 5), '"2026-01-02T03:04:05"'),
    (datetime.datetime(2026, 1, 2, 3, 4, 5, 6, datetime.UTC), '"2026-01-02T03:04:05.000006+00:00"'),
    (datetime.date(2026, 1, 2), '"2026-01-02"'),
    (datetime.time(3, 4), '"03:04:00"'),
    (decimal.Decimal("1.10"), "1.10"),
    (decimal.Decimal("1E+30"), "1E+30"),
    (decimal.Decimal("-0.00000000000000000000000001"), "-1E-26"),
    (uuid.UUID(int=5), '"00000000-0000-0000-0000-000000000005"'),
    (10**40, "1" + "0" * 40),
    (-(2**63), "-9223372036854775808"),
    (2**63, "9223372036854775808"),
    (0, "0"),
    (-1, "-1"),
    (True, "true"),
    (1e300, "1e+300"),
    (5e-324, "5e-324"),
    (-0.0, "-0.0"),
    (Plan.PRO, '"pro"'),
    (Level.HIGH, "3"),
    (Word("w"), '"w"'),
    ((1, 2), "[1,2]"),
    (collections.OrderedDict(a=1), '{"a":1}'),
    (collections.defaultdict(int, a=1), '{"a":1}'),
    (types.MappingProxyType({"a": 1}), '{"a":1}'),
    ({1: "int", None: "none", True: "bool", 1.5: "float"}, '{"1":"bool","null":"none","1.5":"float"}'),
    ("\x7f\u2028", '"\x7f\u2028"'),
]


@pytest.mark.parametrize("value, written", DEFINED, ids=[repr(value)[:40] for value, _ in DEFINED])
def test_a_value_has_a_defined_form(engine: StorageEngine, value: Any, written: str) -> None:
    engine.create_events_table("events", [an_event(1, value=value)])
    assert engine.execute("SELECT properties FROM events").fetchall() == [('{"value":' + written + "}",)]


ITSELF: dict[str, Any] = {"a": []}
ITSELF["a"].append(ITSELF)
DEEP: list[Any] = []
for _ in range(600):
    DEEP = [DEEP]

REFUSED = [
    (b"x", "bytes"),
    (bytearray(b"x"), "bytearray"),
    (float("nan"), "NaN"),
    (float("inf"), "infinite"),
    (float("-inf"), "negative infinite"),
    (decimal.Decimal("NaN"), "NaN"),
    (decimal.Decimal("sNaN"), "NaN"),
    (decimal.Decimal("Infinity"), "infinite"),
    ({1, 2}, "set"),
    (object(), "object"),
    (datetime.timedelta(1), "timedelta"),
    (1j, "complex"),
    ("\ud800", "surrogate"),
    ({"\udfff": 1}, "surrogate"),
    ({b"k": 1}, "key"),
    ({(1, 2): 1}, "key"),
    (ITSELF, "holds itself"),
    (DEEP, "deeper than 512"),
    (10**5000, "digits"),
]


@pytest.mark.parametrize("value, reason", REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_value_that_is_refused_is_named(engine: StorageEngine, value: Any, reason: str) -> None:
    with pytest.raises(mixpanel_data.InputError, match=reason) as caught:
        engine.create_events_table("events", [an_event(1), an_event(2, value=value)])
    assert caught.value.details["record"] == 2
    assert caught.value.details["batch"] == 1
    assert caught.value.details["field"].startswith(("properties['value']", "...", "properties"))
    assert engine.list_tables() == []


REPAIRED = [
    (float("nan"), "null"),
    (float("-inf"), "null"),
    (decimal.Decimal("NaN"), "null"),
    ("a\ud800b", '"a\ufffdb"'),
    ({"\udfff": 1}, '{"\ufffd":1}'),
    (["\U0001d11e\udc00\u00e9"], '["\U0001d11e\ufffd\u00e9"]'),
]


def test_a_value_that_takes_its_own_key_away_is_named(engine: StorageEngine) -> None:
    properties: dict[str, Any] = {}
    key = "".join(["gone", "-", "away"])

    class Fleeting(collections.UserDict[str, Any]):
        def keys(self) -> Any:
            properties.clear()
            return super().keys()

    properties[key] = Fleeting()
    del key
    with pytest.raises(mixpanel_data.InputError, match=r"\['gone-away'\] changed while it was read"):
        engine.create_events_table("events", [an_event() | {"properties": properties}])


def test_an_exception_on_the_way_to_an_id_comes_through(engine: StorageEngine) -> None:
    class Interrupting(collections.UserDict[str, Any]):
        def keys(self) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.create_events_table("events", [an_event() | {"distinct_id": Interrupting()}])


@pytest.mark.parametrize("value, written", REPAIRED, ids=[ascii(value) for value, _ in REPAIRED])
def test_a_repair_mends_and_counts(engine: StorageEngine, value: Any, written: str) -> None:
    engine.create_events_table("events", [an_event(1), an_event(2, a=value, b=value)], repair=True)
    assert engine.last_load is not None and engine.last_load.repaired == 1
    assert engine.execute("SELECT properties FROM events WHERE distinct_id = 'user-2'").fetchall() == [
        (f'{{"a":{written},"b":{written}}}',)
    ]


@pytest.mark.parametrize(
    "change, field",
    [
        ({"event_name": 5.5}, "event_name"),
        ({"event_name": b"x"}, "event_name"),
        ({"distinct_id": ["u"]}, "distinct_id"),
        ({"distinct_id": True}, "distinct_id"),
        ({"insert_id": {}}, "insert_id"),
        ({"event_time": object()}, "event_time"),
        ({"event_time": b"2026"}, "event_time"),
        ({"event_time": float("nan")}, "event_time"),
        ({"properties": [1]}, "properties"),
        ({"properties": 5}, "properties"),
        ({"properties": b"{}"}, "properties"),
        ({"distinct_id": "\ud800"}, "distinct_id"),
        ({"extra": 1}, "the record"),
        ({"last_seen": None}, "the record"),
    ],
)
def test_a_field_that_is_refused_is_named(engine: StorageEngine, change: dict[str, Any], field: str) -> None:
    with pytest.raises(mixpanel_data.InputError) as caught:
        engine.create_events_table("events", [an_event(1) | change])
    assert caught.value.details["field"] == field
    assert caught.value.details["record"] == 1


@pytest.mark.parametrize(
    "change", [{"event_name": None}, {"event_name": ""}, {"event_time": None}, {"properties": "[1]"}, {"properties": "{"}]
)
def test_a_record_that_lacks_something_is_named(engine: StorageEngine, change: dict[str, Any]) -> None:
    with pytest.raises(mixpanel_data.InputError, match="batch 1, record 1: ") as caught:
        engine.create_events_table("events", [an_event(1) | change])
    assert caught.value.details["record"] == 1


@pytest.mark.parametrize("record", [5, None, "text", b"x", object(), (), {}, []])
def test_what_is_no_record_is_named(engine: StorageEngine, record: Any) -> None:
    with pytest.raises(mixpanel_data.InputError, match="record 2"):
        engine.create_events_table("events", iter([an_event(1), record]))


@pytest.mark.parametrize(
    "time, utc",
    [
        ("2026-01-02T03:04:05Z", "2026-01-02 03:04:05"),
        ("2026-01-02 03:04:05.5+02:00", "2026-01-02 01:04:05.5"),
        (1700000000, "2023-11-14 22:13:20"),
        (1700000000.25, "2023-11-14 22:13:20.25"),
        (1700000000250, "2023-11-14 22:13:20.25"),
        (decimal.Decimal("1700000000.000001"), "2023-11-14 22:13:20.000001"),
        (datetime.date(2026, 1, 2), "2026-01-02 00:00:00"),
        (datetime.datetime(1, 1, 1), "0001-01-01 00:00:00"),
        (datetime.datetime(9999, 12, 31, 23, 59, 59, 999999), "9999-12-31 23:59:59.999999"),
    ],
)
def test_times_of_many_forms_are_read(engine: StorageEngine, time: Any, utc: str) -> None:
    engine.create_events_table("events", [an_event(1) | {"event_time": time}])
    assert engine.execute("SELECT event_time::VARCHAR FROM events").fetchall() == [(utc,)]


def test_ids_may_be_missing_or_numbers(engine: StorageEngine) -> None:
    event = an_event(1)
    del event["insert_id"]
    events = [event, an_event(2) | {"distinct_id": None}, an_event(3) | {"distinct_id": 77, "insert_id": uuid.UUID(int=1)}]
    engine.create_events_table("events", events)
    rows = engine.execute("SELECT distinct_id, insert_id FROM events ORDER BY event_time").fetchall()
    assert rows[1] == ("", "insert-2")
    assert rows[2] == ("77", "00000000-0000-0000-0000-000000000001")
    assert rows[0][1].startswith("mp:")


def test_objects_with_the_attributes_are_records(engine: StorageEngine) -> None:
    events = [types.SimpleNamespace(**an_event(number, n=number)) for number in range(3)]
    profiles = [types.SimpleNamespace(distinct_id="u", properties={})]
    assert engine.create_events_table("events", events) == 3
    assert engine.create_profiles_table("people", profiles) == 1
    named = collections.namedtuple("named", ["distinct_id", "properties", "last_seen"])  # noqa: PYI024
    assert engine.append_profiles_table("people", [named("v", {}, None)]) == 1


def test_an_exception_of_a_records_own_code_comes_through(engine: StorageEngine) -> None:
    class Lazy:
        event_name = "A"

        @property
        def event_time(self) -> None:
            raise ZeroDivisionError

    class Item(enum.Enum):
        ONE = 1

        @property
        def value(self) -> Any:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.create_events_table("events", [Lazy()])
    with pytest.raises(ZeroDivisionError):
        engine.create_events_table("events", [an_event(1, item=Item.ONE)])
    assert engine.list_tables() == []


def test_profiles_keep_the_newest_state(engine: StorageEngine) -> None:
    old = a_profile(1, plan="free")
    new = a_profile(1, plan="pro") | {"last_seen": datetime.datetime(2026, 11, 1)}
    assert engine.create_profiles_table("people", [new, old]) == 1
    assert engine.execute("SELECT properties FROM people").fetchall() == [('{"plan":"pro"}',)]


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda children: st.lists(children, max_size=5)
    | st.dictionaries(st.text(st.characters(codec="utf-8")), children, max_size=5),
    max_leaves=30,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON_VALUES, max_size=8), max_size=20))
def test_properties_come_back_as_json_reads_them(many: list[dict[str, Any]]) -> None:
    with StorageEngine.memory() as engine:
        engine.create_events_table("events", [an_event(number, **{}) | {"properties": p} for number, p in enumerate(many)])
        rows = engine.execute("SELECT properties FROM events ORDER BY insert_id.substr(8)::INTEGER").fetchall()
        assert [json.loads(text) for (text,) in rows] == [json.loads(json.dumps(p)) for p in many]
