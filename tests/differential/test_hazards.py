#!/usr/bin/env python3
"""What has been seen to go wrong with exports, one check for each: HAZARDS names them, and the behaviour wanted.

The list is that of the project's facts about Mixpanel, row by row, in its order.
"""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from reader.checks import Checks, parse_arguments

GOOD = b'{"event":"Good","properties":{"time":1602611311,"distinct_id":"u","$insert_id":"good"}}'
EVENTS_SQL = ("SELECT event_name, epoch_us(event_time) AS t, distinct_id, insert_id,"
              " properties::VARCHAR AS p FROM new ORDER BY event_time, event_name, insert_id, p")
MIB = 1 << 20


def event(members, name="A"):
    return f'{{"event":"{name}","properties":{{{members}}}}}'.encode()


def with_value(value, number=1):
    """An event whose property v is that, as it is written."""
    value = value if isinstance(value, bytes) else value.encode()
    return b'{"event":"A","properties":{"time":%d,"$insert_id":"i%d","v":%s}}' % (number, number, value)


def joined(*lines):
    return b"".join(line + b"\n" for line in lines)


class Hazard:
    """One row of the list under test: a database with the table `old`, and loads next to that."""

    def __init__(self, program, folder):
        self.program = program
        self.database = folder / "data.db"
        self.export = folder / "export"
        self.rejects = folder / "rejects"
        self.problems = []

    def run(self, *arguments):
        return subprocess.run([self.program, "--db", self.database, *arguments], capture_output=True, check=False)

    def rows(self, sql):
        # Not splitlines: U+2028 and its like are ordinary characters in values.
        lines = self.run("query", sql, "--format", "jsonl").stdout.split(b"\n")
        return [json.loads(line) for line in lines if line]

    def state(self):
        """All but the table that good exports are loaded into."""
        return self.rows("SELECT (SELECT list(table_name ORDER BY ALL) FROM duckdb_tables() WHERE table_name <> 'new') AS t,"
                         " (SELECT list(m ORDER BY ALL) FROM _metadata AS m WHERE table_name <> 'new') AS m,"
                         " (SELECT list(l ORDER BY ALL) FROM _loads AS l WHERE table_name <> 'new') AS l,"
                         " (SELECT list(o) FROM old AS o) AS o")

    def load(self, data, table, *options):
        """The exit code, and what was said."""
        self.export.write_bytes(data)
        done = self.run("ingest", "events", table, self.export, *options)
        return done.returncode, done.stderr.decode()

    def judge(self, data, outcome, wanted_code, wanted):
        code, said = outcome
        missing = [part for part in wanted if part not in said]
        if code != wanted_code or missing:
            self.problems.append(f"{data[-100:]!r}: exit code {code}, and no {missing} in {said!r}")

    def refused(self, data, *wanted, options=()):
        """Exit code 3, and a message that says all of that. That nothing was changed is seen at the end."""
        self.judge(data, self.load(data, "bad", *options), 3, wanted)

    def never_rejected(self, data, *wanted):
        """Refused although bad records may be left out."""
        self.refused(data, *wanted, options=("--max-rejects", "all", "--rejects", self.rejects))

    def loaded(self, data, *options, says=()):
        """The rows that came of it, sorted by time."""
        self.judge(data, self.load(data, "new", "--replace", *options), 0, says)
        return self.rows(EVENTS_SQL)

    def same(self, what, found, wanted):
        if found != wanted:
            self.problems.append(f"{what}: found {found!r:.500}\nwanted {wanted!r:.500}")


def early_end(hazard):
    for last in (b"terminated early", b"export terminated early", b"terminated early\r"):
        hazard.refused(joined(GOOD, last), "record 2, byte 88", "incomplete")
        hazard.never_rejected(joined(GOOD) + last, "record 2, byte 88", "incomplete")
    for line in (b"[]", b"1", b"null", b'"text"', b"true"):
        hazard.never_rejected(joined(GOOD, line), "record 2, byte 88", "a JSON object was wanted")


