# A query does not change the database.
mpdata_generate events --events 10 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson 2>/dev/null
mpdata --db a.db query 'DELETE FROM events'
echo "exit $?"
mpdata --db a.db query --format csv 'SELECT count(*) AS n FROM events'
# Nor does a log in which nothing is.
: >a.db.wal
mpdata --db a.db query --format csv 'SELECT count(*) AS n FROM events'
