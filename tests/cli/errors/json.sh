# --json: every error is an object on a line of its own, wherever the option stands.
printf '%s\n' '{"event":"a","properties":{"time":1700000000}}' '{"event":"b"}' >bad.ndjson
python3 -c '
import json, subprocess, sys
cases = """--json
--json nothing
--json tables
--json --nonsense tables
tables --nonsense --json
--db missing.db --json tables
--db missing.db tables --json
--db new.db ingest events e bad.ndjson --json
--db new.db ingest events e missing.ndjson --json
--memory --json query SELEC
--memory --json query SELECT|nosuch|FROM|duckdb_tables()
--memory --json query --format|cvs SELECT|1
--memory --json query -o|/dev/full SELECT|1
--memory --json query --time-limit|1 SELECT|count(*)|FROM|range(100000000000)|r(x)|WHERE|x*x%7=3
--memory --json drop nothing --yes"""
for line in cases.split("\n"):
    words = line.split(" ")
    words = [w for word in words for w in ([" ".join(word.split("|"))] if word.startswith("SEL") else word.split("|"))]
    done = subprocess.run(["mpdata", *words], capture_output=True, text=True)
    told = json.loads(done.stderr)
    assert told["exit"] == done.returncode, (words, told, done.returncode)
    assert done.stderr.count("\n") == 1
    print(line, "->", json.dumps(told, ensure_ascii=False))
'
mpdata --db q.db -q ingest events e bad.ndjson --max-rejects 1 --rejects /dev/null
mpdata --db q.db ingest events f bad.ndjson --max-rejects 1 --rejects /dev/null --quiet --progress
mpdata --db q.db tables --format csv | cut -d, -f1,3
