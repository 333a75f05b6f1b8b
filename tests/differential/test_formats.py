#!/usr/bin/env python3
"""Values that are hard on a format, written by `mpdata query` and read again by Python's csv and json, and by DuckDB."""

import csv
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

from reader.checks import Checks, parse_arguments

NAMES = ["n", 'a "text", with | all', "huge", "number", "moment", "yes"]
TYPES = ["BIGINT", "VARCHAR", "HUGEINT", "DOUBLE", "TIMESTAMP", "BOOLEAN"]
TEXTS = ["nul\0byte", "\0", "\x1b[31mred\x07\x9b2J", "\u202ertl\u202c\ufeff", "🙂👩‍👩‍👧 é\u0301", "line\nbreak\r\nand\ttab\r", "\n", "\t",
         "quotes \" ' ` \"\" \"", "back\\slash \\n \\N \\\\", "a,b;c|d", "", None, " blanks ", "NULL", "\\N", "null", "=1+2", "#", '"', '""', ",",
         "x" * 70000, "日本語" * 9000, "\u2028\u2029\x85\x0b\x0c", "\U0010ffff\ue000\ufffd"]
HUGE = [2**127 - 1, -(2**127), 0, 2**53 + 1, -1, None, 2**64, 10**30, 1 - 2**63]
NUMBERS = [math.nan, math.inf, -math.inf, 1e308, 5e-324, -0.0, 0.1, 123456789.12345679, None, 1 / 3, 1e21, 1e-7, 2.0**53]
MOMENTS = ["1969-12-31 23:59:59.999999", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "1970-01-01 00:00:00", None,
           "1582-10-04 12:00:00", "2026-10-31 02:30:00.5", "infinity", "-infinity", "1900-02-28 23:59:59.000001"]


def rows():
    count = max(map(len, (TEXTS, HUGE, NUMBERS, MOMENTS)))
    return [[i, TEXTS[i % len(TEXTS)], HUGE[i % len(HUGE)], NUMBERS[i % len(NUMBERS)], MOMENTS[i % len(MOMENTS)], (True, False, None)[i % 3]]
            for i in range(count)]


def sql_of(value, type_name):
    if value is None:
        return f"NULL::{type_name}"
    if type_name == "VARCHAR":
        # Ranges of one character are long texts; all others are spelled out, NUL bytes among them.
        if len(value) > 1000:
            part = value[:3] if value[0] != value[1] else value[0]
            return f"repeat('{part}', {len(value) // len(part)})"
        return "concat('', " + ", ".join(f"chr({ord(character)})" for character in value) + ")" if value else "''"
    return f"'{str(value).lower() if type_name == 'BOOLEAN' else value}'::{type_name}"


def source_sql():
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in NAMES)
    values = ",\n".join("(" + ", ".join(map(sql_of, row, TYPES)) + ")" for row in rows())
    return f"SELECT * FROM (VALUES {values}) AS source({names})"


def is_same(found, wanted):
    """Of two Python values: floats by their bits, but for the payload of NaN."""
    if isinstance(wanted, float) and isinstance(found, float):
        return (math.isnan(found) and math.isnan(wanted)) or (found == wanted and math.copysign(1, found) == math.copysign(1, wanted))
    return type(found) is type(wanted) and found == wanted


def value_of(text, type_name, null):
    if text == null and not (type_name == "VARCHAR" and null == ""):
        return None
    return {"BIGINT": int, "HUGEINT": int, "DOUBLE": float, "VARCHAR": str, "TIMESTAMP": str, "BOOLEAN": lambda word: {"true": True, "false": False}[word]}[type_name](text)


def differences(found, wanted):
    if len(found) != len(wanted):
        return [f"{len(found)} rows, {len(wanted)} wanted"]
    return [f"row {row[0]}, {NAMES[i]}: {str(a)[:80]!r}, wanted {str(b)[:80]!r}" for got, row in zip(found, wanted)
            for i, (a, b) in enumerate(zip(got, row)) if not is_same(a, b)]