def no_last_newline(hazard):
    hazard.same("rows", len(hazard.loaded(joined(GOOD) + with_value("1"))), 2)
    hazard.same("rows", len(hazard.loaded(joined(GOOD) + with_value("1") + b"\r")), 2)


def cut_off(hazard):
    plain = joined(GOOD, with_value('"é"', 2))
    packed = gzip.compress(plain, mtime=0)
    hazard.never_rejected(plain[:-4], f"record 2, byte {len(plain) - 4}: ", "cut off")
    hazard.never_rejected(packed[:-9], f"byte {len(packed) - 9}: ", "gzip stream is not whole")
    zstd = shutil.which("zstd")
    if zstd:
        packed = subprocess.run([zstd, "-c"], input=plain, capture_output=True, check=True).stdout
        hazard.refused(packed[:-1], f"byte {len(packed) - 1}: ", "zstd stream is not whole")


def error_body(hazard):
    for body in (b'{"error": "Invalid API secret", "request": "/api/2.0/export"}',
                 b'{"status":"error","error":"too many requests"}', b"Unauthorized", b"<html>502</html>"):
        hazard.refused(body, "record 1, byte 0", body.decode()[:30])


def exact_duplicate(hazard):
    lines = [event(f'"time":5,"distinct_id":"u","$insert_id":"i","n":{n}') for n in (1, 2, 3)]
    for keep, wanted in (("first", '{"n":1}'), ("last", '{"n":3}')):
        found = hazard.loaded(joined(*lines), "--keep", keep, says=["duplicates dropped: 2"])
        hazard.same(keep, [row["p"] for row in found], [wanted])


def shared_id(hazard):
    lines = [event('"time":5,"distinct_id":"u","$insert_id":"i"', "B"),
             event('"time":5,"distinct_id":"u","$insert_id":"i"', "A"),
             event('"time":6,"distinct_id":"u","$insert_id":"i"', "A"),
             event('"time":5,"distinct_id":"v","$insert_id":"i"', "A")]
    found = hazard.loaded(joined(*lines))
    hazard.same("events", sorted((r["event_name"], r["t"], r["distinct_id"]) for r in found),
                [("A", 5000000, "u"), ("A", 5000000, "v"), ("A", 6000000, "u"), ("B", 5000000, "u")])
    hazard.same("plain ids", [r["distinct_id"] + r["event_name"] for r in found if r["insert_id"] == "i"], ["uA"])
    hazard.same("other ids", sorted({r["insert_id"][:2] for r in found}), ["i", "i#"])


def missing_id(hazard):
    for given in ("", ',"$insert_id":""', ',"$insert_id":null'):
        data = joined(event(f'"time":5,"distinct_id":"u"{given},"n":1'), event(f'"time":5,"distinct_id":"u"{given},"n":2'))
        found = hazard.loaded(data)
        hazard.same("ids", [r["insert_id"][:3] for r in found], ["mp:", "mp:"])
        hazard.judge(data, hazard.load(data, "new", "--append"), 0, ["nothing new"])
        hazard.same("after a second load", hazard.rows(EVENTS_SQL), found)


def ids_of_other_types(hazard):
    found = hazard.loaded(joined(event('"time":1,"distinct_id":42,"$insert_id":1.50'),
                                 event('"time":2,"distinct_id":null,"$insert_id":12345678901234567890123'),
                                 event('"time":3,"$insert_id":"x"')))
    hazard.same("ids", [(r["distinct_id"], r["insert_id"]) for r in found],
                [("42", "1.50"), ("", "12345678901234567890123"), ("", "x")])
    for value in ("[]", "{}", "true"):
        hazard.refused(joined(event(f'"time":1,"distinct_id":{value}')), "record 1", "distinct_id")
        hazard.refused(joined(event(f'"time":1,"$insert_id":{value}')), "record 1", "$insert_id")


