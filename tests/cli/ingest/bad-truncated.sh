# A last line that breaks off.
. "$cases/ingest/bad-input.bash"
{ cat good.ndjson; head -c 100 good.ndjson; } >bad.ndjson
assert_refused
