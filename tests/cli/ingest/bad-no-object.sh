# A line that is no object.
. "$cases/ingest/bad-input.bash"
{ head -n 3 good.ndjson; echo 'terminated early'; } >bad.ndjson
assert_refused
