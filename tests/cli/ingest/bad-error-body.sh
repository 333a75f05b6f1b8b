# What the API answers instead of an export.
. "$cases/ingest/bad-input.bash"
echo '{"error": "Invalid API secret", "request": "/api/2.0/export"}' >bad.ndjson
assert_refused
