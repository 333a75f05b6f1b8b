"""The way of the design research: Python's executemany, 1000 rows a batch, the key kept while inserting."""

import json
import os
import sys

from measure import Comparison, Group, Measure
from sample import run_program
from setting import TABLE, remove

ROWS = 20000


def executemany(setting):
    database = setting.folder / "research.db"
    program = os.path.join(os.path.dirname(__file__), "peer_executemany.py")
    sample, output = run_program(
        [sys.executable, program, setting.ready_rows, TABLE, database, str(min(ROWS, setting.ready_count))],
        {"PYTHONPATH": str(setting.python_folder)})
    told = json.loads(output)
    remove(database)
    # Without starting Python and reading the rows.
    sample.wall_seconds = told["wall_seconds"]
    sample.peak_rss_bytes = None
    return sample


def times_faster(medians, setting):
    rows = min(ROWS, setting.ready_count)
    return (medians["executemany"].wall_seconds / rows) / (
        medians["ingest, key"].wall_seconds / setting.rows)


def group(_engine):
    return Group("research", [
        Measure("executemany", f"{ROWS} rows ready in memory, by Python's executemany, 1000 a batch, key kept",
                executemany, most_runs=1),
    ], [Comparison("seconds a row: executemany / ingest, key", times_faster, at_least=500)])
