#!/usr/bin/env python3
"""No event lost, none twice: random events, in random orders, over random splits into loads.

Whatever the order and the splits, the table holds the same events by their identity (event, time, distinct_id,
insert_id), and the same again after everything was loaded once more.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from reader.checks import Checks, parse_arguments

ROUNDS = 12
EVENTS_SQL = ("SELECT event_name, epoch_us(event_time) AS t, distinct_id,"
              " original_insert_id(insert_id) AS id, insert_id FROM events")


def make_events(chance):
    """Few names, times and ids, so that they meet each other often; some come without an id."""
    events = []
    for number in range(chance.randrange(20, 200)):
        properties = {"time": 1700000000 + chance.randrange(3), "distinct_id": chance.choice("uvw")}
        if chance.random() < 0.9:
            properties["$insert_id"] = f"id{chance.randrange(12)}"
        properties["n"] = number if chance.random() < 0.5 else 0
        events.append({"event": chance.choice("AB"), "properties": properties})
    return events + chance.choices(events, k=len(events) // 3)


def identity(event):
    properties = event["properties"]
    given = properties.get("$insert_id")
    # Without an id, the content is the identity.
    content = None if given else json.dumps(properties)
    return (event["event"], properties["time"] * 1000000, properties["distinct_id"], given, content)


def split(chance, events):
    """The events in another order, in one to four loads."""
    events = chance.sample(events, len(events))
    cuts = sorted(chance.sample(range(len(events)), chance.randrange(4)))
    return [events[start:end] for start, end in zip([0, *cuts], [*cuts, len(events)])]


class Database:
    def __init__(self, program, path):
        self.program = program
        self.path = path

    def run(self, *arguments, content=None):
        done = subprocess.run([self.program, "--db", self.path, *arguments], input=content,
                              capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"mpdata {arguments}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def load(self, events, *options):
        lines = "".join(json.dumps(event) + "\n" for event in events)
        self.run("ingest", "events", "events", "-", *options, content=lines.encode())

    def rows(self):
        lines = self.run("query", EVENTS_SQL, "--format", "jsonl").splitlines()
        return [json.loads(line) for line in lines]


def load_parts(database, parts, *options):
    database.load(parts[0], *options)
    for part in parts[1:]:
        database.load(part, "--append")


def check_rows(checks, name, rows, events, has_key=True):
    given = sorted({identity(e)[:4] for e in events if identity(e)[3]})
    made = {identity(e) for e in events if not identity(e)[3]}
    found = sorted((r["event_name"], r["t"], r["distinct_id"], r["id"])
                   for r in rows if not r["id"].startswith("mp:"))
    checks.equal(f"{name}: events with an id", found, given)
    checks.equal(f"{name}: events without one", len(rows) - len(found), len(made))
    # Without a key, a load looks at the rows of its own days alone: two events may share an id across days.
    if has_key:
        checks.equal(f"{name}: ids are unique", len({r["insert_id"] for r in rows}), len(rows))
    plain = {r["insert_id"] for r in rows}
    checks.equal(f"{name}: one event keeps each id", sorted(r["id"] for r in rows
                                                           if r["id"] not in plain), [])


def check_round(checks, program, folder, number):
    chance = random.Random(number)
    events = make_events(chance)
    key = ["--no-primary-key"] if number % 3 == 0 else []
    keep = ["--keep", chance.choice(["first", "last"])]
    parts = split(chance, events)
    database = Database(program, folder / f"{number}.db")

    load_parts(database, parts, *key, *keep)
    rows = database.rows()
    name = f"round {number}, {len(parts)} loads {' '.join(key + keep)}"
    check_rows(checks, name, rows, events, not key)
    for part in split(chance, events):
        database.load(part, "--append")
    again = database.rows()
    order = lambda row: sorted(map(str, row.items()))
    checks.equal(f"{name}: the same after a second time", sorted(again, key=order),
                 sorted(rows, key=order))
    database.load(events, "--replace")
    check_rows(checks, f"{name}: replaced", database.rows(), events)


def check_keep(checks, program, folder):
    """Of repeats, the first or the last by line stays."""
    event = {"event": "A", "properties": {"time": 1, "distinct_id": "u", "$insert_id": "i"}}
    repeats = [{**event, "properties": {**event["properties"], "n": n}} for n in range(1000)]
    for keep, wanted in (("first", 0), ("last", 999)):
        database = Database(program, folder / f"{keep}.db")
        database.load(repeats, "--keep", keep)
        found = database.run("query", "SELECT properties->>'n' AS n FROM events", "--format", "csv")
        checks.equal(f"keep {keep}", found.split(), [b"n", str(wanted).encode()])


def check_order(checks, program, folder):
    """Within one load the smallest event keeps a shared id, whatever the order of the lines."""
    events = [{"event": name, "properties": {"time": time, "distinct_id": user, "$insert_id": "i"}}
              for name in "AB" for time in (1, 2) for user in "uv"]
    wanted = None
    for number in range(6):
        database = Database(program, folder / f"order{number}.db")
        database.load(random.Random(number).sample(events, len(events)))
        rows = sorted((r["insert_id"], r["event_name"], r["t"], r["distinct_id"])
                      for r in database.rows())
        checks.equal(f"order {number}: the smallest keeps the id", rows[0], ("i", "A", 1000000, "u"))
        checks.equal(f"order {number}: the same ids", rows, wanted or rows)
        wanted = rows


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(ROUNDS):
            check_round(checks, arguments.mpdata, folder, number)
        check_keep(checks, arguments.mpdata, folder)
        check_order(checks, arguments.mpdata, folder)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
