# Asked for, progress is shown although standard error is no terminal.
mpdata_generate events --events 2000 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson --progress 2>&1 | sed -E 's/reading: .*/reading: SOME/' | uniq
