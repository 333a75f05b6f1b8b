#!/usr/bin/env python3
"""mpdata's tables against an independent reading of the same lines, byte for byte."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from reader import documented, export, hostile
from reader.checks import Checks, parse_arguments

EVENTS_SQL = ("SELECT event_name, epoch_us(event_time) AS t, distinct_id, insert_id,"
              " properties::VARCHAR AS p FROM {}")
PROFILES_SQL = ("SELECT distinct_id, epoch_us(last_seen) AS t, properties::VARCHAR AS p FROM {}")

# How many differing rows are shown of a check that fails.
SHOWN = 3


class Mpdata:
    def __init__(self, program, folder):
        self.program = program
        self.database = folder / "differential.db"

    def run(self, *arguments):
        done = subprocess.run([self.program, "--db", self.database, *arguments],
                              capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"mpdata {' '.join(map(str, arguments))}: exit code {done.returncode}\n"
                     f"{done.stderr.decode(errors='replace')}")
        return done.stdout

    def rows(self, sql):
        # Not splitlines: U+2028 and its like are ordinary characters in values.
        lines = self.run("query", sql, "--format", "jsonl").split(b"\n")
        return [json.loads(line) for line in lines if line]


MADE_ID = re.compile(r"mp:[0-9a-f]{32}")


def event_key(row):
    # Of a made id only the form is promised, so it sorts as none.
    given_id = "" if MADE_ID.fullmatch(row["insert_id"]) else row["insert_id"]
    return (row["t"], row["event_name"], row["distinct_id"], row["p"], given_id)


def wanted_row(event):
    return {"event_name": event.event_name, "t": event.time_us, "distinct_id": event.distinct_id,
            "insert_id": event.insert_id, "p": event.properties.decode(), "origin": event.id_origin}


def id_fits(found, wanted):
    if wanted["origin"] == export.GIVEN:
        return found == wanted["insert_id"]
    if wanted["origin"] == export.MADE:
        return MADE_ID.fullmatch(found) is not None
    plain, mark, digits = found.rpartition("#")
    return plain == wanted["insert_id"] and mark and re.fullmatch(r"[0-9a-f]{16}", digits)


def differences(found, wanted):
    """Pairs that differ, of two lists in the same order."""
    fields = ("event_name", "t", "distinct_id", "p")
    for row, other in zip(found, wanted):
        if any(row[f] != other[f] for f in fields) or not id_fits(row["insert_id"], other):
            yield row, other


def describe(pairs):
    lines = []
    for found, wanted in pairs[:SHOWN]:
        for field in wanted:
            if field != "origin" and found.get(field) != wanted[field]:
                lines.append(f"{field}: found {str(found.get(field))[:300]!r}")
                lines.append(f"{' ' * len(field)}  wanted {str(wanted[field])[:300]!r}")
    return "\n".join(lines)


def without_id(row):
    return (row["t"], row["event_name"], row["distinct_id"], row["p"])


def describe_lonely(found, wanted):
    """Rows that only one of the two lists has, for the message."""
    of_table, of_export = set(map(without_id, found)), set(map(without_id, wanted))
    return (f"only in the table: {str(list(of_table - of_export)[:SHOWN])[:1000]}\n"
            f"only in the export: {str(list(of_export - of_table)[:SHOWN])[:1000]}")


def check_events(checks, mpdata, name, table, paths):
    mpdata.run("ingest", "events", table, *paths)
    lines = [line for path in paths for line in export.lines_of(path.read_bytes())]
    wanted = sorted(map(wanted_row, export.event_rows(lines)), key=event_key)
    found = sorted(mpdata.rows(EVENTS_SQL.format(table)), key=event_key)
    recorded = mpdata.rows(f"SELECT row_count FROM _metadata WHERE table_name = '{table}'")

    is_complete = len(found) == len(wanted)
    checks.that(f"{name}: {len(wanted)} rows of {len(lines)} lines", is_complete,
                f"found {len(found)}\n" + ("" if is_complete else describe_lonely(found, wanted)))
    pairs = list(differences(found, wanted))
    checks.that(f"{name}: every row the same", not pairs, describe(pairs))
    ids = {row["insert_id"] for row in found}
    checks.equal(f"{name}: every insert_id once", len(ids), len(found))
    checks.equal(f"{name}: row_count in _metadata", recorded, [{"row_count": len(wanted)}])


def check_profiles(checks, mpdata, name, table, paths):
    mpdata.run("ingest", "profiles", table, *paths)
    lines = [line for path in paths for line in export.lines_of(path.read_bytes())]
    wanted = sorted(
        ({"distinct_id": p.distinct_id, "t": p.last_seen_us, "p": p.properties.decode()}
         for p in export.profile_rows(lines)), key=lambda row: row["distinct_id"])
    found = sorted(mpdata.rows(PROFILES_SQL.format(table)), key=lambda row: row["distinct_id"])
    pairs = [(f, w) for f, w in zip(found, wanted) if f != w]

    checks.equal(f"{name}: rows of {len(lines)} lines", len(found), len(wanted))
    checks.that(f"{name}: every row the same", not pairs, describe(pairs))


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def generate(program, *arguments):
    return subprocess.run([program, *arguments], stdout=subprocess.PIPE, check=True).stdout


def mix(generated, lines):
    """Hostile lines among ordinary ones, so that they fall on other places of the loader's blocks."""
    ordinary = generated.splitlines(keepends=True)
    step = len(ordinary) // len(lines)
    for number, line in enumerate(lines):
        ordinary[number * step] = line + b"\n"
    return b"".join(ordinary)


