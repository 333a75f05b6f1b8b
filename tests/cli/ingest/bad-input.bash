# shellcheck shell=bash
#
# What the cases of bad input share: a.db with a table in it, good.ndjson, and assert_refused for bad.ndjson.

mpdata_generate events --events 10 -o good.ndjson
mpdata --db a.db ingest events good good.ndjson 2>/dev/null
state() {
    mpdata --db a.db tables --format json
    mpdata --db a.db query --format json 'SELECT * FROM duckdb_tables() ORDER BY table_name'
    stat --format %s a.db
}
before=$(state)

# bad.ndjson changes nothing in a.db, and leaves nothing of a database that its load would have made.
assert_refused() {
    mpdata --db a.db ingest events events bad.ndjson
    echo "exit $?"
    [[ $(state) == "$before" ]] && echo "the database is as before"
    mpdata --db new.db ingest events events bad.ndjson 2>/dev/null
    echo "exit $?"
    ls
}
