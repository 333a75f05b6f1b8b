mpdata_generate events --events 500 --seed 1 -o 1.ndjson
mpdata_generate events --events 500 --seed 2 -o 2.ndjson
mpdata --db a.db ingest events events 1.ndjson 2.ndjson 1.ndjson
