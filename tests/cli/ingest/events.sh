# A report of rows and repeats; the table holds each event once.
mpdata_generate events --events 2000 --repeat-fraction 0.03 -o events.ndjson
mpdata --db a.db ingest events events events.ndjson
mpdata --db a.db query 'SELECT count(*) AS rows, count(DISTINCT insert_id) AS ids FROM events'
ls
