# Nothing is read, nothing is changed.
mpdata_generate events --events 10 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson
cat e.ndjson | {
    mpdata --db a.db ingest events EVENTS -
    echo "exit $?"
    cmp - e.ndjson && echo "standard input is where it was"
}
