"""The export appended to a table of ten times as many rows."""

import os
import shutil

from measure import Group, Measure, wall_ratio
from sample import MeasureFailed
from setting import TABLE, remove

# The generator's own first day is 2026-10-01, for 30 days.
BASES = {
    "base-no-key.db": ("--no-primary-key",),
    "base-key.db": (),
    "base-month-before.db": ("--no-primary-key",),
}


def generator_options(name):
    first_day = ("--from", "2026-09-01") if "month-before" in name else ()
    return ("--seed", "2", *first_day)


def prepare(setting):
    for name, options in BASES.items():
        with setting.generate_events(10 * setting.rows, *generator_options(name)) as generator:
            setting.ingest(setting.folder / name, "-", *options, stdin=generator.stdout)


def append(base):
    def run(setting):
        database = setting.folder / "append.db"
        shutil.copyfile(setting.folder / base, database)
        # The load must not wait until the copy is on the disk: the table of a user is.
        os.sync()
        before = setting.count_rows(database)
        sample = setting.ingest(database, setting.export, "--append")
        added = setting.count_rows(database) - before
        remove(database)
        if added != setting.ready_count:
            raise MeasureFailed(f"append to {base}: {added} new rows in {TABLE}")
        return sample
    return run


def group(_engine):
    return Group("append", [
        Measure("append, no key", "the export appended to ten times as many events of the same days",
                append("base-no-key.db")),
        Measure("append, no key, next month", "the same, to events of the month before",
                append("base-month-before.db")),
        Measure("append, key", "as the first, with the key", append("base-key.db")),
    ], [
        wall_ratio("append, no key", "ingest, no key", at_most=1.5),
        wall_ratio("append, no key, next month", "ingest, no key", at_most=1.5),
        wall_ratio("append, key", "ingest, key", at_most=3),
    ], prepare)
