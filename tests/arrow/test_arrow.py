#!/usr/bin/env python3
"""What pyarrow, polars and nanoarrow read of a result, as a stream, a file or through a pipe, equals the source."""

import argparse
import datetime
import io
import json
import math
import subprocess
import sys
import tempfile
import threading
import uuid
import warnings
from decimal import Context, Decimal, setcontext
from pathlib import Path

import nanoarrow
import nanoarrow.iterator
import polars
import pyarrow
import pyarrow.ipc
import pyarrow.parquet

sys.path.insert(0, str(Path(__file__).parents[1] / "differential"))
from reader import hostile  # noqa: E402
from reader.checks import Checks  # noqa: E402

from library import Database  # noqa: E402

# Digits enough for every 128-bit integer.
setcontext(Context(prec=50))

UTC = datetime.timezone.utc
UUID = "7d444840-9dc0-11d1-b245-5ffdce74fad2"

# Each with what Python should see of it.
VALUES = [
    ("true", True), ("NULL::BOOLEAN", None), ("(-128)::TINYINT", -128), ("(-32768)::SMALLINT", -32768),
    ("(-2147483648)::INTEGER", -2147483648), ("(-9223372036854775808)::BIGINT", -9223372036854775808),
    ("255::UTINYINT", 255), ("65535::USMALLINT", 65535), ("4294967295::UINTEGER", 4294967295),
    ("18446744073709551615::UBIGINT", 18446744073709551615),
    ("(SELECT sum(1))", Decimal(1)), ("[true, NULL, false]", [True, None, False]), ("1.5::FLOAT", 1.5), ("(-0.1)::DOUBLE", -0.1), ("'infinity'::DOUBLE", math.inf),
    ("'-infinity'::DOUBLE", -math.inf), ("1.250::DECIMAL(4,3)", Decimal("1.250")),
    ("''", ""), ("'a' || chr(0) || 'b'", "a\0b"), ("chr(27) || '[31m'", "\x1b[31m"), ("'\u202eabc\u2067'", "\u202eabc\u2067"),
    ("'😀 é 東京'", "😀 é 東京"), ("'line' || chr(10) || chr(13) || chr(9) || '\"'' , end'", "line\n\r\t\"' , end"),
    ("'a\\x00\\xFF'::BLOB", b"a\0\xff"), ("DATE '1969-12-31'", datetime.date(1969, 12, 31)),
    ("DATE '0001-01-01'", datetime.date(1, 1, 1)), ("TIME '23:59:59.999999'", datetime.time(23, 59, 59, 999999)),
    ("TIMESTAMP '1969-12-31 23:59:59.123456'", datetime.datetime(1969, 12, 31, 23, 59, 59, 123456)),
    ("TIMESTAMP '9999-12-31 23:59:59.999999'", datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)),
    ("'2020-01-01 00:00:01'::TIMESTAMP_S", datetime.datetime(2020, 1, 1, 0, 0, 1)),
    ("'2020-01-01 00:00:00.001'::TIMESTAMP_MS", datetime.datetime(2020, 1, 1, 0, 0, 0, 1000)),
    ("TIMESTAMPTZ '2020-01-01 02:00:00+02'", datetime.datetime(2020, 1, 1, tzinfo=UTC)),
    ("'{\"a\": 1.0, \"a\":1e400}'::JSON", '{"a": 1.0, "a":1e400}'), ("[1, NULL, 3]", [1, None, 3]), ("[]::VARCHAR[]", []),
    ("{'a': 1, 'b': [{'c': 'x'}]}", {"a": 1, "b": [{"c": "x"}]}), ("['{\"j\":1}'::JSON, NULL]", ['{"j":1}', None]),
    ("[7::HUGEINT]", [Decimal(7)]), ("[1, 2]::INTEGER[2]", [1, 2]), ("'b'::ENUM('a', 'b')", "b"),
    ("['b'::ENUM('a', 'b'), NULL]", ["b", None]),
]
# What not every reader has a type or a way to Python for: polars rounds the largest integers as it makes them Python's,
# nanoarrow reads negative decimals as positive ones.
FOR_PYARROW = [
    ("170141183460469231731687303715884105727::HUGEINT", Decimal(170141183460469231731687303715884105727)),
    ("(-170141183460469231731687303715884105728)::HUGEINT", Decimal(-170141183460469231731687303715884105728)),
    ("(SELECT sum(-1))", Decimal(-1)),
    ("(-12345678901234567890123456789012345.678)::DECIMAL(38,3)", Decimal("-12345678901234567890123456789012345.678")),
    (f"'{UUID}'::UUID", uuid.UUID(UUID)), ("MAP {'k': 1, 'l': NULL}", [("k", 1), ("l", None)]),
]


def select(values):
    return "SELECT " + ", ".join(f"{sql} AS c{i}" for i, (sql, _) in enumerate(values))


def plain(value):
    """Maps of polars are dicts, and a zone has several names."""
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value


def check_values(checks, name, found, values):
    for i, (sql, wanted) in enumerate(values):
        value = plain(found[f"c{i}"])
        checks.that(f"{name}: {sql}", value == wanted and type(value) is type(wanted), f"found {value!r}, wanted {wanted!r}")


def row_of(table):
    return {name: table[name].to_pylist()[0] for name in table.column_names}


def check_streams(checks, database):
    every = VALUES + FOR_PYARROW
    table = pyarrow.RecordBatchReader.from_stream(database.query(select(every))).read_all()
    table.validate(full=False)
    check_values(checks, "stream, pyarrow", row_of(table), every)
    frame = polars.DataFrame(database.query(select(VALUES)))
    check_values(checks, "stream, polars", {name: frame[name].to_list()[0] for name in frame.columns}, VALUES)
    warnings.simplefilter("ignore", nanoarrow.iterator.UnregisteredExtensionWarning)
    (row,) = nanoarrow.Array(database.query(select(VALUES))).to_pylist()
    check_values(checks, "stream, nanoarrow", row, VALUES)


