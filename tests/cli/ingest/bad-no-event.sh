# A record without an event.
. "$cases/ingest/bad-input.bash"
{ cat good.ndjson; echo '{"properties":{"time":1735689600,"distinct_id":"u"}}'; } >bad.ndjson
assert_refused
