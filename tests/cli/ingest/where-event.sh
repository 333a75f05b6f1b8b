# Only events of these names; the others are counted, and a bad one is an error all the same.
{
    echo '{"event":"Sign Up","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"1"}}'
    echo '{"event":"Purchase","properties":{"time":1735689601,"distinct_id":"u","$insert_id":"2"}}'
    echo '{"event":"Page View","properties":{"time":1735689602,"distinct_id":"u"}}'
    echo '{"event":"purchase","properties":{"time":1735689603,"distinct_id":"u","$insert_id":"4"}}'
} >e.ndjson
mpdata --db a.db ingest events events e.ndjson --where-event Purchase --where-event 'Sign Up'
mpdata --db a.db query --format csv 'SELECT insert_id, event_name FROM events ORDER BY 1'
mpdata --db a.db ingest events none - --where-event Refund <e.ndjson
mpdata --db a.db ingest events none --append e.ndjson --where-event Refund
mpdata --db a.db query --format jsonl 'SELECT table_name, filter_events, filter_where FROM _metadata ORDER BY 1'
mpdata --db a.db query --format csv 'SELECT table_name, rows_in, filtered, missing_ids FROM _loads ORDER BY started_at'
echo '{"event":"Page View","properties":{"distinct_id":"u"}}' >>e.ndjson
mpdata --db a.db ingest events bad e.ndjson --where-event Purchase
echo "exit $?"
echo '{"$distinct_id":"u","$properties":{}}' >p.ndjson
mpdata --db a.db ingest profiles profiles p.ndjson --where-event Purchase
echo "exit $?"
