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
import measures_append
import measures_ask
import measures_create
import measures_look
import measures_python
import measures_research
import measures_scale
import measures_sources
import report
from sample import MeasureFailed
from setting import Setting

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bench"
PROGRAMS = ROOT / "build" / "release" / "bin"
PYTHON_PACKAGES = ROOT / "build" / "deps" / "python"

# A few repeated lines, as real exports have them.
REPEAT_FRACTION = "0.02"


def read_count(text):
    found = re.fullmatch(r"([0-9]+)([kM]?)", text)
    if not found or int(found[1]) == 0:
        raise argparse.ArgumentTypeError(f"not a count: {text}")
    return int(found[1]) * {"": 1, "k": 1000, "M": 1000000}[found[2]]


GROUPS = ["create", "sources", "append", "look", "ask", "scale", "research", "python"]
# Those that are not compared with what it takes to create a table.
INDEPENDENT_GROUPS = {"look", "ask", "python"}


def read_groups(text):
    names = text.split(",")
    if not set(names) <= set(GROUPS):
        raise argparse.ArgumentTypeError(f"{text}: there is {', '.join(GROUPS)}")
    return names


def read_arguments():
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--rows", type=read_count, default=1000000)
    parser.add_argument("--runs", type=read_count, default=5)
    parser.add_argument("--engine", default="1.5.6")
    parser.add_argument("--only", type=read_groups, default=GROUPS)
    parser.add_argument("--scale", type=read_count)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    arguments.scale = arguments.scale or 10 * arguments.rows
    return arguments


def command_line(engine):
    return PYTHON_PACKAGES / f"duckdb-cli-{engine}" / "duckdb_cli" / "duckdb"


def make_groups(arguments):
    """What most others are compared with is measured with them."""
    groups = []
    if not set(arguments.only) <= INDEPENDENT_GROUPS:
        groups.append(measures_create.group(arguments.engine))
    if "sources" in arguments.only:
        groups.append(measures_sources.group(arguments.engine))
    if "append" in arguments.only:
        groups.append(measures_append.group(arguments.engine))
    if "look" in arguments.only:
        groups.append(measures_look.group(arguments.engine))
    if "ask" in arguments.only and command_line(arguments.engine).exists():
        groups.append(measures_ask.group(arguments.engine))
    elif "ask" in arguments.only:
        print(f"no group ask: there is no command line of DuckDB {arguments.engine}", file=sys.stderr)
    if "scale" in arguments.only:
        groups.append(measures_scale.group(arguments.rows, arguments.scale))
    if "research" in arguments.only:
        groups.append(measures_research.group(arguments.engine))
    if "python" in arguments.only:
        groups.append(measures_python.group(arguments.engine))
    return groups


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
        mpdata=PROGRAMS / "mpdata", generate=PROGRAMS / "mpdata_generate",
        push=PROGRAMS / "mpdata_push", arrow=PROGRAMS / "mpdata_arrow",
        peer=PROGRAMS / "mpdata_peer_duckdb", arrow_peer=PROGRAMS / "mpdata_peer_arrow",
        engine=arguments.engine, library=library,
        python_folder=PYTHON_PACKAGES / f"duckdb-{arguments.engine}",
        python=PYTHON_PACKAGES / "tools" / "bin" / "python",
        python_package=ROOT / "build" / "release" / "python",
        command_line=command_line(arguments.engine),
        export=export, export_bytes=export.stat().st_size, rows=arguments.rows,
        most_rows=arguments.scale, folder=folder)


def warm_up(setting):
    """Everybody reads the export from memory, not only who comes second."""
    with open(setting.export, "rb") as export:
        while export.read(1 << 24):
            pass


def measure_rounds(setting, measures, runs):
    """A list of samples for each measure. Each round has another order: none is always first."""
    samples = {measure.name: [] for measure in measures}
    order = random.Random(1)
    for number in range(1, runs + 1):
        for measure in order.sample(measures, len(measures)):
            if measure.most_runs is not None and number > measure.most_runs:
                continue
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
        groups = make_groups(arguments)
        print("making ready", file=sys.stderr, flush=True)
        setting.make_ready_rows()
        for group in groups:
            group.prepare(setting)
        warm_up(setting)
        measures = [measure for group in groups for measure in group.measures]
        samples = measure_rounds(setting, measures, arguments.runs)
    except (MeasureFailed, subprocess.CalledProcessError) as failure:
        sys.exit(f"script/bench: {failure}")
    finally:
        shutil.rmtree(folder)
    outcome = report.summarise(setting, groups, arguments.runs, facts, samples)
    print(report.as_text(outcome))
    if arguments.json:
        arguments.json.write_text(json.dumps(outcome, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
