# A gzip file that breaks off.
. "$cases/ingest/bad-input.bash"
gzip -n <good.ndjson | head -c 900 >bad.ndjson
assert_refused
