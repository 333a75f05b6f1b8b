# An empty file makes an empty table, and the report says so.
: >empty.ndjson
mpdata --db a.db ingest events events empty.ndjson
mpdata --db a.db query 'SELECT * FROM events'
