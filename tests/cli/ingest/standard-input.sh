# Standard input as a pipe, a file, and compressed; a named pipe too.
mpdata_generate events --events 1000 -o e.ndjson
cat e.ndjson | mpdata --db a.db ingest events piped -
mpdata --db a.db ingest events redirected - <e.ndjson
gzip -c e.ndjson | mpdata --db a.db ingest events compressed -
mpdata --db a.db ingest events substituted <(head -n 300 e.ndjson) <(tail -n +301 e.ndjson)
mpdata --db a.db ingest events nothing - </dev/null
head -c 1000 e.ndjson | mpdata --db a.db ingest events cut -
echo "exit $?"
mpdata --db a.db tables --format csv | cut -d, -f1-3
