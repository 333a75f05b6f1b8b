# Bytes that are no UTF-8.
. "$cases/ingest/bad-input.bash"
{ cat good.ndjson; printf '{"event":"A\377","properties":{"time":1735689600,"distinct_id":"u"}}\n'; } >bad.ndjson
assert_refused
