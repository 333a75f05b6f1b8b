"""What a database must hold: kept in Python beside it, told from the input alone, and compared by count and checksum."""

import hashlib
import json
import os
import random
import select
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_SECONDS = 120
EVENTS = "events"
PROFILES = "profiles"
# Of the loads into them: a table with a primary key, one without, and one of profiles.
TABLES = {"clicks": (EVENTS, ""), "views": (EVENTS, "-keyless"), "people": (PROFILES, "")}

EVENT_TEXT = ("concat_ws('|', event_name, epoch_us(event_time)::VARCHAR, distinct_id, insert_id,"
              " properties::VARCHAR)")
PROFILE_TEXT = ("concat_ws('|', distinct_id, coalesce(epoch_us(last_seen)::VARCHAR, ''),"
                " properties::VARCHAR)")
TABLES_SQL = ("SELECT coalesce(string_agg(table_name, ' ' ORDER BY table_name), '') FROM duckdb_tables()"
              " WHERE NOT temporary")


class Input:
    """Files to load: some hundred records each, which no other file has; profiles come again, newer in later files."""

    def __init__(self, folder, files=12, records=150):
        self.folder = folder
        self.rows = {}
        self.count = files
        chance = random.Random(7)
        for number in range(files):
            self._make_events(chance, number, records)
            self._make_profiles(chance, number, records)

    def path(self, kind, number, ending):
        return self.folder / f"{kind}-{number}.{ending}"

    def _write(self, kind, number, lines, records):
        self.path(kind, number, "ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
        self.path(kind, number, "tsv").write_text("".join("\t".join(record) + "\n" for record in records))

    def _make_events(self, chance, number, records):
        lines, fields, rows = [], [], {}
        for i in range(records):
            name, time_s, user, key = f"Event {i % 7}", 1700000000 + chance.randrange(10**6), f"u{i % 40}", f"e{number}-{i}"
            properties = {"$city": "Málaga", "n": chance.randrange(10**9), "text": "x" * chance.randrange(200)}
            text = json.dumps(properties)
            lines.append({"event": name, "properties": {"time": time_s, "distinct_id": user, "$insert_id": key} | properties})
            fields.append((name, str(time_s * 1000000), user, key, text))
            rows[key] = (0, "|".join((name, str(time_s * 1000000), user, key, text)))
        self._write(EVENTS, number, lines, fields)
        self.rows[EVENTS, number] = rows

    def _make_profiles(self, chance, number, records):
        lines, fields, rows = [], [], {}
        for i in chance.sample(range(2 * records), records):
            key, seen_s = f"p{i}", 1700000000 + number
            seen = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seen_s))
            properties = {"plan": chance.choice("abc"), "n": chance.randrange(10**9)}
            text = json.dumps(properties)
            lines.append({"$distinct_id": key, "$properties": {"$last_seen": seen} | properties})
            fields.append(("", str(seen_s * 1000000), key, "", text))
            rows[key] = (seen_s, "|".join((key, str(seen_s * 1000000), text)))
        self._write(PROFILES, number, lines, fields)
        self.rows[PROFILES, number] = rows


@dataclass
class State:
    """The tables' rows by key, how many loads each had, and the user's own table."""

    tables: dict = field(default_factory=dict)
    loads: dict = field(default_factory=dict)
    notes: tuple = ()
    exists: bool = True

    def copy(self):
        return State(dict(self.tables), dict(self.loads), self.notes, self.exists)

    def loaded(self, mode, table, rows):
        new = self.copy()
        kept = dict(self.tables[table]) if mode == "append" else {}
        # Of an event that comes again the first stays, also where its properties are written otherwise; of a profile the newest.
        is_first_kept = TABLES[table][0] == EVENTS
        for key, (seen, text) in rows.items():
            if key not in kept or (not is_first_kept and kept[key][0] <= seen):
                kept[key] = (seen, text)
        new.tables[table] = kept
        new.loads[table] = self.loads.get(table, 0) + 1
        return new

    def dropped(self, table):
        new = self.copy()
        del new.tables[table]
        del new.loads[table]
        return new

    def noted(self, number):
        new = self.copy()
        new.notes = (*self.notes, number)
        return new

    def names(self):
        return sorted([*self.tables, "_loads", "_metadata", *(["notes"] if self.notes else [])])

    def fingerprint(self):
        parts = []
        for name in sorted(self.tables):
            texts = sorted(text.encode() for _, text in self.tables[name].values())
            digest = hashlib.md5(b"\n".join(texts)).hexdigest() if texts else ""
            parts.append(f"{name}={len(texts)},{digest},{len(sample(self.tables[name]))}")
        parts.append("metadata=" + " ".join(f"{n}:{len(self.tables[n])}" for n in sorted(self.tables)))
        parts.append("loads=" + " ".join(f"{n}:{self.loads[n]}" for n in sorted(self.loads)))
        if self.notes:
            parts.append(f"notes={len(self.notes)},{sum(self.notes)}")
        return ";".join(parts)

    def question(self):
        """SQL that gives the fingerprint, if the database has these tables."""
        parts = []
        for name in sorted(self.tables):
            kind = TABLES[name][0]
            text, key = (EVENT_TEXT, "insert_id") if kind == EVENTS else (PROFILE_TEXT, "distinct_id")
            # The index is asked, too: for some rows, one by one.
            found = " + ".join(f"(SELECT count(*) FROM {name} WHERE {key} = '{k}')" for k in sample(self.tables[name]))
            parts.append(f"(SELECT '{name}=' || count(*) || ',' || coalesce(md5(string_agg(t, chr(10) ORDER BY t)), '')"
                         f" || ',' || ({found or '0'}) FROM (SELECT {text} AS t FROM {name}))")
        parts.append("(SELECT 'metadata=' || coalesce(string_agg(table_name || ':' || row_count, ' '"
                     " ORDER BY table_name), '') FROM _metadata)")
        parts.append("(SELECT 'loads=' || coalesce(string_agg(t, ' ' ORDER BY t), '') FROM"
                     " (SELECT table_name || ':' || count(*) AS t FROM _loads GROUP BY table_name))")
        if self.notes:
            parts.append("(SELECT 'notes=' || count(*) || ',' || coalesce(sum(n), 0) FROM notes)")
        return "SELECT concat_ws(';', " + ", ".join(parts) + ")"