def times(hazard):
    written = ("1602611311", "1602611311000", '"1602611311"', "1602611311.5", "-5", "99999999999", "100000000000")
    found = hazard.loaded(joined(*(event(f'"time":{time},"$insert_id":"{number}"')
                                   for number, time in enumerate(written))))
    hazard.same("times", [r["t"] for r in sorted(found, key=lambda r: int(r["insert_id"]))],
                [1602611311000000] * 3 + [1602611311500000, -5000000, 99999999999000000, 100000000000000])
    for bad in ('"time":null', '"time":"soon"', '"time":true', '"time":[1]', '"time":""', '"t":1', '"time":1e99'):
        hazard.refused(joined(GOOD, event(bad)), "record 2", "time")


def almost_json(hazard):
    for value, wanted in ((b'"a\x01b\tc"', '"a\\u0001b\\tc"'), (b'"\\ud83d!"', '"\ufffd!"'), (b'"a\xff"', '"a\ufffd"')):
        data = joined(GOOD, with_value(value, 2000000000))
        hazard.refused(data, "record 2, byte ", "invalid UTF-8, a raw control character or a bad escape")
        found = hazard.loaded(data, "--repair", says=["mended: 1"])
        hazard.same("mended", json.loads(found[-1]["p"])["v"], json.loads(wanted))


def escaped_nul(hazard):
    found = hazard.loaded(joined(with_value('"a\\u0000b"'), event('"time":2,"distinct_id":"x\\u0000y","$insert_id":"z"')))
    hazard.same("value", [r["p"] for r in found], ['{"v":"a\\u0000b"}', "{}"])
    hazard.same("distinct_id", [r["distinct_id"] for r in found], ["", "x\0y"])
    for form in ("table", "csv", "json", "jsonl"):
        shown = hazard.run("query", "SELECT distinct_id FROM new", "--format", form).stdout
        hazard.same(f"{form}: y is there, and a raw NUL in CSV alone, which can't write it otherwise",
                    (b"y" in shown, b"\0" in shown), (True, form == "csv"))


def unicode_line_ends(hazard):
    values = [f'"a{separator}b"' for separator in "\u2028\u2029\u0085\u00a0"]
    data = b"\r\n".join(with_value(value, number + 1) for number, value in enumerate(values))
    hazard.same("values", [r["p"] for r in hazard.loaded(data)], [f'{{"v":{value}}}' for value in values])


def long_lines(hazard):
    """To 64 MiB without its end; one byte more is refused, plain and compressed."""
    line = with_value('"' + "x" * (64 * MIB - len(with_value('""'))) + '"')
    longer = line.replace(b'"xxx', b'"xxxx', 1)
    assert len(line) == 64 * MIB and len(longer) == 64 * MIB + 1
    for pack in (bytes, lambda data: gzip.compress(data, 1)):
        data = pack(joined(line, GOOD))
        hazard.judge(data, hazard.load(data, "new", "--replace"), 0, [])
        hazard.same("of 64 MiB", hazard.rows("SELECT max(length(properties)) AS n, count(*) AS rows FROM new"),
                    [{"n": len(line) - len(with_value("")) + len('{"v":}'), "rows": 2}])
        hazard.refused(pack(joined(GOOD, longer)), "record 2, byte 88", "longer than 64 MiB")


def numbers(hazard):
    values = ("9007199254740993", "18446744073709551616", "-123456789012345678901234567890", "1e400", "1.0", "-0", "1.10", "1E+2")
    found = hazard.loaded(joined(*(with_value(value, number + 1) for number, value in enumerate(values))))
    hazard.same("as written", [r["p"] for r in found], [f'{{"v":{value}}}' for value in values])


def no_json(hazard):
    bad = [with_value("NaN"), with_value("Infinity"), with_value("[1,]"), with_value("{\"a\":1,}"), with_value("1/*c*/"),
           with_value("01"), with_value("+1"), with_value(".5"), with_value("'a'"), GOOD + b" // c", b"\xef\xbb\xbf" + GOOD,
           GOOD + GOOD, GOOD + b" " + GOOD, GOOD + b",", b"{}{}"]
    for line in bad:
        hazard.refused(joined(GOOD, line, GOOD), "record 2, byte ")
    hazard.same("a mark at the start", len(hazard.loaded(b"\xef\xbb\xbf" + joined(GOOD))), 1)


