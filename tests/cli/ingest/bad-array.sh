# A JSON array of events is no NDJSON.
. "$cases/ingest/bad-input.bash"
echo '[{"event":"A","properties":{"time":1,"distinct_id":"u"}}]' >bad.ndjson
assert_refused
