# Started with closed streams, nothing is written into the database in their place.
mpdata_generate events --events 100 -o e.ndjson
mpdata -q --db a.db ingest events first e.ndjson
mpdata --db a.db ingest events second e.ndjson 2>&-
echo "exit $?"
mpdata -v --db a.db ingest events third e.ndjson <&- >&- 2>&-
echo "exit $?"
mpdata --db a.db query SELEC 2>&-
echo "exit $?"
mpdata --db a.db tables >&-
echo "exit $?"
mpdata --db a.db ingest events fourth - <&-
mpdata --db a.db tables --format csv | cut -d, -f1,3
