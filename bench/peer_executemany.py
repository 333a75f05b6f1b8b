#!/usr/bin/env python3
"""Inserts ready rows as the design research does: executemany, 1000 a batch, into a table with a primary key."""

import json
import sys
import time

import duckdb

BATCH_ROWS = 1000
CREATE = ("CREATE TABLE ev (event_name VARCHAR NOT NULL, event_time TIMESTAMP NOT NULL,"
          " distinct_id VARCHAR NOT NULL, insert_id VARCHAR PRIMARY KEY, properties JSON)")


def read_rows(database, table, count):
    with duckdb.connect(database, read_only=True) as connection:
        return connection.execute(
            f'SELECT event_name, event_time, distinct_id, insert_id, properties::VARCHAR FROM "{table}"'
            f" LIMIT {int(count)}").fetchall()


def main():
    rows_database, table, database, count = sys.argv[1:]
    rows = read_rows(rows_database, table, count)
    with duckdb.connect(database) as connection:
        connection.execute(CREATE)
        begin = time.monotonic()
        for first in range(0, len(rows), BATCH_ROWS):
            connection.executemany("INSERT INTO ev VALUES (?, ?, ?, ?, ?)",
                                   rows[first:first + BATCH_ROWS])
        print(json.dumps({"rows": len(rows), "wall_seconds": time.monotonic() - begin}))


if __name__ == "__main__":
    main()
