cat >e.ndjson <<'END'
{"event":"A","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"a"}}
{"event":"B","properties":{"time":1736380800,"distinct_id":"u","$insert_id":"b"}}
END
echo '{"$distinct_id":"u1","$properties":{}}' >p.ndjson
mpdata --db a.db ingest events january e.ndjson 2>/dev/null
mpdata --db a.db ingest profiles people p.ndjson 2>/dev/null
mpdata --db a.db tables
mpdata --db a.db tables --format csv
mpdata --db a.db tables --format json
mpdata --db a.db tables --format jsonl
