"""A new table: mpdata, the least that DuckDB needs for it, and DuckDB's own way with JSON."""

from measure import Group, Measure, cpu_ratio, disk_ratio, peak_rss, wall_ratio
from sample import Sample
from setting import TABLE, remove


def ingest(*options):
    def run(setting):
        database = setting.folder / "ingest.db"
        sample = setting.ingest(database, setting.export, *options)
        remove(database)
        return sample
    return run


def floor(*options):
    def run(setting):
        database = setting.folder / "floor.db"
        _, told = setting.run_peer(
            "floor", "--rows-database", setting.ready_rows, "--rows-table", TABLE,
            "--database", database, *options)
        remove(database)
        setting.check_rows("floor", told["rows"])
        # The process as a whole also makes the rows and holds them in memory: that does not count.
        return Sample(
            wall_seconds=sum(phase["wall_seconds"] for phase in told["phases"]),
            cpu_seconds=sum(phase["cpu_seconds"] for phase in told["phases"]),
            disk_bytes=told["file_bytes"], phases=told["phases"])
    return run


def sql_way(*options):
    def run(setting):
        database = setting.folder / "sql.db"
        sample, told = setting.run_peer(
            "sql", "--export", setting.export, "--database", database, *options)
        remove(database)
        setting.check_rows("SQL way", told["rows"])
        sample.disk_bytes = told["file_bytes"]
        sample.phases = told["phases"]
        return sample
    return run


def group(engine):
    least_with_key = 2.5 if engine.startswith("2.") else 1.8
    return Group("create", [
        Measure("ingest, no key", "the export into a new table, repeats dropped; whole process",
                ingest("--no-primary-key")),
        Measure("ingest, key", "the same, with the key", ingest()),
        Measure("floor, no key", "the same rows from a table in memory, compressed alike; without making that"
                " table, without starting a process", floor("--no-key")),
        Measure("floor, key", "the same, key added after", floor()),
        Measure("SQL way, no key", "DuckDB's read_ndjson_objects, repeats deleted; whole process",
                sql_way("--no-key")),
        Measure("SQL way, key", "the same, key added after", sql_way()),
    ], [
        wall_ratio("ingest, no key", "floor, no key", at_most=1.15),
        wall_ratio("ingest, key", "floor, key", at_most=1.15),
        cpu_ratio("ingest, no key", "floor, no key"),
        cpu_ratio("ingest, key", "floor, key"),
        wall_ratio("SQL way, no key", "ingest, no key", at_least=3),
        wall_ratio("SQL way, key", "ingest, key", at_least=least_with_key),
        peak_rss("ingest, no key", at_most=400),
        peak_rss("ingest, key"),
        disk_ratio("ingest, no key", at_most=0.16),
        disk_ratio("ingest, key", at_most=0.22),
    ])
