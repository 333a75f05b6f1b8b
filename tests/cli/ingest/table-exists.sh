# Nothing is read, nothing is changed.
mpdata_generate events --events 10 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson
mpdata --db a.db ingest events EVENTS /not/read