class Command:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def output(self, *arguments):
        return subprocess.run([self.program, "--db", self.folder / "arrow.db", *arguments], capture_output=True, check=True).stdout

    def tables(self, sql):
        """What pyarrow reads of the same rows, by the way they came."""
        for name in ("rows.arrow", "rows.parquet"):
            self.output("query", sql, "-o", self.folder / name)
        with pyarrow.OSFile(str(self.folder / "rows.arrow")) as file:
            yield "Arrow file", pyarrow.ipc.open_file(file).read_all()
        yield "Arrow pipe", pyarrow.ipc.open_stream(self.output("query", sql, "--format", "arrow")).read_all()
        yield "Parquet file", pyarrow.parquet.read_table(self.folder / "rows.parquet")
        yield "Parquet pipe", pyarrow.parquet.read_table(io.BytesIO(self.output("query", sql, "--format", "parquet")))


def check_files(checks, command):
    every = VALUES + FOR_PYARROW
    for name, table in command.tables(select(every)):
        check_values(checks, f"{name}, pyarrow", row_of(table), every)
    folder = command.folder
    command.output("query", select(VALUES), "-o", folder / "rows.feather")
    # polars knows no JSON in Parquet: there it is bytes.
    without_json = [value for value in VALUES if "JSON" not in value[0]]
    command.output("query", select(without_json), "-o", folder / "rows.parquet")
    for name, frame, values in (("Arrow file", polars.read_ipc(folder / "rows.feather"), VALUES),
                                ("Parquet file", polars.read_parquet(folder / "rows.parquet"), without_json)):
        check_values(checks, f"{name}, polars", {column: frame[column].to_list()[0] for column in frame.columns}, values)


def as_read_by_json(lines):
    rows = [json.loads(line) for line in lines.split(b"\n") if line]
    return [(row["event_name"], row["t"], row["distinct_id"], row["insert_id"], row["p"]) for row in rows]


def as_tuples(table):
    def us(time):
        return (time - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)
    columns = [table[name].to_pylist() for name in ("event_name", "event_time", "distinct_id", "insert_id", "properties")]
    columns[1] = map(us, columns[1])
    return list(zip(*columns))


def check_events(checks, command, generate, library):
    """A table of exports, hostile ones among them, in the order it has."""
    source = command.folder / "events.ndjson"
    made = subprocess.run([generate, "events", "--events", "20k"], capture_output=True, check=True).stdout
    source.write_bytes(made + b"".join(line.encode() + b"\n" for line in hostile.event_lines()))
    command.output("ingest", "events", "events", source)
    sql = "SELECT * FROM events WHERE event_time < '9999-01-01' ORDER BY insert_id"
    wanted = as_read_by_json(command.output(
        "query", "--format", "jsonl", sql.replace("*", "event_name, epoch_us(event_time) AS t, distinct_id, insert_id, properties::VARCHAR AS p")))
    database = Database(library, command.folder / "arrow.db")
    ways = [("stream", pyarrow.RecordBatchReader.from_stream(database.query(sql)).read_all())]
    database.free()
    for name, table in [*ways, *command.tables(sql)]:
        checks.that(f"events, {name}: all {len(wanted)} rows, value by value", as_tuples(table) == wanted and len(wanted) > 20000)
        checks.equal(f"events, {name}: types", [str(field.type) for field in table.schema],
                     ["string", "timestamp[us]", "string", "string", "extension<arrow.json>"])


def check_lives(checks, library):
    """As Python does it: a reader is used and forgotten on any thread, after its database, in any order."""
    database = Database(library)
    reader = pyarrow.RecordBatchReader.from_stream(database.query("SELECT range AS n, range::VARCHAR AS s FROM range(1000000)"))
    first = reader.read_next_batch()
    total = []
    thread = threading.Thread(target=lambda: total.append(first.num_rows + sum(batch.num_rows for batch in reader)))
    thread.start()
    thread.join()
    checks.equal("lives: read to the end on another thread", total, [1000000])
    reader = pyarrow.RecordBatchReader.from_stream(database.query("SELECT range FROM range(1000000)"))
    kept = reader.read_next_batch()
    database.query("SELECT 1")
    try:
        reader.read_next_batch()
        checks.that("lives: the next query ends the reader", False, "it gave a batch")
    except pyarrow.ArrowInvalid as error:
        checks.that("lives: the next query ends the reader", "next statement" in str(error), error)
    reader = pyarrow.RecordBatchReader.from_stream(database.query("SELECT range FROM range(1000000)"))
    database.free()
    try:
        reader.read_next_batch()
        checks.that("lives: the end of the database ends the reader", False, "it gave a batch")
    except pyarrow.ArrowInvalid as error:
        checks.that("lives: the end of the database ends the reader", "closed" in str(error), error)
    thread = threading.Thread(target=reader.close)
    thread.start()
    thread.join()
    checks.equal("lives: a batch outlives all of it", kept.column(0)[-1].as_py(), kept.num_rows - 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mpdata", required=True)
    parser.add_argument("--generate", required=True)
    parser.add_argument("--library", help="libmpdata.so", required=True)
    arguments = parser.parse_args()
    checks = Checks()
    database = Database(arguments.library)
    check_streams(checks, database)
    database.free()
    with tempfile.TemporaryDirectory() as folder:
        command = Command(arguments.mpdata, Path(folder))
        check_events(checks, command, arguments.generate, arguments.library)
        check_files(checks, command)
    check_lives(checks, arguments.library)
    sys.exit(checks.exit_code())


if __name__ == "__main__":
    main()
