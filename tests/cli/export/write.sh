# To standard output, to a file, compressed, in part; and the report of a file.
printf '%s\n' \
    '{"event":"Buy","properties":{"time":1602611311,"distinct_id":"u1","$insert_id":"a","plan":"pro","n":1.0}}' \
    '{"event":"Buy","properties":{"time":1602697711.25,"distinct_id":"","$insert_id":"b"}}' \
    '{"event":"See","properties":{"time":-1,"distinct_id":"\u0000é","$insert_id":"c","k":{"a":[1e400]}}}' >e.ndjson
printf '%s\n' '{"$distinct_id":"u1","$properties":{"$last_seen":"2026-10-28T20:14:15","$name":"N"}}' \
    '{"$distinct_id":"u2","$properties":{}}' >p.ndjson
mpdata --db a.db ingest events events e.ndjson 2>/dev/null
mpdata --db a.db ingest profiles profiles p.ndjson 2>/dev/null
mpdata --db a.db export events
mpdata --db a.db export profiles
mpdata --db a.db export EVENTS --where-event Buy --from 2020-10-14 --to 2020-10-14
mpdata --db a.db export events -o out.ndjson.gz
gzip -cd out.ndjson.gz | cmp - <(mpdata --db a.db export events)
mpdata --db a.db export events -q -o out.ndjson.zst
ls
mpdata --db a.db export events | head -c 1 >/dev/null
echo "exit ${PIPESTATUS[0]}"
