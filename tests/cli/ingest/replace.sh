# The new table takes the place of the old one; a load that fails leaves the old one.
mpdata_generate events --events 100 --seed 1 -o 1.ndjson
mpdata_generate events --events 50 --seed 2 -o 2.ndjson
mpdata --db a.db ingest events events --replace 1.ndjson
mpdata --db a.db ingest events events --replace 2.ndjson
{ cat 1.ndjson; echo '{'; } >bad.ndjson
mpdata --db a.db ingest events events --replace bad.ndjson
echo "exit $?"
mpdata --db a.db tables --format csv | cut -d, -f1-3
mpdata --db a.db schema events --format csv | cut -d, -f1,4
