# Binary junk.
. "$cases/ingest/bad-input.bash"
printf '\001\002\377\376junk\nmore' >bad.ndjson
assert_refused
