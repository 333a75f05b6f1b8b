mpdata_generate events --events 10 -o e.ndjson
mpdata --memory ingest events events e.ndjson
ls
