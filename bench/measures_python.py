"""Loads from Python: iterators and paths, beside what one would do with DuckDB's own package."""

import json
import os

from measure import Comparison, Group, Measure
from sample import run_program
from setting import remove

ROWS = 200_000
EXECUTEMANY_ROWS = 20_000
PROGRAM = os.path.join(os.path.dirname(__file__), "python_load.py")


def rows_of(setting, most):
    return min(most, setting.rows)


def way(name, most_rows):
    def run(setting):
        database = setting.folder / "python.db"
        sample, output = run_program(
            [setting.python, PROGRAM, name, setting.export, str(rows_of(setting, most_rows)), database],
            {"PYTHONPATH": f"{setting.python_package}:{setting.python_folder}"})
        remove(database)
        # Without starting Python and making the records.
        sample.wall_seconds = json.loads(output)["wall_seconds"]
        return sample
    return run


def command(setting):
    database = setting.folder / "python.db"
    sample = setting.ingest(database, setting.export)
    remove(database)
    return sample


def a_row(name, most_rows):
    return lambda medians, setting: medians[name].wall_seconds / rows_of(setting, most_rows)


def ratio(name, first, second, **wanted):
    return Comparison(name, lambda medians, setting: first(medians, setting) / second(medians, setting), **wanted)


def group(_engine):
    ready = a_row("python, ready dicts", ROWS)
    return Group("python", [
        Measure("python, ready dicts", f"{ROWS:,} dicts made beforehand, through an iterator, with the key",
                way("ready", ROWS)),
        Measure("python, json.loads", "an iterator over json.loads(line) of the same lines", way("json-loads", ROWS)),
        Measure("json.loads alone", "the loop without a load", way("json-alone", ROWS)),
        Measure("python, path", "the whole export by its path", way("path", 0)),
        Measure("mpdata ingest", "the same by the command", command),
        Measure("frames", "the same ready dicts as DataFrames of 10,000, registered and inserted, key kept",
                way("frames", ROWS), most_runs=1),
        Measure("executemany in Python", f"{EXECUTEMANY_ROWS:,} ready rows by executemany, 1000 a batch, key kept",
                way("executemany", EXECUTEMANY_ROWS), most_runs=1),
    ], [
        ratio("seconds a row: executemany / python, ready dicts",
              a_row("executemany in Python", EXECUTEMANY_ROWS), ready, at_least=400),
        ratio("seconds a row: frames / python, ready dicts", a_row("frames", ROWS), ready, at_least=5),
        ratio("seconds: json.loads alone / python, json.loads", a_row("json.loads alone", ROWS),
              a_row("python, json.loads", ROWS), at_least=0.6),
        Comparison("seconds: python, path / mpdata ingest",
                   lambda m, s: m["python, path"].wall_seconds / m["mpdata ingest"].wall_seconds, at_most=1.1),
    ])
