# Events joined with profiles, through the JSON of both.
cat >e.ndjson <<'END'
{"event":"Purchase","properties":{"time":1735689600,"distinct_id":"u1","$insert_id":"a","amount":12.50}}
{"event":"Purchase","properties":{"time":1735689601,"distinct_id":"u2","$insert_id":"b","amount":7.25}}
{"event":"Visit","properties":{"time":1735689602,"distinct_id":"u1","$insert_id":"c"}}
END
cat >p.ndjson <<'END'
{"$distinct_id":"u1","$properties":{"plan":"pro"}}
{"$distinct_id":"u2","$properties":{"plan":"free"}}
END
mpdata --db a.db ingest events events e.ndjson 2>/dev/null
mpdata --db a.db ingest profiles profiles p.ndjson 2>/dev/null
mpdata --db a.db query "
    SELECT p.properties->>'plan' AS plan, sum((e.properties->>'amount')::DOUBLE) AS amount
    FROM events e JOIN profiles p USING (distinct_id)
    WHERE event_name = 'Purchase' GROUP BY plan ORDER BY plan"
