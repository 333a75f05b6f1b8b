# The newest state of a profile stays.
cat >1.ndjson <<'END'
{"$distinct_id":"u1","$properties":{"$last_seen":"2025-01-02T00:00:00","plan":"free"}}
{"$distinct_id":"u2","$properties":{"$last_seen":"2025-01-02T00:00:00","plan":"free"}}
{"$distinct_id":"u3","$properties":{"plan":"free"}}
END
cat >2.ndjson <<'END'
{"$distinct_id":"u1","$properties":{"$last_seen":"2025-01-03T00:00:00","plan":"pro"}}
{"$distinct_id":"u2","$properties":{"$last_seen":"2025-01-01T00:00:00","plan":"older"}}
{"$distinct_id":"u3","$properties":{"plan":"later"}}
{"$distinct_id":"u4","$properties":{"plan":"new"}}
END
for key in yes no; do
    mpdata --db a.db ingest profiles people_$key 1.ndjson --primary-key $key
    mpdata --db a.db ingest profiles people_$key --append 2.ndjson
    mpdata --db a.db ingest profiles people_$key --append 2.ndjson
    mpdata --db a.db query --format csv "FROM people_$key ORDER BY 1"
done
