# Several findings are told as several.
mpdata_generate events --events 30 --output events.ndjson
mpdata -q --db a.db ingest events first events.ndjson
mpdata -q --db a.db ingest events second events.ndjson
echo "DELETE FROM first WHERE insert_id = (SELECT min(insert_id) FROM first); DELETE FROM second;" | mpdata --db a.db shell --write
mpdata --db a.db check --format csv
echo "exit $?"
