# -v tells of each step, with its time, on standard error; the output is as without it. Of -q and -v the last one counts.
mpdata_generate events --events 100 -o e.ndjson
mask() {
    sed -E -e 's/^mpdata: [0-9]+\.[0-9]{3} s: /mpdata: TIME: /' -e 's/"elapsed_ms":[0-9]+/"elapsed_ms":N/' \
        -e 's/(mpdata|DuckDB) [0-9.]+/\1 VERSION/g' -e 's/\(\/[^)]*\)/(PATH)/' -e 's/[0-9.]+ [kM]B/SIZE/' \
        -e 's/[0-9]+ threads, at most [0-9.]+ [KMGT]iB/N threads, at most SIZE/'
}
mpdata -v --db a.db ingest events events e.ndjson 2>&1 | mask
echo "--- query"
mpdata query -v --db a.db --format csv 'SELECT 1 AS one' 2>told
mask <told
echo "--- for programs"
mpdata query --verbose --json --db a.db --format csv 'SELECT nothing' 2>told
echo "exit $?"
python3 -c '
import json
for line in open("told"):
    found = json.loads(line)
    print(sorted(found) if "note" in found else found["code"])'
echo "--- quiet"
mpdata -v -q --db a.db ingest events more e.ndjson
mpdata -q -v --db a.db ingest events third e.ndjson 2>&1 | mask | grep -c TIME
mpdata -v --db a.db ingest events events e.ndjson 2>&1 | mask | tail -n 3
