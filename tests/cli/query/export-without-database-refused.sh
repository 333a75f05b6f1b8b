# Errors are those of ingest and of query, with their exit codes, and nothing stays.
mkdir scratch
export TMPDIR=$PWD/scratch
echo '{"event":"Open","properties":{"time":1767225600,"distinct_id":"ann"}}' >good.ndjson
{
    cat good.ndjson
    echo '{"event":"Open","properties":{"distinct_id":"ann"}}'
} >bad.ndjson

try() {
    mpdata query "$@" </dev/null
    echo "exit $?"
}
try 'SELECT 1' --events e=bad.ndjson
try 'SELECT 1' --events e=nothing.ndjson
try 'SELECT 1' --events 'a table=good.ndjson'
try 'SELECT no_column FROM e' --events e=good.ndjson
# Before a byte is read.
try 'SELEC 1' --events e=nothing.ndjson
try 'SELECT 1' --events good.ndjson
try 'SELECT 1' --profiles =good.ndjson
try 'SELECT 1' --events e=
try 'SELECT 1' --events e=- --events f=-
try 'SELECT 1' --events e=good.ndjson --profiles e=good.ndjson
try - --events e=-
try --events e=-
try -f - --events e=-
try 'SELECT 1' --events e=good.ndjson --safe
try 'SELECT 1' --events e=good.ndjson --db company.db
try 'SELECT 1' --events e=good.ndjson --memory
TMPDIR=$PWD/good.ndjson try 'SELECT 1' --events e=good.ndjson
ls scratch