def check_all_events(checks, mpdata, folder, generator):
    lines = [line.encode() for line in hostile.event_lines()]
    half = len(lines) // 2
    ordinary = generate(generator, "events", "--events", "20000", "--repeat-fraction", "0.05",
                        "--shared-id-fraction", "0.03", "--missing-id-fraction", "0.02")

    plain = write(folder, "hostile.ndjson", b"\n".join(lines) + b"\n")
    check_events(checks, mpdata, "hostile lines", "hostile", [plain])
    shown = "\n".join(documented.event_lines()).encode()
    check_events(checks, mpdata, "events as the documentation shows them", "documented",
                 [write(folder, "documented.ndjson", shown)])
    windows = write(folder, "crlf.ndjson", b"\xef\xbb\xbf" + b"\r\n".join(lines))
    check_events(checks, mpdata, "mark at the start, CR LF, no last newline", "crlf", [windows])
    backwards = write(folder, "backwards.ndjson", b"\n".join(lines[::-1]))
    check_events(checks, mpdata, "backwards", "backwards", [backwards])
    parts = [write(folder, "1.ndjson", b"\n".join(lines[:half])), write(folder, "empty.ndjson", b""),
             write(folder, "2.ndjson", b"\n".join(lines[half:])), plain]
    check_events(checks, mpdata, "several files, one twice", "parts", parts)
    mixed = write(folder, "mixed.ndjson", mix(ordinary, lines))
    check_events(checks, mpdata, "among ordinary lines", "mixed", [mixed])
    for number, line in enumerate((lines[0], hostile.event('{"time":1}').encode())):
        single = write(folder, f"single{number}.ndjson", line)
        check_events(checks, mpdata, f"a single line ({number})", f"single{number}", [single])


def check_all_profiles(checks, mpdata, folder, generator):
    lines = [line.encode() for line in hostile.profile_lines()]
    ordinary = generate(generator, "profiles", "--users", "5000", "--repeat-fraction", "0.1")

    plain = write(folder, "profiles.ndjson", b"\n".join(lines))
    check_profiles(checks, mpdata, "hostile profiles", "people", [plain])
    shown = "\n".join(documented.profile_lines()).encode()
    check_profiles(checks, mpdata, "profiles as the documentation shows them", "shown",
                   [write(folder, "documented-profiles.ndjson", shown)])
    mixed = write(folder, "mixed-profiles.ndjson", mix(ordinary, lines))
    check_profiles(checks, mpdata, "profiles among ordinary ones", "more_people", [mixed, plain])


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mpdata = Mpdata(arguments.mpdata, folder)
        check_all_events(checks, mpdata, folder, arguments.generate)
        check_all_profiles(checks, mpdata, folder, arguments.generate)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
