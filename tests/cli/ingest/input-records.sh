# Lines that call their values as the table's columns are called; what is taken for the other input is told.
{
    echo '{"event_name":"A","event_time":"2025-01-01T10:00:00+02:00","distinct_id":"u","insert_id":"1","properties":{"time":1.0, "b" : [ ]}}'
    echo '{"properties":{},"event_name":"B","event_time":1735725600.5,"distinct_id":7}'
} >e.ndjson
{
    echo '{"distinct_id":"u","last_seen":"2025-01-01T10:00:00","properties":{"$name":"x"}}'
    echo '{"distinct_id":"v","last_seen":null,"properties":{ }}'
} >p.ndjson
echo '{"event":"A","properties":{"time":1735689600}}' >raw.ndjson
mpdata --db a.db ingest events events e.ndjson --input records
gzip -c p.ndjson | mpdata --db a.db ingest profiles profiles - --input records
mpdata --db a.db query --format csv 'SELECT * FROM events ORDER BY event_name'
mpdata --db a.db query --format csv 'SELECT * FROM profiles ORDER BY distinct_id'
mpdata --db a.db ingest events other e.ndjson
echo "exit $?"
mpdata --db a.db ingest profiles other p.ndjson --input export --max-rejects all --rejects r.jsonl
echo "exit $?"
mpdata --db a.db ingest events other raw.ndjson --input records
echo "exit $?"
printf '{"event_name":"tab\t","event_time":1,"properties":{}}\n' >bad.ndjson
echo '{"event_name":"A","event_time":1,"properties":{},"plan":"pro"}' >>bad.ndjson
echo '{"event_name":"A","event_time":"soon","properties":{}}' >>bad.ndjson
mpdata --db a.db ingest events other bad.ndjson --input records
mpdata --db a.db ingest events other bad.ndjson --input records --repair
mpdata --db a.db ingest events other bad.ndjson --input records --repair --max-rejects 2 --rejects r.jsonl
cat r.jsonl
mpdata --db a.db ingest events other e.ndjson --input recrods
echo "exit $?"
