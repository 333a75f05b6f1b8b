printf '%s\n' '{"event":"A","properties":{"time":1,"$insert_id":"a","v":"x"}}' >e
mpdata -q --db a.db ingest events events e
# A letter of properties: seen by those who kept a checksum.
mpdata --db a.db check --keep-checksums
echo "UPDATE events SET properties = replace(properties, 'x', 'y')" | mpdata -q --db a.db shell --write
mpdata --db a.db check --format csv
echo "exit $?"
mpdata -q --db a.db check --keep-checksums >/dev/null
mpdata --db a.db check
echo "exit $?"
mpdata --db a.db check --keep-checksums words
echo "exit $?"
