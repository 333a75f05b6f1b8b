#!/usr/bin/env python3
"""Loads the first N lines of an export into a new table, in one of several ways; prints {"rows", "wall_seconds"}.

    python_load.py WAY EXPORT COUNT DATABASE
"""

import datetime
import itertools
import json
import sys
import time


def read_lines(export, count):
    with open(export, "rb") as lines:
        return list(itertools.islice(lines, count))


def ready_records(lines):
    """What a program may have: dicts with the columns' names, times as datetimes."""
    records = []
    for line in lines:
        raw = json.loads(line)
        properties = raw["properties"]
        records.append({
            "event_name": raw["event"],
            "event_time": datetime.datetime.fromtimestamp(properties.pop("time"), datetime.UTC),
            "distinct_id": properties.pop("distinct_id"),
            "insert_id": properties.pop("$insert_id"),
            "properties": properties,
        })
    return records


def load(database, data):
    from mixpanel_data import StorageEngine

    with StorageEngine(database) as engine:
        begin = time.monotonic()
        engine.create_events_table("ev", data)
        return time.monotonic() - begin


def ready(export, count, database):
    return load(database, iter(ready_records(read_lines(export, count))))


def json_loads(export, count, database):
    lines = read_lines(export, count)
    return load(database, (json.loads(line) for line in lines))


def json_alone(export, count, _database):
    lines = read_lines(export, count)
    begin = time.monotonic()
    for line in lines:
        json.loads(line)
    return time.monotonic() - begin


def path(export, _count, database):
    return load(database, export)


CREATE = ("CREATE TABLE ev (event_name VARCHAR NOT NULL, event_time TIMESTAMP NOT NULL,"
          " distinct_id VARCHAR NOT NULL, insert_id VARCHAR PRIMARY KEY, properties JSON)")


def without_repeats(records):
    """DuckDB's key refuses them."""
    return list({record["insert_id"]: record for record in records}.values())


def frames(export, count, database):
    """Of the same ready dicts, 10,000 at a time: properties to text, a frame, registered and inserted."""
    import duckdb
    import pandas

    records = without_repeats(ready_records(read_lines(export, count)))
    with duckdb.connect(database) as connection:
        connection.execute(CREATE)
        begin = time.monotonic()
        for first in range(0, len(records), 10000):
            part = pandas.DataFrame([
                record | {"event_time": record["event_time"].replace(tzinfo=None),
                          "properties": json.dumps(record["properties"])}
                for record in records[first:first + 10000]])
            connection.register("part", part)
            connection.execute("INSERT INTO ev SELECT * FROM part")
            connection.unregister("part")
        return time.monotonic() - begin


def executemany(export, count, database):
    """The design research's way: 1000 a batch, the key kept while inserting. The rows are ready, their properties text."""
    import duckdb

    rows = [(record["event_name"], record["event_time"].replace(tzinfo=None), record["distinct_id"],
             record["insert_id"], json.dumps(record["properties"]))
            for record in without_repeats(ready_records(read_lines(export, count)))]
    with duckdb.connect(database) as connection:
        connection.execute(CREATE)
        begin = time.monotonic()
        for first in range(0, len(rows), 1000):
            connection.executemany("INSERT INTO ev VALUES (?, ?, ?, ?, ?)", rows[first:first + 1000])
        return time.monotonic() - begin


WAYS = {"ready": ready, "json-loads": json_loads, "json-alone": json_alone, "path": path, "frames": frames,
        "executemany": executemany}


def main():
    way, export, count, database = sys.argv[1:]
    print(json.dumps({"wall_seconds": WAYS[way](export, int(count), database)}))


if __name__ == "__main__":
    main()
