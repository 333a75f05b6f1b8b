# A dry run reads and checks, and needs no database; what is there is not touched.
mpdata_generate events --events 1000 -o good.ndjson
{
    cat good.ndjson
    echo '{"event":"A","properties":{"time":1735689600,"distinct_id":"u"}}'
} >e.ndjson
mpdata ingest events events e.ndjson --dry-run
echo "exit $?"
cat e.ndjson | mpdata ingest events events - --dry-run --to 2025-01-01
mpdata ingest events events - --dry-run </dev/null
mpdata --db new/folder/new.db ingest events events e.ndjson --dry-run --append >/dev/null 2>&1
echo "exit $?"
mpdata --db a.db ingest events events good.ndjson 2>/dev/null
before=$(stat --format '%s %y' a.db)
mpdata --db a.db ingest events events e.ndjson --dry-run 2>/dev/null
echo "exit $?"
[[ $(stat --format '%s %y' a.db) == "$before" ]] && echo "the database is as before"
{ echo '{"event":"no time","properties":{}}'; cat e.ndjson; } >bad.ndjson
mpdata ingest events events bad.ndjson --dry-run
echo "exit $?"
mpdata ingest events events bad.ndjson --dry-run --max-rejects 1 --rejects r.jsonl
cat r.jsonl
mpdata ingest events events missing.ndjson --dry-run
echo "exit $?"
ls