def repeated_keys(hazard):
    found = hazard.loaded(joined(event('"a":1,"time":1,"a":2,"time":2,"distinct_id":"u","$insert_id":"i","$insert_id":"j","distinct_id":"v"')))
    hazard.same("row", found, [{"event_name": "A", "t": 1000000, "distinct_id": "u", "insert_id": "i",
                                "p": '{"a":1,"a":2,"time":2,"$insert_id":"j","distinct_id":"v"}'}])


def deep_nesting(hazard):
    deep = with_value("[" * 510 + "]" * 510)
    found = hazard.loaded(joined(deep))
    hazard.same("512 levels", [len(r["p"]) for r in found], [6 + 1020])
    for levels in (511, 100000):
        line = with_value("[" * levels + "]" * levels)
        hazard.refused(joined(GOOD, line), f"record 2, byte {88 + line.index(b'[') + 510}", "512 levels")
        hazard.refused(gzip.compress(joined(GOOD, line)), f"record 2, byte {88 + line.index(b'[') + 510}", "512 levels")
    hazard.refused(joined(GOOD, with_value('{"a":' * 100000)), "record 2, byte ", "512 levels")


def odd_keys(hazard):
    members = ('"a":1', '"A":"x"', '"a.b":[]', '"a b":{}', '"a\\"b":null', "\"a'b\":true", '"$v":1.0', '"":0', '"é":1', '"[0]":2')
    lines = [event(f'"time":{number + 1},"$insert_id":"i",{member},"v":{value}')
             for number, (member, value) in enumerate(zip(members, ("1", '"1"', "null", "[]", "{}") * 2))]
    found = hazard.loaded(joined(*lines))
    hazard.same("as written", [r["p"] for r in found],
                ["{" + line.split(b'"i",')[1].decode()[:-2] + "}" for line in lines])


def bomb(hazard):
    """Much of nothing is refused for what it is; tests/memory measures it."""
    hazard.refused(gzip.compress(joined(GOOD) + bytes(80 * MIB)), "record 2, byte 88")
    hazard.same("blank lines", len(hazard.loaded(gzip.compress(b"\n" * (20 * MIB) + GOOD))), 1)


HAZARDS = [
    ("terminated early line, any line that is not an object", early_end),
    ("last line without a newline but complete", no_last_newline),
    ("last line cut, gzip/zstd stream cut", cut_off),
    ("an object without event/properties (an API's error body)", error_body),
    ("exact duplicate (same 4-tuple)", exact_duplicate),
    ("same $insert_id, other event/time/distinct_id", shared_id),
    ("$insert_id missing or empty", missing_id),
    ("distinct_id a number or null; $insert_id a number", ids_of_other_types),
    ("time in ms, a numeric string, a float", times),
    ("raw control character in a string, lone surrogate, invalid UTF-8", almost_json),
    ("\\u0000 in a string", escaped_nul),
    ("U+2028, U+0085 in a value", unicode_line_ends),
    ("one line across many reads; lines up to 64 MiB", long_lines),
    ("integers > 2^53 or > 2^64, 1e400, 1.0, -0", numbers),
    ("NaN, trailing comma, comments, BOM mid-file, two values on a line", no_json),
    ("duplicate keys inside properties", repeated_keys),
    ("very deep nesting", deep_nesting),
    ("type conflicts between rows, keys that differ by case, keys with dots, spaces, quotes, $", odd_keys),
    ("a compressed bomb", bomb),
]


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        hazard = Hazard(arguments.mpdata, Path(name))
        hazard.load(joined(GOOD), "old")
        before = hazard.state()
        for title, check in HAZARDS:
            hazard.problems = []
            check(hazard)
            hazard.same("what was there before", hazard.state(), before)
            checks.that(title, not hazard.problems, "\n".join(hazard.problems))
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
