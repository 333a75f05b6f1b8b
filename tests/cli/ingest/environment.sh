mpdata_generate events --events 10 -o e.ndjson
export MPDATA_DB=new/folder/a.db
mpdata ingest events events e.ndjson
mpdata query 'SELECT count(*) AS n FROM events' --format csv
