mpdata_generate events --events 10 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson 2>/dev/null
mpdata --db a.db query --format csv -o a.db 'SELECT 1'
echo "exit $?"
mpdata --db a.db query --format csv 'SELECT count(*) AS n FROM events'
