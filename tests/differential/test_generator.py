#!/usr/bin/env python3
"""The sample data's generator: the same bytes for the same options, valid lines, the shares asked for."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timezone

from reader.checks import Checks, parse_arguments

# Of `events` and `profiles` with all defaults. Other bytes on another machine or compiler are a fault;
# a change to the vocabulary changes these on purpose.
DEFAULT_EVENTS_SHA256 = "c6f10a512fc507b5e5dd489fcbda94df339af93ad3f037a4601451dd7b093bbe"
DEFAULT_PROFILES_SHA256 = "53e77ebb03cc8f8384e388a106676bcac7aef0f7aeb80b4cd6e3965f73764bf5"

DAY_SECONDS = 86400


class Generator:
    def __init__(self, path):
        self.path = path

    def run(self, *arguments):
        return subprocess.run([self.path, *arguments], capture_output=True, check=False)

    def bytes(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            sys.exit(f"{self.path} {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout

    def lines(self, *arguments):
        return self.bytes(*arguments).splitlines(keepends=True)


def check_bytes(checks, generator):
    events = ("events", "--events", "20000", "--repeat-fraction", "0.1")
    first = generator.bytes(*events)
    checks.that("same seed, same bytes", first == generator.bytes(*events))
    checks.that("other seed, other bytes", first != generator.bytes(*events, "--seed", "2"))
    checks.equal(
        "the default events are those of every machine",
        hashlib.sha256(generator.bytes("events")).hexdigest(),
        DEFAULT_EVENTS_SHA256,
    )
    checks.equal(
        "the default profiles are those of every machine",
        hashlib.sha256(generator.bytes("profiles")).hexdigest(),
        DEFAULT_PROFILES_SHA256,
    )


def is_event(line):
    record = json.loads(line)
    properties = record["properties"]
    return (
        line.endswith(b"\n")
        and isinstance(record["event"], str)
        and isinstance(properties["time"], int)
        and isinstance(properties["distinct_id"], str)
        and len(properties["$insert_id"]) == 16
        and properties["$insert_id"].isalnum()
    )


def check_events(checks, generator):
    lines = generator.lines("events", "--events", "50000")
    records = [json.loads(line) for line in lines]
    names = Counter(record["event"] for record in records)
    users = Counter(record["properties"]["distinct_id"] for record in records)

    checks.equal("as many lines as asked for", len(lines), 50000)
    checks.that("each line is an event in JSON", all(map(is_event, lines)))
    checks.between("bytes a line", sum(map(len, lines)) / len(lines), 720, 800)
    checks.between(
        "properties a line", sum(len(r["properties"]) for r in records) / len(records), 22, 30
    )
    checks.equal("a dozen event names or more", len(names) >= 12, True)
    checks.between("share of the first name", names.most_common(1)[0][1] / len(lines), 0.15, 0.4)
    checks.between("share of the most active user", max(users.values()) / len(lines), 0.0005, 0.01)
    checks.that("text beyond ASCII", any(max(line) > 127 for line in lines))
    checks.that("escapes", any(b"\\u00e9" in line for line in lines))
    checks.that("null, true and nested values", all(
        any(part in line for line in lines) for part in (b":null", b":true", b'"items":[{"sku"')
    ))
    ids = {record["properties"]["$insert_id"] for record in records}
    checks.equal("ids are unique", len(ids), len(lines))


def check_times(checks, generator):
    lines = generator.lines("events", "--events", "24000", "--from", "2024-02-27", "--days", "4")
    times = [json.loads(line)["properties"]["time"] for line in lines]
    begin = int(datetime(2024, 2, 27, tzinfo=timezone.utc).timestamp())
    per_day = Counter((time - begin) // DAY_SECONDS for time in times)
    per_hour = Counter(time // 3600 % 24 for time in times)

    checks.equal("as many a day", dict(per_day), {0: 6000, 1: 6000, 2: 6000, 3: 6000})
    checks.that("evenings are busier than nights", per_hour[19] > 3 * per_hour[4], per_hour)


def check_repeats(checks, generator):
    lines = generator.lines("events", "--events", "100000", "--repeat-fraction", "0.05")
    seen = {}
    distances = []
    for number, line in enumerate(lines):
        if line in seen:
            distances.append(number - seen[line])
        else:
            seen[line] = number
    ids = {json.loads(line)["properties"]["$insert_id"] for line in seen}

    checks.between("share of repeats", len(distances) / len(lines), 0.045, 0.055)
    checks.equal("other lines have their own id", len(ids), len(seen))
    checks.that("some repeats are far back", max(distances) > 50000, max(distances))
    checks.that("some repeats are near", min(distances) < 100, min(distances))
    all_same = generator.lines("events", "--events", "100", "--repeat-fraction", "1")
    checks.equal("a fraction of 1 repeats the first line", len(set(all_same)), 1)


def check_ids(checks, generator):
    options = ("--shared-id-fraction", "0.04", "--missing-id-fraction", "0.06")
    lines = generator.lines("events", "--events", "50000", *options)
    ids = [json.loads(line)["properties"].get("$insert_id", "missing") for line in lines]
    given = [i for i in ids if i not in ("missing", "", None)]

    checks.equal("no line repeats", len(set(lines)), len(lines))
    checks.between("share without an id", 1 - len(given) / len(ids), 0.055, 0.065)
    checks.that("missing, null and empty", {"missing", None, ""} <= set(ids))
    checks.between("share of shared ids", 1 - len(set(given)) / len(given), 0.034, 0.044)


def check_profiles(checks, generator):
    users = ("--users", "3000", "--seed", "7")
    profiles = [json.loads(line) for line in generator.lines("profiles", *users)]
    events = generator.lines("events", "--events", "20000", *users)
    profile_ids = {profile["$distinct_id"] for profile in profiles}
    event_ids = {json.loads(line)["properties"]["distinct_id"] for line in events}
    seen = [p["$properties"]["$last_seen"] for p in profiles if "$last_seen" in p["$properties"]]

    checks.equal("a profile for each user", len(profile_ids), 3000)
    checks.that("each event's user has one", event_ids <= profile_ids)
    checks.that("last_seen is a time of the period", all(
        "2026-10-01T00:00:00" <= time < "2026-10-31" and datetime.fromisoformat(time)
        for time in seen
    ))
    checks.between("share without last_seen", 1 - len(seen) / len(profiles), 0.005, 0.03)
    some = generator.lines("profiles", "--profiles", "100", *users)
    checks.equal("fewer profiles are the first ones", [json.loads(line) for line in some],
                 profiles[:100])
    repeated = generator.lines("profiles", "--repeat-fraction", "0.1", *users)
    checks.between("share of repeated profiles", 1 - len(set(repeated)) / 3000, 0.08, 0.12)


def check_mistakes(checks, generator):
    for wrong in (
        [], ["wrong"], ["events", "--events", "-1"], ["events", "--days", "0"],
        ["events", "--from", "2023-02-29"], ["events", "--repeat-fraction", "1.01"],
        ["events", "--profiles", "1"], ["profiles", "--users", "2", "--profiles", "3"],
        ["events", "--seed", "99999999999999999999"], ["events", "extra"],
    ):
        done = generator.run(*wrong)
        checks.that(f"refused: {' '.join(wrong) or '(nothing)'}",
                    done.returncode == 3 and done.stderr and not done.stdout, done)
    done = generator.run("--help")
    checks.that("--help has an example", done.returncode == 0 and b"Example:" in done.stdout)


def check_write_errors(checks, generator):
    if os.path.exists("/dev/full"):
        done = generator.run("events", "-o", "/dev/full")
        checks.that("a full disk is an error",
                    done.returncode == 1 and b"/dev/full: can't write" in done.stderr, done)
    done = generator.run("events", "-o", "/nonexistent/file")
    checks.that("a missing folder is an error",
                done.returncode == 1 and b"/nonexistent/file: can't open" in done.stderr, done)
    process = subprocess.Popen([generator.path, "events"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    process.stdout.close()
    message = process.stderr.read()
    process.stderr.close()
    checks.that("a closed pipe is an error",
                process.wait() == 1 and b"standard output: can't write" in message, message)


def main():
    arguments = parse_arguments(__doc__)
    generator = Generator(arguments.generate)
    checks = Checks()
    for check in (check_bytes, check_events, check_times, check_repeats, check_ids,
                  check_profiles, check_mistakes, check_write_errors):
        check(checks, generator)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
