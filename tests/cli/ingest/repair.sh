# Raw control characters, lone surrogates and invalid UTF-8 are mended where that is asked for.
{
    printf '{"event":"tab\there","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"1"}}\n'
    printf '{"event":"byte \377","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"2"}}\n'
    echo '{"event":"lone \ud83d end","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"3"}}'
    echo '{"event":"fine \ud83e\udd86","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"4"}}'
} >e.ndjson
mpdata --db a.db ingest events events e.ndjson
echo "exit $?"
mpdata --db a.db ingest events events e.ndjson --repair
mpdata --db a.db query --format json 'SELECT event_name FROM events ORDER BY insert_id'
