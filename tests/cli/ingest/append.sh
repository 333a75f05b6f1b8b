# What the table has already is not added; a shared id is kept beside it; the history tells all of it.
cat >1.ndjson <<'END'
{"event":"A","properties":{"time":1735689600,"distinct_id":"u","$insert_id":"i1"}}
{"event":"B","properties":{"time":1735689601,"distinct_id":"u","$insert_id":"i2"}}
END
cat >2.ndjson <<'END'
{"event":"B","properties":{"time":1735689601,"distinct_id":"u","$insert_id":"i2"}}
{"event":"C","properties":{"time":1735776000,"distinct_id":"u","$insert_id":"i3"}}
{"event":"A","properties":{"time":1735689600,"distinct_id":"other","$insert_id":"i1"}}
END
mpdata --db a.db ingest events events 1.ndjson
mpdata --db a.db ingest events Events --append 2.ndjson
mpdata --db a.db ingest events events --append 2.ndjson 1.ndjson
: >empty
mpdata --db a.db ingest events events --append empty
mpdata --db a.db query --format csv 'SELECT event_name, distinct_id, insert_id, original_insert_id(insert_id) AS original FROM events ORDER BY ALL'
mpdata --db a.db query --format csv 'SELECT mode, rows_in, rows_kept, repeats, shared_ids FROM _loads ORDER BY started_at'
mpdata --db a.db tables --format csv | cut -d, -f1-5
