# An export that is not whole is no reject, however many are allowed.
good='{"event":"A","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"1"}}'
load() {
    mpdata --db a.db ingest events events e.ndjson --max-rejects all --rejects bad.jsonl
    echo "exit $?"
}
printf '%s\n%s' "$good" '{"event":"B","prop' >e.ndjson
load
printf '%s\n%s\n' "$good" 'terminated early' >e.ndjson
load
echo '{"error": "Invalid API secret"}' >e.ndjson
load
printf '%s\n' "$good" | gzip -n | head -c 60 >e.ndjson
load
ls
