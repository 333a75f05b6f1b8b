#!/usr/bin/env python3
"""Measures mpdata beside its peers. Run it as script/bench, which builds what it needs."""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import machine
import report
from measures import MEASURES, Setting
from sample import MeasureFailed

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
PROGRAMS = ROOT / "build" / "release" / "bin"

# A few repeated lines, as real exports have them.
REPEAT_FRACTION = "0.02"


def read_count(text):
    found = re.fullmatch(r"([0-9]+)([kM]?)", text)
    if not found or int(found[1]) == 0:
        raise argparse.ArgumentTypeError(f"not a count: {text}")
    return int(found[1]) * {"": 1, "k": 1000, "M": 1000000}[found[2]]


def read_arguments():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--rows", type=read_count, default=1000000)
    parser.add_argument("--runs", type=read_count, default=5)
    parser.add_argument("--engine", default="1.5.6")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def generator_version(generator):
    """Another generator makes another export, which must not be taken for the old one."""
    return hashlib.sha256(generator.read_bytes()).hexdigest()[:12]


def make_export(rows):
    """The export's path: made at the first run, then kept."""
    generator = PROGRAMS / "mpdata_generate"
    path = FOLDER / f"events-{rows}-{generator_version(generator)}.ndjson"
    if not path.exists():
        for outdated in FOLDER.glob(f"events-{rows}-*"):
            outdated.unlink()
        partial = path.with_suffix(".partial")
        subprocess.run(
            [generator, "events", "--events", str(rows), "--repeat-fraction", REPEAT_FRACTION,
             "-o", partial], check=True)
        partial.rename(path)
    return path


def make_setting(arguments, folder):
    library = ROOT / "build" / "deps" / "duckdb" / arguments.engine / "libduckdb.so"
    if not library.exists():
        sys.exit(f"script/bench: {library} is missing: script/setup --duckdb {arguments.engine}")
    export = make_export(arguments.rows)
    return Setting(
        mpdata=PROGRAMS / "mpdata", peer=PROGRAMS / "mpdata_peer_duckdb", library=library,
        export=export, export_bytes=export.stat().st_size, rows=arguments.rows, folder=folder)


def warm_up(setting):
    """Everybody reads the export from memory, not only who comes second."""
    with open(setting.export, "rb") as export:
        while export.read(1 << 24):
            pass


def measure_rounds(setting, runs):
    """A list of samples for each measure. Each round has another order: none is always first."""
    samples = {measure.name: [] for measure in MEASURES}
    order = random.Random(1)
    for number in range(1, runs + 1):
        for measure in order.sample(MEASURES, len(MEASURES)):
            print(f"round {number} of {runs}: {measure.name}", file=sys.stderr, flush=True)
            # What the one before left to be written must not slow this one.
            os.sync()
            samples[measure.name].append(measure.run(setting))
    return samples


def main():
    arguments = read_arguments()
    FOLDER.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=FOLDER))
    try:
        facts = machine.facts(folder)
        setting = make_setting(arguments, folder)
        setting.make_ready_rows()
        warm_up(setting)
        samples = measure_rounds(setting, arguments.runs)
    except (MeasureFailed, subprocess.CalledProcessError) as failure:
        sys.exit(f"script/bench: {failure}")
    finally:
        shutil.rmtree(folder)
    outcome = report.summarise(setting, arguments, facts, samples)
    print(report.as_text(outcome))
    if arguments.json:
        arguments.json.write_text(json.dumps(outcome, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
