"""What is measured, and what of it is compared. A new measure is one more entry of MEASURES."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from sample import Sample, run_program

# The table that every measure makes.
TABLE = "ev"


@dataclass
class Setting:
    """What all measures of a run have in common."""

    mpdata: Path
    peer: Path
    library: Path
    export: Path
    export_bytes: int
    rows: int
    # For the databases; empty between measures but for the ready rows.
    folder: Path

    @property
    def ready_rows(self):
        return self.folder / "ready-rows.db"

    def ingest(self, database):
        return run_program(
            [self.mpdata, "--db", database, "ingest", "events", TABLE, self.export],
            {"MPDATA_DUCKDB_LIBRARY": str(self.library)})[0]

    def make_ready_rows(self):
        """The rows as they end up in the table, without repeats: what the floor copies."""
        self.ingest(self.ready_rows)

    def run_peer(self, *arguments):
        sample, output = run_program([self.peer, *arguments, "--library", self.library])
        return sample, json.loads(output)


@dataclass
class Measure:
    name: str
    explanation: str
    run: Callable[[Setting], Sample]


def remove(database):
    for path in database.parent.glob(database.name + "*"):
        path.unlink()


def ingest_with_key(setting):
    database = setting.folder / "ingest.db"
    sample = setting.ingest(database)
    sample.disk_bytes = database.stat().st_size
    remove(database)
    return sample


def floor(setting, *options):
    database = setting.folder / "floor.db"
    _, told = setting.run_peer(
        "floor", "--rows-database", setting.ready_rows, "--rows-table", TABLE,
        "--database", database, *options)
    remove(database)
    # The process as a whole also makes the rows and holds them in memory: that does not count.
    return Sample(
        wall_seconds=sum(phase["wall_seconds"] for phase in told["phases"]),
        cpu_seconds=sum(phase["cpu_seconds"] for phase in told["phases"]),
        disk_bytes=told["file_bytes"], phases=told["phases"])


def floor_with_key(setting):
    return floor(setting)


def floor_without_key(setting):
    return floor(setting, "--no-key")


def sql_with_key(setting):
    database = setting.folder / "sql.db"
    sample, told = setting.run_peer("sql", "--export", setting.export, "--database", database)
    remove(database)
    sample.disk_bytes = told["file_bytes"]
    sample.phases = told["phases"]
    return sample


MEASURES = [
    Measure("mpdata ingest", "the export into a new table, repeats dropped, with the key; whole process",
            ingest_with_key),
    Measure("floor", "the same rows from a table in memory, key added after; without making that table",
            floor_with_key),
    Measure("floor without key", "the same, no key", floor_without_key),
    Measure("SQL way", "DuckDB's read_ndjson_objects, repeats deleted, key added after; whole process",
            sql_with_key),
]


@dataclass
class Comparison:
    """A figure made of measures' medians, and what is wanted of it: at most, or at least, or nothing."""

    name: str
    figure: Callable
    at_most: float | None = None
    at_least: float | None = None


def wall(medians, name):
    return medians[name].wall_seconds


def cpu(medians, name):
    return medians[name].cpu_seconds


COMPARISONS = [
    Comparison("seconds: mpdata ingest / floor",
               lambda m, s: wall(m, "mpdata ingest") / wall(m, "floor"), at_most=1.3),
    Comparison("CPU seconds: mpdata ingest / floor",
               lambda m, s: cpu(m, "mpdata ingest") / cpu(m, "floor")),
    Comparison("seconds: SQL way / mpdata ingest",
               lambda m, s: wall(m, "SQL way") / wall(m, "mpdata ingest")),
    Comparison("peak RSS of mpdata ingest, MB",
               lambda m, s: m["mpdata ingest"].peak_rss_bytes / 1e6, at_most=400),
    Comparison("disk bytes per source byte, with key",
               lambda m, s: m["mpdata ingest"].disk_bytes / s.export_bytes, at_most=0.22),
    Comparison("disk bytes per source byte, floor without key",
               lambda m, s: m["floor without key"].disk_bytes / s.export_bytes),
    Comparison("thousand rows a second: mpdata ingest",
               lambda m, s: s.rows / wall(m, "mpdata ingest") / 1000),
]
