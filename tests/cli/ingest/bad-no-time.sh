# A record without a time.
. "$cases/ingest/bad-input.bash"
{ cat good.ndjson; echo '{"event":"A","properties":{"distinct_id":"u"}}'; } >bad.ndjson
assert_refused
