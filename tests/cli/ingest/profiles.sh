# The newest record of a profile is kept.
cat >p.ndjson <<'END'
{"$distinct_id":"u1","$properties":{"$last_seen":"2025-01-02T03:04:05","plan":"free"}}
{"$distinct_id":"u2","$properties":{"$last_seen":"2025-01-03T00:00:00","plan":"pro"}}
{"$distinct_id":"u1","$properties":{"$last_seen":"2025-02-02T00:00:00","plan":"pro"}}
END
mpdata --db a.db ingest profiles people p.ndjson
mpdata --db a.db query 'SELECT * FROM people ORDER BY 1' --format csv
