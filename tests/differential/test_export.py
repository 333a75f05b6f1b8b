#!/usr/bin/env python3
"""A table that is exported and loaded again is the same table, byte for byte in every value."""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from reader import engine, hostile
from reader.checks import Checks, parse_arguments

# Text of every column: what JSON would make equal stays different here.
ROWS = {
    "events": "SELECT event_name, epoch_us(event_time) AS t, distinct_id, insert_id,"
              " encode(properties::VARCHAR)::VARCHAR AS p FROM {} ORDER BY ALL",
    "profiles": "SELECT distinct_id, epoch_us(last_seen) AS t, encode(properties::VARCHAR)::VARCHAR AS p"
                " FROM {} ORDER BY ALL",
}


# The first one counts, and is taken out: the second one, among the properties, must not take its place.
SECOND_LAST_SEEN = [
    '{"$distinct_id":"n1","$properties":{"$last_seen":null,"$last_seen":"2026-01-01T00:00:00"}}',
    '{"$distinct_id":"n2","$properties":{"$last_seen":"","\\u0024last_\\u0073een":"2026-01-01T00:00:00","a":1}}',
    '{"$distinct_id":"n3","$properties":{ "$last_seen":null, "a\\u0000":"x" }}',
]


class Mpdata:
    def __init__(self, program, folder):
        self.program = program
        self.database = folder / "export.db"

    def ask(self, *arguments):
        return subprocess.run([self.program, "--db", self.database, *arguments], capture_output=True, check=False)

    def run(self, *arguments):
        done = self.ask(*arguments)
        if done.returncode != 0:
            sys.exit(f"mpdata {' '.join(map(str, arguments))}: exit code {done.returncode}\n"
                     f"{done.stderr.decode(errors='replace')}")
        return done.stdout

    def rows(self, kind, table):
        return self.run("query", ROWS[kind].format(table), "--format", "jsonl")

    def lines(self, table):
        return sorted(self.run("export", table).split(b"\n"))


def write_lines(path, lines):
    path.write_bytes(b"".join(line.encode() + b"\n" for line in lines))
    return path


def check_round_trip(checks, mpdata, folder, kind, name, source, options):
    table, again = f"{name}_first", f"{name}_again"
    mpdata.run("ingest", kind, table, source, *options)
    wanted = mpdata.rows(kind, table)
    for end in ("ndjson", "ndjson.gz", "ndjson.zst"):
        path = folder / f"{name}.{end}"
        mpdata.run("export", table, "-o", path)
        mpdata.run("ingest", kind, again, path, "--replace", *options)
        checks.that(f"{name}: {end} loads again to the same {wanted.count(10)} rows",
                    mpdata.rows(kind, again) == wanted and wanted != b"")
    checks.equal(f"{name}: the table made again is exported to the same lines",
                 mpdata.lines(again), mpdata.lines(table))
    checks.equal(f"{name}: gzip holds what is written without it",
                 gzip.decompress((folder / f"{name}.ndjson.gz").read_bytes()),
                 (folder / f"{name}.ndjson").read_bytes())
    if kind == "events":
        mpdata.run("ingest", kind, table, folder / f"{name}.ndjson", "--append", *options)
        checks.that(f"{name}: the table has all of its own export", mpdata.rows(kind, table) == wanted)


def check_form(checks, mpdata, folder):
    """As Mixpanel writes it, for a plain event and a plain profile."""
    event = b'{"event":"Buy","properties":{"time":1602611311,"distinct_id":"u","$insert_id":"i","plan":"pro"}}\n'
    profile = b'{"$distinct_id":"u","$properties":{"$last_seen":"2026-10-28T20:14:15","$name":"N"}}\n'
    for kind, line in (("events", event), ("profiles", profile)):
        path = folder / f"form-{kind}.ndjson"
        path.write_bytes(line)
        mpdata.run("ingest", kind, f"form_{kind}", path)
        checks.equal(f"form: {kind} are written as Mixpanel writes them", mpdata.run("export", f"form_{kind}"), line)