def sample(rows):
    return sorted(rows)[:: max(1, len(rows) // 3)]


class Died(Exception):
    """The worker is gone."""


class Worker:
    """tests/faults/worker.c, at work."""

    def __init__(self, program, database, environment=None, **options):
        self.process = subprocess.Popen([*program.split(), database], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=environment, bufsize=0, **options)
        self.buffer = b""
        self.read_line()

    def read_line(self):
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE_SECONDS)
            if not ready:
                raise Died(f"silent for {PATIENCE_SECONDS} s")
            part = os.read(self.process.stdout.fileno(), 65536)
            if not part:
                raise Died("ended")
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.decode(errors="replace")

    def begin(self, line):
        try:
            self.process.stdin.write(line.encode() + b"\n")
        except BrokenPipeError as error:
            raise Died("ended") from error
        self.read_line()

    def call(self, line):
        """"ok", "ok CELL", or "error ..."."""
        self.begin(line)
        return self.read_line()

    def kill(self):
        """What it had answered by then: the answer to the last line, or None."""
        self.process.kill()
        self.process.wait()
        return None if self.process.stdout.closed else self._rest()

    def _rest(self):
        rest = self.buffer + self.process.stdout.read()
        self.process.stdin.close()
        self.process.stdout.close()
        lines = rest.decode(errors="replace").split("\n")
        return lines[0] if len(lines) > 1 else None

    def end(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE_SECONDS)
        self.process.stdout.close()
        return self.process.returncode


def left_beside(folder, *more):
    """What lies beside the database of an open, idle worker, and should not."""
    return left_when_closed(folder, "data.db.wal", "data.db.journal", *more)


def left_when_closed(folder, *more):
    """The same once the worker has closed it."""
    allowed = {"data.db", "copy.db", *more}
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*")
                  if str(path.relative_to(folder)) not in allowed)


def recognise(worker, candidates):
    """Which of the states the open database is in: its place in the list, and what is wrong if it is in none."""
    names = worker.call(TABLES_ASK)
    if not names.startswith("ok"):
        return None, names
    reason = f"has the tables {names}"
    for number, state in enumerate(candidates):
        if names[3:].split() != state.names():
            continue
        found = worker.call("ask " + state.question())
        if found == "ok " + state.fingerprint():
            return number, None
        reason += f"\n  has    {found}\n  wanted ok {state.fingerprint()}"
    return None, reason


TABLES_ASK = "ask " + TABLES_SQL


def look(worker, folder, candidates, *results):
    """Place in the list, or what is wrong, with everything that is to hold after a fault."""
    place, reason = recognise(worker, candidates)
    if reason is None:
        checked = worker.call("check")
        reason = None if checked == "ok" else f"the check says {checked}"
    beside = left_beside(folder, *results)
    if reason is None and beside:
        reason = f"left beside it: {beside}"
    return place, reason


def look_at_copy(program, copy, states, **options):
    """None where a backup is a whole database in one of these states, with nothing beside it."""
    worker = Worker(program, str(copy), **options)
    answer = worker.call("open")
    place, reason = recognise(worker, states) if answer == "ok" else (None, answer)
    if reason is None:
        worker.call("close")
        beside = [path.name for path in copy.parent.glob(copy.name + ".*")]
        reason = f"left beside the copy: {beside}" if beside else None
    worker.kill()
    return reason


def fresh_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def find_worker(mpdata):
    """Beside the tests of the build that the command belongs to."""
    return str(Path(mpdata).resolve().parent.parent / "tests" / "fault_worker")
