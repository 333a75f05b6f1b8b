# A name that no table can have.
. "$cases/ingest/bad-input.bash"
mpdata --db a.db ingest events 'my table' good.ndjson
echo "exit $?"
mpdata --db a.db ingest events _metadata good.ndjson
echo "exit $?"
mpdata --db a.db ingest events '' good.ndjson
echo "exit $?"
assert_refused
