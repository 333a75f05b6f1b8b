# The commands that look at a table, over data with known answers.
mpdata_generate events --events 1000 --seed 1 >events.ndjson
export MPDATA_DB=look.db
mpdata ingest events events events.ndjson 2>/dev/null
cat >p.ndjson <<'END'
{"$distinct_id":"ann","$properties":{"plan":"pro","age":31}}
{"$distinct_id":"bob","$properties":{"plan":"free"}}
END
mpdata ingest profiles people p.ndjson 2>/dev/null
mpdata breakdown events
mpdata breakdown events --by month --format csv | head -3
mpdata breakdown events --by day --time-zone America/New_York --format jsonl | head -2
mpdata column events mp_country_code --top 3
mpdata column people plan --format csv
mpdata column people age --top 0 --format json
mpdata column events EVENT_NAME --top 2 --format csv
mpdata column events event_name --property --top 1 --format csv
mpdata summarize people --format csv | cut -d, -f1,2,6
mpdata sample people -n 5 --seed 1 --format csv | sort
mpdata loads people --format json | sed -E 's/"(started_at|seconds)":[^,]*,/"\1":X,/g'
mpdata breakdown events -o breakdown.csv --format csv && head -1 breakdown.csv
mpdata keys people
mpdata keys events --event Purchase --format csv | head -3
mpdata keys events --event Nothing --format json
mpdata info --format jsonl | sed -E 's/"(bytes|last_load|engine|engine_library)":("[^"]*"|[0-9]+)/"\1":X/g'
