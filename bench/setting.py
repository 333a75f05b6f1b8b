"""What all measures of a run have in common: the programs, the export, a folder for databases."""

import gzip
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sample import MeasureFailed, run_program

# The table that every measure makes.
TABLE = "ev"


@dataclass
class Setting:
    mpdata: Path
    generate: Path
    push: Path
    arrow: Path
    peer: Path
    arrow_peer: Path
    engine: str
    library: Path
    # Where the wheel of the same DuckDB is.
    python_folder: Path
    # One that has pandas, and the package mixpanel_data of the release build.
    python: Path
    python_package: Path
    # DuckDB's own, of the same version.
    command_line: Path
    export: Path
    export_bytes: int
    rows: int
    # The most rows of the measures of scale.
    most_rows: int
    # For the databases; empty between measures but for what was made ready.
    folder: Path
    # What the ready rows are, without repeats.
    ready_count: int = 0

    @property
    def ready_rows(self):
        return self.folder / "ready-rows.db"

    @property
    def environment(self):
        return {"MPDATA_DUCKDB_LIBRARY": str(self.library)}

    def ingest(self, database, source, *options, **streams):
        """A load of `source`, and how many rows the table has after it."""
        sample, _ = run_program(
            [self.mpdata, "--db", database, "ingest", "events", TABLE, source, *options],
            self.environment, **streams)
        sample.disk_bytes = database.stat().st_size
        return sample

    def count_rows(self, database):
        _, output = run_program(
            [self.mpdata, "--db", database, "query", "--format", "csv", f"SELECT count(*) FROM {TABLE}"],
            self.environment)
        return int(output.split()[-1])

    def make_ready_rows(self):
        """The rows as they end up in the table, without repeats: what the floor copies."""
        self.ingest(self.ready_rows, self.export)
        self.ready_count = self.count_rows(self.ready_rows)

    def check_rows(self, name, rows):
        """Who makes another table than mpdata measures something else."""
        if rows != self.ready_count:
            raise MeasureFailed(f"{name}: {rows} rows, and mpdata has {self.ready_count}")

    def run_peer(self, *arguments):
        sample, output = run_program([self.peer, *arguments, "--library", self.library])
        return sample, json.loads(output)

    def generate_events(self, rows, *options):
        """A generator at work, whose output is its `stdout`."""
        return subprocess.Popen([self.generate, "events", "--events", str(rows), *options],
                                stdout=subprocess.PIPE)


def remove(database):
    for path in database.parent.glob(database.name + "*"):
        path.unlink()


def compressed(export, suffix):
    """The export once more, compressed; made at the first run, then kept beside it."""
    path = export.with_suffix(export.suffix + suffix)
    if not path.exists():
        partial = path.with_suffix(".partial")
        if suffix == ".gz":
            with open(export, "rb") as plain, gzip.open(partial, "wb", compresslevel=6) as packed:
                shutil.copyfileobj(plain, packed, 1 << 20)
        else:
            subprocess.run(["zstd", "--quiet", "-3", str(export), "-o", str(partial)], check=True)
        partial.rename(path)
    return path
