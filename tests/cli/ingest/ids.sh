# Events that share an id, and events without one, are kept and counted.
cat >e.ndjson <<'END'
{"event":"A","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"i1"}}
{"event":"B","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"i1"}}
{"event":"A","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"i1","late":true}}
{"event":"C","properties":{"time":1735689601,"distinct_id":"u"}}
END
mpdata --db a.db ingest events events e.ndjson
mpdata --db a.db query 'SELECT event_name, event_time, insert_id FROM events ORDER BY ALL' --format csv
