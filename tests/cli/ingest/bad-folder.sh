# A folder given as a file.
. "$cases/ingest/bad-input.bash"
mkdir bad.ndjson
assert_refused
