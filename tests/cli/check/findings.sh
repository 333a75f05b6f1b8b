printf '%s\n' '{"event":"A","properties":{"time":1,"$insert_id":"a"}}' '{"event":"B","properties":{"time":2,"$insert_id":"b"}}' >e
mpdata -q --db a.db ingest events events e
mpdata --db a.db check
echo "exit $?"
mpdata --db a.db check --format json
mpdata -q --db a.db check
# Bytes that were not written: of the block that holds the table's rows.
block=$(mpdata --db a.db query --format csv "SELECT max(block_id) FROM pragma_storage_info('events') WHERE column_name = 'insert_id'" | tail -n 1 | tr -d '\r')
cp a.db b.db
printf 'XXXX' | dd of=b.db bs=1 seek=$((12288 + block * 262144 + 100)) conv=notrunc status=none
mpdata -q --db b.db check --format csv | cut -c -60 | sed 's/Data Corruption/IO/'
mpdata -q --db b.db check >/dev/null
echo "exit $?"
mpdata --db none.db check
echo "exit $?"
