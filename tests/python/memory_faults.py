"""Allocations that fail in the extension, one at a time: each call gives what it gives without that, or raises, and then goes on.

    python tests/python/memory_faults.py FOLDER [--injected]    one line of JSON

Python's own allocations fail by _testcapi.set_nomemory; with --injected it is what the extension asks the C library for, memory and
threads, in the extension that tests/injection.cmake builds: there each place fails once that a call comes from, the functions that
lead to it.
"""

from __future__ import annotations

import _imp
import ctypes
import datetime
import decimal
import gc
import importlib
import importlib.util
import itertools
import json
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mixpanel_data import MixpanelDataError, _library, _native

# A call that has more than this is cut there.
MOST_FAULTS = 400
# So many in a row that changed nothing, as a cache does that can't grow: the call has no more.
MOST_QUIET = 20
# Of well over a thousand faults, by which what the interpreter keeps may grow in a round; and the rounds that it gets for that.
FEW_BLOCKS = 100
MOST_ROUNDS = 6
# Where a fault may last, one in so many does.
LASTING_EACH = 10
# What fails where that is injected, with the errno.
INJECTED_ERRNOS = {"allocation": 12, "pthread_create": 11}
EVENTS, PROFILES = 1, 2
MEMORY = 2
ENGINE = {"threads": 1, "engine_library": os.fsencode(_library.path())}
ALL = 1 << 62
DAY = datetime.datetime(2026, 10, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
LOAD = {"mode": 2, "keep": 0, "primary_key": 0, "batch_records": 100, "max_rejects": 0, "time_zone": None}
FILE = LOAD | {
    "where_events": ["A", "B"],
    "from_day": "2020-01-01",
    "to_day": "2030-01-01",
    "facts": {"fetched_at": DAY, "from_day": "2020-01-01", "to_day": None, "filter_events": '["A"]', "filter_where": "x"},
}
# So few in each that a call has no more than MOST_FAULTS.
TYPES = {
    "numbers": "1::TINYINT, 2::UBIGINT, 3::HUGEINT, 2.5::DOUBLE, 1.25::DECIMAL(9, 2), true, 12345678901234567890::UHUGEINT, NULL, "
    "CASE WHEN range = 1 THEN NULL ELSE 0.5::DOUBLE END",
    "texts": "'text', '\\x01'::BLOB, '101'::BIT, UUID '00000000-0000-0000-0000-000000000001', '{\"a\": 1}'::JSON, 'longer than twelve bytes'",
    "times": "DATE '2026-10-01', TIMESTAMP '2026-10-01 12:00:00', TIMESTAMPTZ '2026-10-01 12:00:00+00', TIME '12:00:00', INTERVAL 3 DAY",
    "lists": "[1, NULL, 3], [[1], NULL], array_value(1, 2), {'a': 1, 'b': 'x'}",
    "nested": "MAP {'k'::ENUM ('k'): 5}, union_value(num := [2]), 'it''s'::ENUM ('it''s', 'x'), {'e': 'x'::ENUM ('x')}",
}

class Thing:
    """A record that is no dict."""

    def __init__(self, number: int) -> None:
        self.event_name = "Sign Up"
        self.event_time = DAY
        self.distinct_id = f"user-{number}"
        self.insert_id = f"insert-{number}"
        self.properties = {"a": number}


def records() -> list[Any]:
    rich: dict[Any, Any] = {
        "text": "a\tb\ud800c\u20ac" + "x" * 3000,
        "numbers": [1, 2**70, 1.5, True, None, float("1e300")],
        "nested": {"list": [{"deep": ("tuple", decimal.Decimal("1.50"))}], 5: "number", 1.5: "key", None: 1, True: 2},
        "day": datetime.date(2026, 10, 1),
        "moment": DAY,
        "id": uuid.UUID(int=5),
    }
    event = {"event_name": "A", "event_time": DAY, "distinct_id": "u", "insert_id": "i", "properties": rich}
    texts = event | {"event_time": "2026-10-01T12:00:00", "insert_id": "j", "properties": '{"a":1}'}
    return [event, texts, event | {"insert_id": "k", "event_time": 1700000000}, Thing(1)]


def fields_of(rows: Any) -> list[Any]:
    """All that rows give, in each form. Nothing but calls: CPython 3.11 loses what it had where a function or `[*list]` can't be made."""
    given: list[Any] = [rows.fields]
    for column in range(len(rows.fields)):
        given.append(repr(rows.cells(column)))
        if rows.is_dictionary(column):
            given.append(rows.dictionary(column))
        if rows.fields[column][0] in ("c", "g", "b", "tsu:"):
            given.append(repr(rows.values(column)))
    given.append(rows.stream(False) is not None)
    given.append(rows.stream(True) is not None)
    return given


def read_stream(database: Any, is_plain: bool) -> list[Any]:
    """What another library takes of a stream. It can't do without Python's memory, and so is asked where C's fails."""
    import pyarrow

    sql = "SELECT [i, NULL] AS l, {'a': i::VARCHAR, 'e': 'x'::ENUM ('x')} AS s, '{}'::JSON AS j, 'x'::ENUM ('x') AS e FROM range(3) r(i)"
    capsule = database.query(sql, None).read(ALL).stream(is_plain)
    read: list[Any] = pyarrow.RecordBatchReader._import_from_c_capsule(capsule).read_all().to_pylist()
    return read


def drop_during_load(database: Any) -> int:
    results = [database.query("SELECT 1", None)]

    def once() -> Iterator[Any]:
        results.clear()
        yield Thing(1)

    loaded: int = database.load_records(EVENTS, "mine", once(), LOAD | {"input": 1}, None)["rows"]
    return loaded


SPEC: Any = importlib.util.spec_from_file_location("mixpanel_data._native", _native.__file__)


def load_module() -> Any:
    """The extension once more, as another interpreter of this process would load it."""
    module: Any = _imp.create_dynamic(SPEC)
    _imp.exec_dynamic(module)
    return module.version


def two_batches(result: Any) -> list[int]:
    first, second = result.read(1), result.read(2)
    second.put_before(first, 0)
    return [len(first), len(second)]


def read_and_load_again(database: Any, export: bytes, raw: bytes) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The calls, by name."""
    made = records()
    yield "open", lambda: _native.open(MEMORY, b"", {**ENGINE, "read_only": False}).is_open
    yield "connect", lambda: database.connect().is_open
    yield "query", lambda: database.query("SELECT event_name, [1, 2] AS l FROM events ORDER BY 1", None).read(ALL).cells(0)
    yield "facts", lambda: (lambda r: [r.columns, r.types, r.rows_changed])(database.query("SELECT 1 AS a, 'x' AS b", ()))
    for kind, columns in TYPES.items():
        yield kind, lambda columns=columns: fields_of(database.query(f"SELECT {columns} FROM range(3)", None).read(ALL))  # type: ignore[misc]
    yield "module", load_module
    yield "dropped", lambda: drop_during_load(database)
    yield "batches", lambda: two_batches(database.query("SELECT range FROM range(3)", None))
    yield "stream", lambda: database.query("SELECT 1, 'x'", None).stream() is not None
    values = [1, 2**80, 1.5, "text", b"bytes", bytearray(b"b"), True, None, DAY, DAY.date(), decimal.Decimal("1.5"), uuid.UUID(int=1)]
    marks = ", ".join("?" for _ in values)
    yield "positions", lambda: repr(database.query(f"SELECT {marks}", values).read(ALL).cells(0))
    # As many as the list of what is kept has room for, so that the last text is the one that it has to grow for.
    yield "texts", lambda: database.query("SELECT ?, ?, ?, ?", ["a", "b", "c", "d"]).read(ALL).cells(3)
    yield "names", lambda: database.query("SELECT $a, $b", {"a": 1, "b": "x"}).read(ALL).cells(1)
    mended = LOAD | {"input": 1, "repair": True}
    yield "records", lambda: database.load_records(EVENTS, "mine", iter(made), mended, None)["rows"]
    # What is written grows at a bracket in the one, and for a text in the other.
    brackets = [made[0] | {"properties": {"a": [[]] * 3000}}]
    yield "brackets", lambda: database.load_records(EVENTS, "mine", iter(brackets), mended, None)["rows"]
    long = [made[0] | {"properties": {"a": "x" * 9000}}]
    yield "long text", lambda: database.load_records(EVENTS, "mine", iter(long), mended, None)["rows"]
    exported = [json.loads(line) for line in export.decode().splitlines()]
    yield "export", lambda: database.load_records(EVENTS, "mine", iter(exported), LOAD | {"input": 0}, None)["rows"]
    people = [{"distinct_id": "u", "properties": {"a": 1}, "last_seen": DAY}]
    yield "profiles", lambda: database.load_records(PROFILES, "people", iter(people), LOAD | {"input": 1}, None)["rows"]
    yield "progress", lambda: database.load_records(EVENTS, "mine", iter(made), mended, lambda *_: None)["rows"]
    yield "files", lambda: database.load_files(EVENTS, "mine", [raw], FILE, None)["rows"]
    yield "tables", lambda: len(database.tables())
    yield "schema", lambda: database.table_schema("events")[1]
    yield "exists", lambda: database.table_exists("events")
    yield "sample", lambda: len(database.sample("events", 2).read(ALL))
    yield "summarize", lambda: len(database.summarize("events").read(ALL))
    yield "breakdown", lambda: database.breakdown("events", 0, None).read(ALL).cells(0)
    yield "statistics", lambda: len(database.column_statistics("events", "n", True).read(ALL))
    yield "values", lambda: len(database.column_values("events", "n", True, 3).read(ALL))
    yield "keys", lambda: database.keys("events", None)
    yield "loads", lambda: len(database.loads("events").read(ALL)) > 0
    # What raises without a fault, too.
    bad = [made[0] | {"properties": {"a": [b""]}}]
    unknown = [made[0] | {"other": 1}]
    untimely = [made[0] | {"event_time": "x"}]
    yield "refused value", lambda: database.load_records(EVENTS, "mine", iter(bad), mended, None)
    yield "refused key", lambda: database.load_records(EVENTS, "mine", iter(unknown), mended, None)
    yield "refused time", lambda: database.load_records(EVENTS, "mine", iter(untimely), mended, None)
    yield "wrong", lambda: database.query("SELECT evnt_name FROM events", None)
    yield "unknown", lambda: database.table_schema("nothing")


class Faults:
    """What makes the n-th allocation fail: that one alone, or it and all after it."""

    function = "allocation"
    def __init__(self) -> None:
        self._hooks = importlib.import_module("_testcapi")

    def begin(self, number: int, is_lasting: bool) -> None:
        self._hooks.set_nomemory(number, 0 if is_lasting else number + 1)

    def end(self) -> None:
        self._hooks.remove_mem_hooks()


class InjectedFaults(Faults):
    """The same of a function that the extension calls."""

    def __init__(self, places_path: Path) -> None:
        self._library = ctypes.PyDLL(_native.__file__)
        self._path = places_path
        self._seen: set[tuple[str, str]] = set()

    def begin(self, number: int, is_lasting: bool) -> None:
        how = "on" if is_lasting else "once"
        self._library.inject_order(f"{self.function} {number + 1} {how} {INJECTED_ERRNOS[self.function]}".encode())

    def end(self) -> None:
        self._library.inject_end()

    def new_places(self, call: Callable[[], Any]) -> list[tuple[str, int]]:
        """The function, and the number of its first call, for each place that no call before has had."""
        self._library.inject_order(b"")
        self._library.call_places_begin()
        outcome(call)
        self._library.call_places_end()
        self._library.inject_end()
        self._library.call_places_write(os.fsencode(self._path))
        lines = [line.split() for line in self._path.read_text().splitlines()]
        found = [(name, int(number) - 1) for name, number, place in lines if (name, place) not in self._seen]
        self._seen.update((name, place) for name, _, place in lines)
        return [(name, number) for name, number in found if name in INJECTED_ERRNOS]


def outcome(call: Callable[[], Any]) -> Any:
    """What it gives or raises, as something that can be compared."""
    try:
        return call()
    except MixpanelDataError as error:
        return (type(error).__name__, error.message)


def attempt(faults: Faults, call: Callable[[], Any], number: int, is_lasting: bool) -> tuple[str, Any]:
    # Python keeps lists, dicts and more for the next ones: what it has kept needs no memory.
    gc.collect()
    faults.begin(number, is_lasting)
    try:
        given = call()
    except BaseException as error:
        faults.end()
        return type(error).__name__, error
    faults.end()
    return "", given


def is_memory(name: str, error: Any) -> bool:
    """Whether it says that there is no memory."""
    if name == "SystemError":
        # CPython 3.11 itself says so where it has no memory for the frame of a function that is written in Python, or for a type.
        return str(error).startswith(("<function ", "error return without exception set", "execution of module"))
    # The message of a library that was not found is built in memory, too.
    return name in ("MemoryError", "OutOfMemoryError", "EngineLibraryError") or "memory" in str(error)


def is_shortened(expected: Any, raised: str) -> bool:
    """The error that it is without a fault, though its text may be less: that is built in memory."""
    return isinstance(expected, tuple) and raised == expected[0]


class Round:
    """All faults of all calls; what went wrong is in `bad`."""

    def __init__(self, faults: Faults, database: Any) -> None:
        self.faults = faults
        self.database = database
        self.tried = 0
        self.failed = 0
        self.bad: list[str] = []

    def try_fault(self, name: str, call: Callable[[], Any], expected: Any, number: int, is_lasting: bool) -> bool:
        """False where nothing failed."""
        raised, given = attempt(self.faults, call, number, is_lasting)
        self.tried += 1
        found = (raised, given.message) if isinstance(given, MixpanelDataError) else given
        if found == expected:
            return False
        self.failed += 1
        where = f"{name}, {self.faults.function} {number}{' and all after it' if is_lasting else ''}"
        if not raised:
            self.bad.append(f"{where}: gives {given!r:.200} instead of {expected!r:.200}")
        elif not is_memory(raised, given) and not is_shortened(expected, raised):
            self.bad.append(f"{where}: raises {raised}: {given!s:.200}")
        if self.database.query("SELECT 42", None).read(ALL).cells(0) != [42]:
            self.bad.append(f"{where}: the database answers no more")
        return True

    def try_call(self, name: str, call: Callable[[], Any]) -> None:
        expected = outcome(call)
        quiet = 0
        for number in range(MOST_FAULTS):
            fails = self.try_fault(name, call, expected, number, False)
            quiet = 0 if fails else quiet + 1
            if quiet == MOST_QUIET:
                break

    def try_places(self, name: str, call: Callable[[], Any], faults: InjectedFaults) -> None:
        expected = outcome(call)
        for at, (function, number) in enumerate(faults.new_places(call)):
            faults.function = function
            self.try_fault(name, call, expected, number, False)
            if at % LASTING_EACH == 0:
                self.try_fault(name, call, expected, number, True)


def main(folder: Path, is_injected: bool) -> None:
    lines = [
        json.dumps({"event": "A", "properties": {"time": 1700000000 + i, "distinct_id": "u", "$insert_id": f"i{i}", "n": i}})
        for i in range(20)
    ]
    raw = folder / "events.ndjson"
    raw.write_text("\n".join(lines) + "\n")
    export = raw.read_bytes()
    database = _native.open(MEMORY, b"", ENGINE)
    database.load_files(EVENTS, "events", [str(raw).encode()], LOAD, None)
    calls = list(read_and_load_again(database, export, str(raw).encode()))
    # What is there by now takes no time to be looked through.
    gc.freeze()
    made = inject(folder, database, calls) if is_injected else Round(Faults(), database)
    blocks: list[int] = []
    # What C allocates is not seen by it.
    while not is_injected and len(blocks) < MOST_ROUNDS and not is_flat(blocks):
        made = Round(made.faults, database)
        for name, call in calls:
            made.try_call(name, call)
        gc.collect()
        blocks.append(sys.getallocatedblocks())
    print(
        json.dumps(
            {"tried": made.tried, "failed": made.failed, "bad": made.bad, "blocks": blocks, "is_flat": is_injected or is_flat(blocks)}
        )
    )


def is_flat(blocks: list[int]) -> bool:
    """Whether nothing grows any more: what is lost is lost in each round, and a cache of the interpreter's fills in some."""
    return len(blocks) > 2 and min(after - before for before, after in itertools.pairwise(blocks[1:])) < FEW_BLOCKS


def run_command_without_memory(faults: InjectedFaults) -> list[str]:
    """Where its words can't be held: after it began the process is the command's."""
    faults.function = "allocation"
    raised, given = attempt(faults, lambda: _native.run_command([b"mpdata", b"--version"]), 0, False)
    return [] if raised == "MemoryError" else [f"the command: gives {given!r:.200}"]


def inject(folder: Path, database: Any, calls: list[tuple[str, Callable[[], Any]]]) -> Round:
    faults = InjectedFaults(folder / "places")
    made = Round(faults, database)
    calls += [(f"stream {is_plain}", lambda is_plain=is_plain: read_stream(database, is_plain)) for is_plain in (False, True)]  # type: ignore[misc]
    for name, call in calls:
        made.try_places(name, call, faults)
    made.bad += run_command_without_memory(faults)
    return made


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--injected" in sys.argv)
