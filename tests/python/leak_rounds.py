"""Opens, loads, asks and closes over and over, and prints what has grown since it was warm.

    python tests/python/leak_rounds.py ROUNDS [FILE]    one line of JSON

`references` is for a debug interpreter (python3-dbg), and an extension that counts with it: cmake --preset debug
-DCMAKE_C_FLAGS="-DPy_DEBUG -DPy_REF_DEBUG".
"""

from __future__ import annotations

import datetime
import gc
import json
import os
import sys
import tracemalloc
import warnings
from typing import Any

import mixpanel_data
from mixpanel_data import StorageEngine

EVENT: dict[str, Any] = {
    "event_name": "Sign Up",
    "event_time": datetime.datetime(2026, 10, 1),
    "distinct_id": "user",
    "insert_id": "insert",
    "properties": {"a": [1, {"b": "c"}], "day": datetime.date(2026, 10, 1)},
}


def turn(path: str | None) -> None:
    """Each call once that holds memory in C, and each way out of a load that fails."""
    with StorageEngine.memory(threads=1) if path is None else StorageEngine(path, threads=1) as engine:
        engine.create_events_table("events", [EVENT], mode="replace")
        assert engine.execute("SELECT *, [1, NULL], {'a': 2} FROM events").fetchall()
        engine.execute("SELECT * FROM range(5000)").fetchone()
        engine.execute("SELECT properties FROM events WHERE event_name = $name", {"name": "Sign Up"}).__arrow_c_stream__()
        with engine.connection.cursor() as cursor:
            cursor.execute("SELECT ?", ["text"]).fetchall()
        assert engine.list_tables() and engine.get_schema("events") and engine.property_keys("events")
        for bad in (EVENT | {"properties": {"a": b""}}, EVENT | {"event_time": "never"}, 5):
            try:
                engine.append_events_table("events", [bad])
            except mixpanel_data.InputError:
                pass
        try:
            engine.execute("SELECT nothing FROM events")
        except mixpanel_data.QueryError:
            pass


def rss_bytes() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def counts() -> dict[str, int]:
    """What must not grow."""
    sys._clear_type_cache()  # it keeps names that attributes were asked for with, 4096 at the most
    gc.collect()
    return {
        "rss_bytes": rss_bytes(),
        "traced_bytes": tracemalloc.get_traced_memory()[0] if tracemalloc.is_tracing() else 0,
        "objects": len(gc.get_objects()),
        "blocks": sys.getallocatedblocks(),
        "references": sys.gettotalrefcount() if hasattr(sys, "gettotalrefcount") else 0,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
    }


def main(rounds: int, path: str | None) -> None:
    warnings.simplefilter("error", ResourceWarning)
    for _ in range(rounds // 10):
        turn(path)
    before = counts()
    for _ in range(rounds):
        turn(path)
    grown = {name: count - before[name] for name, count in counts().items()}
    # By file, in rounds of their own: tracing takes memory and time.
    turn(path)
    tracemalloc.start()
    turn(path)
    traced = counts()["traced_bytes"]
    for _ in range(rounds // 10):
        turn(path)
    grown["traced_bytes"] = counts()["traced_bytes"] - traced
    print(json.dumps(grown))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
