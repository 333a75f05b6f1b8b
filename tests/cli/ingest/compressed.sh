# gzip and zstd by their first bytes, whatever the name; several members are one file.
mpdata_generate events --events 1000 --seed 1 -o 1.ndjson
mpdata_generate events --events 1000 --seed 2 -o 2.ndjson
gzip -n <1.ndjson >export
gzip -n <2.ndjson >>export
mpdata --db a.db ingest events gzip export
mpdata --db a.db ingest events plain 1.ndjson 2.ndjson
mpdata --db a.db query --format csv 'SELECT count(*) AS n FROM (FROM gzip EXCEPT FROM plain)'
