"""The same rows from other sources than a plain file: compressed, piped, pushed by a program. Without the key."""

import json

from measure import Comparison, Group, Measure, wall_ratio
from sample import run_program
from setting import TABLE, compressed, remove


def ingest_compressed(suffix):
    def run(setting):
        database = setting.folder / "compressed.db"
        sample = setting.ingest(database, compressed(setting.export, suffix), "--no-primary-key")
        remove(database)
        return sample
    return run


def ingest_piped(setting):
    database = setting.folder / "piped.db"
    sample = setting.ingest(database, "-", "--no-primary-key", feeder=["cat", setting.export])
    remove(database)
    return sample


def push(setting):
    database = setting.folder / "pushed.db"
    sample, output = run_program(
        [setting.push, setting.ready_rows, TABLE, database], setting.environment)
    told = json.loads(output)
    remove(database)
    setting.check_rows("push", told["rows"])
    # The process as a whole also makes the records and holds them in memory: that does not count.
    sample.wall_seconds = told["wall_seconds"]
    sample.peak_rss_bytes = None
    return sample


def prepare(setting):
    for suffix in (".gz", ".zst"):
        compressed(setting.export, suffix)


def pushed_rows_a_second(medians, setting):
    return setting.ready_count / medians["push"].wall_seconds


def push_beside_file(medians, setting):
    return pushed_rows_a_second(medians, setting) / (
        setting.rows / medians["ingest, no key"].wall_seconds)


def group(_engine):
    return Group("sources", [
        Measure("gzip", "the export compressed by gzip -6", ingest_compressed(".gz")),
        Measure("zstd", "the export compressed by zstd -3", ingest_compressed(".zst")),
        Measure("standard input", "cat export | mpdata ingest ... -", ingest_piped),
        Measure("push", "records ready in memory, one mpdata_load_push each, from one thread; CPU s with making them",
                push),
    ], [
        wall_ratio("gzip", "ingest, no key", at_most=1.4),
        wall_ratio("zstd", "ingest, no key", at_most=1.25),
        wall_ratio("standard input", "ingest, no key", at_most=1.15),
        Comparison("rows a second: push", pushed_rows_a_second, at_least=300000),
        Comparison("rows a second: push / ingest, no key", push_beside_file, at_least=0.6),
    ], prepare)