def check_parts(checks, mpdata, folder, source):
    part = ("--where-event", "Purchase", "--where-event", "Sign Up", "--from", "2026-10-03", "--to", "2026-10-05")
    mpdata.run("ingest", "events", "whole", source)
    mpdata.run("ingest", "events", "part", source, *part)
    mpdata.run("export", "whole", "-o", folder / "part.ndjson", *part)
    mpdata.run("ingest", "events", "part_again", folder / "part.ndjson")
    # Which of several events keeps an id that they share depends on those that are there.
    without_ids = "SELECT * EXCLUDE insert_id FROM {} ORDER BY ALL"
    checks.that("parts: an export by event and day is what a load by them takes",
                mpdata.run("query", without_ids.format("part"), "--format", "jsonl", "--max-rows", "0")
                == mpdata.run("query", without_ids.format("part_again"), "--format", "jsonl")
                and mpdata.rows("events", "part") != b"")
    done = mpdata.ask("export", "generated_profiles_first", "--from", "2026-10-03")
    checks.that("parts: profiles have none", done.returncode == 3 and b"profiles" in done.stderr, done.stderr)


def check_rows_of_others(checks, mpdata):
    """Rows that mpdata would not load again: named, and nothing half-written."""
    for number, (change, says) in enumerate((
            ("event_time = 'infinity'", "years 1 to 9999"), ("properties = NULL", "no JSON object"),
            ("properties = '[1]'", "no JSON object"))):
        engine.execute(mpdata.program, mpdata.database,
                       f"UPDATE form_events SET {change}", "CHECKPOINT")
        path = mpdata.database.parent / f"others-{number}.ndjson"
        done = mpdata.ask("export", "form_events", "-o", path)
        checks.that(f"others: {change} is refused", done.returncode == 3 and says in done.stderr.decode()
                    and not path.exists(), done.stderr)
    engine.execute(mpdata.program, mpdata.database, "UPDATE form_events SET event_time = '2026-01-01',"
                   " properties = '{' || chr(10) || ' \"a\":' || chr(10) || '1}'", "CHECKPOINT")
    line = mpdata.run("export", "form_events")
    checks.that("others: newlines between the properties' tokens do not end the line",
                line.count(b"\n") == 1 and json.loads(line)["properties"]["a"] == 1, line)


def check_all(checks, mpdata, generate, folder):
    sources = {
        ("events", "hostile_events"): write_lines(folder / "hostile.ndjson", hostile.event_lines()),
        ("profiles", "hostile_profiles"): write_lines(folder / "profiles.ndjson", 
                                                     hostile.profile_lines() + SECOND_LAST_SEEN),
        ("events", "generated_events"): folder / "events.ndjson",
        ("profiles", "generated_profiles"): folder / "generated-profiles.ndjson",
    }
    subprocess.run([generate, "events", "--events", "20k", "--repeat-fraction", "0.05", "--shared-id-fraction",
                    "0.05", "--missing-id-fraction", "0.05", "-o", sources["events", "generated_events"]], check=True)
    subprocess.run([generate, "profiles", "--profiles", "2000", "-o", sources["profiles", "generated_profiles"]],
                   check=True)
    for (kind, name), source in sources.items():
        check_round_trip(checks, mpdata, folder, kind, name, source, ())
        check_round_trip(checks, mpdata, folder, kind, f"{name}_no_key", source, ("--no-primary-key",))
    check_form(checks, mpdata, folder)
    check_parts(checks, mpdata, folder, sources["events", "generated_events"])
    check_rows_of_others(checks, mpdata)


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        check_all(checks, Mpdata(arguments.mpdata, Path(folder)), arguments.generate, Path(folder))
    sys.exit(checks.exit_code())


if __name__ == "__main__":
    main()
