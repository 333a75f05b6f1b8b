# A load goes on past bad records, and leaves them in a file; past the limit it fails whole.
{
    echo '{"event":"A","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"1"}}'
    echo '{"event":"no time","properties":{"distinct_id":"u"}}'
    echo 'not JSON'
    echo '{"event":"B","properties":{"time":1735689601,"distinct_id":"u","$insert_id":"2"}}'
} >e.ndjson
mpdata --db a.db ingest events events e.ndjson --max-rejects 2 --rejects bad.jsonl
cat bad.jsonl
gzip -n e.ndjson
mpdata --db a.db ingest events more e.ndjson.gz --max-rejects all --rejects bad.jsonl
mpdata --db a.db ingest events fewer e.ndjson.gz --max-rejects 1 --rejects bad.jsonl
echo "exit $?"
mpdata --db a.db ingest events half e.ndjson.gz --max-rejects 1
echo "exit $?"
mpdata --db a.db ingest events half e.ndjson.gz --max-rejects many --rejects bad.jsonl
echo "exit $?"
mpdata --db a.db ingest events half e.ndjson.gz --max-rejects 1 --rejects no/folder
echo "exit $?"
mpdata --db a.db query --format csv 'SELECT table_name, rows_in, rows_kept, rejects FROM _loads ORDER BY started_at'
