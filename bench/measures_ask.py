"""Questions to a file, with their answers written out: `mpdata query` beside DuckDB's own command line.

Whole processes that write to /dev/null, on a file that the system holds in memory. What takes milliseconds is asked many times
in a row, and the median counts.
"""

import json
from statistics import median

from measure import Comparison, Group, Measure, cpu_ratio, wall_ratio
from sample import MeasureFailed, Sample, run_program
from setting import TABLE

DATABASE = "ask.db"

# A row of each usual type: text, two kinds of numbers, a time, and JSON of some 600 bytes.
MAKE_TABLE = (
    "CREATE TABLE asked AS SELECT event_name AS name, (hash(insert_id) % 10000000000)::BIGINT AS number,"
    " (hash(insert_id) % 1000003) / 1024.0 AS amount, event_time AS time, properties"
    f" FROM {TABLE}")
ASK = "SELECT name, number, amount, time, properties FROM asked"

# mpdata's name of a format, and the option of DuckDB's command line.
FORMATS = [("table", ()), ("csv", ("-csv",)), ("json", ("-json",)), ("jsonl", ("-jsonlines",)),
           ("markdown", ("-markdown",))]
SMALL = [("1 row", " LIMIT 1"), ("1000 rows", " LIMIT 1000")]
SMALL_TIMES = 15

# DuckDB's Markdown of all rows takes half a minute.
SLOW_RUNS = 1

MOST_START_SECONDS = 0.060
MOST_STREAM_MB = 250


def prepare(setting):
    database = setting.folder / DATABASE
    setting.ingest(database, setting.export, "--no-primary-key")
    run_program([setting.command_line, database, "-c", MAKE_TABLE])


def ask_mpdata(setting, name, sql):
    return [setting.mpdata, "--db", setting.folder / DATABASE, "query", "--format", name, sql]


def ask_duckdb(setting, options, sql):
    return [setting.command_line, "-readonly", setting.folder / DATABASE, *options, "-c", sql]


def median_of(samples):
    return Sample(*(median(getattr(sample, field) for sample in samples)
                    for field in ("wall_seconds", "cpu_seconds", "peak_rss_bytes")))


def asked(make_command, times):
    def run(setting):
        return median_of([
            run_program(make_command(setting), setting.environment, discards_output=True)[0]
            for _ in range(times)])
    return run


def pair(name, options, size, sql, times, most_runs=None):
    """The same question to mpdata and to DuckDB's command line."""
    return [
        Measure(f"{name}, {size}", f"mpdata query --format {name}",
                asked(lambda setting: ask_mpdata(setting, name, sql), times), most_runs),
        Measure(f"{name}, {size}: duckdb", "the same of DuckDB's command line",
                asked(lambda setting: ask_duckdb(setting, options, sql), times), most_runs),
    ]


def make_pairs():
    pairs = pair("csv", ("-csv",), "SELECT 1", "SELECT 1", SMALL_TIMES)
    for name, options in FORMATS:
        for size, limit in SMALL:
            pairs += pair(name, options, size, ASK + limit, SMALL_TIMES)
        pairs += pair(name, options, "all rows", ASK, 1, SLOW_RUNS if name == "markdown" else None)
    return pairs


def make_streams():
    """Every row of the table once, and ten times: what is held in memory must not grow with them."""
    return [Measure(f"stream, rows x {count}", f"{TABLE} as JSON lines, each row {count} times",
                    asked(lambda setting, count=count: ask_mpdata(
                        setting, "jsonl", f"SELECT * FROM {TABLE}, range({count})"), 1), SLOW_RUNS)
            for count in (1, 10)]


def streamed_as_arrow(make_command):
    """What the program tells of the reading alone."""
    def run(setting):
        _, output = run_program(make_command(setting), setting.environment)
        told = json.loads(output)
        if told["rows"] == 0:
            raise MeasureFailed("the Arrow stream has no rows")
        return Sample(told["wall_seconds"], told["cpu_seconds"])
    return run


def make_arrow_pair():
    return [
        Measure("Arrow stream", "all rows, mpdata_result_arrow_stream; without opening the database",
                streamed_as_arrow(lambda setting: [setting.arrow, setting.folder / DATABASE, ASK])),
        Measure("Arrow stream: duckdb", "the same by DuckDB's C functions alone",
                streamed_as_arrow(lambda setting: [setting.arrow_peer, setting.library,
                                                   setting.folder / DATABASE, ASK])),
    ]


def compare(measures):
    """Each of mpdata's with DuckDB's, which comes after it."""
    compared = []
    for measure in measures[::2]:
        is_written = measure.name in ("csv, all rows", "jsonl, all rows")
        compared.append(wall_ratio(measure.name, f"{measure.name}: duckdb",
                                   at_most=1.0 if is_written else 1.1))
    return compared


def group(_engine):
    pairs = make_pairs()
    return Group("ask", pairs + make_arrow_pair() + make_streams(), [
        *compare(pairs),
        wall_ratio("Arrow stream", "Arrow stream: duckdb", at_most=1.05),
        cpu_ratio("Arrow stream", "Arrow stream: duckdb"),
        Comparison("seconds: csv, SELECT 1", lambda m, s: m["csv, SELECT 1"].wall_seconds,
                   at_most=MOST_START_SECONDS),
        *(Comparison(f"peak RSS, MB: stream, rows x {count}",
                     lambda m, s, count=count: m[f"stream, rows x {count}"].peak_rss_bytes / 1e6,
                     at_most=MOST_STREAM_MB) for count in (1, 10)),
    ], prepare)