def unescape(field):
    if field == "\\N":
        return None
    out, escaped = [], False
    for character in field:
        if escaped:
            out.append({"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "0": "\0"}[character])
        elif character != "\\":
            out.append(character)
        escaped = not escaped and character == "\\"
    return "".join(out)


class Mpdata:
    def __init__(self, program, folder):
        self.program = Path(program).resolve()
        self.folder = folder

    def query(self, sql, *options):
        done = subprocess.run([self.program, "--memory", "query", *options, "-f", "-"], input=sql.encode(), capture_output=True,
                              check=False, cwd=self.folder)
        if done.returncode != 0:
            sys.exit(f"mpdata query {options}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def differing_rows(self, reading):
        """How many rows DuckDB finds to differ between the source and what it reads back."""
        told = self.query(f"WITH s AS ({source_sql()}), r AS ({reading}) SELECT count(*) AS c FROM ((FROM s EXCEPT ALL FROM r) UNION ALL (FROM r EXCEPT ALL FROM s))",
                          "--format", "jsonl")
        return json.loads(told)["c"]


def check_csv(checks, mpdata):
    mpdata.query(source_sql(), "-o", "all.csv")
    with open(mpdata.folder / "all.csv", newline="", encoding="utf-8") as file:
        csv.field_size_limit(1 << 20)
        found = list(csv.reader(file, strict=True))
    checks.equal("CSV: the names", found[0], NAMES)
    # Python's csv gives an empty field for NULL and for an empty text.
    wanted = [[("" if value is None and type_name == "VARCHAR" else value) for value, type_name in zip(row, TYPES)] for row in rows()]
    checks.equal("CSV read by Python's csv", differences([list(map(value_of, row, TYPES, [""] * 6)) for row in found[1:]], wanted), [])
    columns = ", ".join(f"'c{i}': '{type_name}'" for i, type_name in enumerate(TYPES))
    checks.equal("CSV read by DuckDB: NULL and an empty text stay apart", mpdata.differing_rows(
        "SELECT c0 AS n, c1, c2, c3, c4, c5 FROM read_csv('all.csv', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
        f" allow_quoted_nulls = false, parallel = false, columns = {{{columns}}}, max_line_size = 1000000)"), 0)


def check_tsv(checks, mpdata):
    mpdata.query(source_sql(), "-o", "all.tsv")
    text = (mpdata.folder / "all.tsv").read_bytes().decode()
    found = [line.split("\t") for line in text.split("\n")]
    checks.equal("TSV: a line a row, and the same number of fields in each", {len(row) for row in found[:-1]} | {found[-1] == [""]}, {6, True})
    checks.equal("TSV: the names", [unescape(name) for name in found[0]], NAMES)
    fields = [[unescape(field) for field in row] for row in found[1:-1]]
    checks.equal("TSV", differences([[None if field is None else value_of(field, type_name, None) for field, type_name in zip(row, TYPES)]
                                     for row in fields], rows()), [])
    with open(mpdata.folder / "all.tsv", newline="", encoding="utf-8") as file:
        plain = list(csv.reader((line for line in file), delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n"))
    checks.equal("TSV read by Python's csv, before its escapes are undone", plain == found[:-1], True)


def json_wanted():
    """JSON has no NaN and no infinity: they are null."""
    return [[None if isinstance(value, float) and not math.isfinite(value) else value for value in row] for row in rows()]


def check_json(checks, mpdata):
    found = json.loads(mpdata.query(source_sql(), "--format", "json").decode())
    checks.equal("JSON read by Python's json", differences([[row[name] for name in NAMES] for row in found], json_wanted()), [])
    checks.equal("JSON: the keys, in their order", {tuple(row) for row in found}, {tuple(NAMES)})
    lines = mpdata.query(source_sql(), "--format", "jsonl").decode().split("\n")
    checks.equal("JSON lines: one a row", (len(lines), lines[-1]), (len(rows()) + 1, ""))
    found = [json.loads(line) for line in lines[:-1]]
    checks.equal("JSON lines read by Python's json", differences([[row[name] for name in NAMES] for row in found], json_wanted()), [])


def main():
    arguments = parse_arguments(__doc__)
    checks = Checks()
    with tempfile.TemporaryDirectory() as name:
        mpdata = Mpdata(arguments.mpdata, Path(name))
        check_csv(checks, mpdata)
        check_tsv(checks, mpdata)
        check_json(checks, mpdata)
    return checks.exit_code()


if __name__ == "__main__":
    sys.exit(main())
