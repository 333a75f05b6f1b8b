# What is wrong is said, and leaves old files as they are.
printf '%s\n' '{"event":"Buy","properties":{"time":1602611311,"distinct_id":"u1","$insert_id":"a"}}' >e.ndjson
printf '%s\n' '{"$distinct_id":"u1","$properties":{}}' >p.ndjson
mpdata --db a.db ingest events events e.ndjson 2>/dev/null
mpdata --db a.db ingest profiles profiles p.ndjson 2>/dev/null
echo old >old.ndjson
for arguments in 'nothing -o old.ndjson' 'events -o a.db' 'events -o .' 'events -o /dev/full' 'events -o missing/x' \
    'profiles -o old.ndjson --from 2026-01-01' 'events --from yesterday' 'events more' '' '_loads'; do
    # shellcheck disable=SC2086 # words of a command
    mpdata --db a.db export $arguments
    echo "exit $?"
done
mpdata --db a.db export events >/dev/full
echo "exit $?"
mpdata --db missing.db export events
echo "exit $?"
cat old.ndjson
ls
