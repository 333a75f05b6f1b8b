# The rows are unique all the same, and the choice is remembered.
mpdata_generate events --events 1000 --repeat-fraction 0.1 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson --no-primary-key
mpdata --db a.db ingest events events e.ndjson --append
mpdata --db a.db schema events --format csv
mpdata --db a.db query --format csv 'SELECT table_name, primary_key FROM _metadata'
mpdata --db a.db ingest events small e.ndjson --primary-key auto
mpdata --db a.db schema small --format csv | grep insert_id
