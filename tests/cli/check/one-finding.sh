# One finding is told as one, in a table; its exit code is kept when the list goes to a file.
mpdata_generate events --events 30 --output events.ndjson
mpdata -q --db a.db ingest events events events.ndjson
echo "DELETE FROM events WHERE insert_id = (SELECT min(insert_id) FROM events);" | mpdata --db a.db shell --write
mpdata --db a.db check
echo "exit $?"
mpdata -q --db a.db check -o findings.csv
echo "exit $?"
wc -l <findings.csv
mpdata -q --db a.db check -o .
echo "exit $?"
