# A stranger's first ten minutes: what is typed before anything was read, and each answer says what to do.
mpdata_generate events --events 3 -o events.ndjson
mpdata_generate profiles --users 3 -o people.ndjson
printf 'event,time\na,1\n' >table.csv
echo '[{"event":"a"}]' >array.json
mkdir folder
tried() {
    printf '$ mpdata' >&2
    ((0 == 0)) || printf ' %q' "$@" >&2
    echo >&2
    mpdata "$@" </dev/null || echo "exit $?" >&2
}
{
    tried
    tried events.ndjson
    tried version
    tried load events.ndjson
    tried select
    tried help qurey
    tried query
    tried ingest events.ndjson
    tried ingest events events.ndjson
    tried ingest events e events.ndjson
    tried --db a.db ingest profile people people.ndjson
    tried --db a.db ingest events e table.csv
    tried --db a.db ingest events e array.json
    tried --db a.db ingest events e people.ndjson
    tried --db a.db ingest profiles people events.ndjson
    tried --db a.db ingest events e folder
    tried --db a.db ingest events e missing.ndjson
    tried --db a.db ingest events my-events events.ndjson
    tried --db a.db ingest events e --from yesterday events.ndjson
    tried --db a.db ingest events e --time-zone berlin events.ndjson
    tried --db a.db tables
    tried --db a.db -q ingest events events events.ndjson
    tried --db a.db ingest events events events.ndjson
    tried a.db
    tried --db events.ndjson tables
    tried --db folder tables
    tried --db a.db query SELECT 1
    tried --db a.db query 'SELECT * FROM event'
    tried --db a.db query 'DELETE FROM events'
    tried --db a.db query --format
    tried --db a.db schema event
    tried --db a.db schema
    tried --db a.db drop events
} 2>&1
ls
