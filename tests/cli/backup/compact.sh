mpdata_generate events --events 30000 -o e
mpdata -q --db a.db ingest events large e
printf '%s\n' '{"event":"A","properties":{"time":1,"$insert_id":"a"}}' >e
mpdata -q --db a.db ingest events events e
mpdata --db a.db drop large --yes
before=$(stat -c %s a.db)
mpdata --db a.db compact 2>&1 | sed -E 's/[0-9.]+ [kM]B/SIZE/g; s/[0-9.]+ s$/TIME/'
(($(stat -c %s a.db) < before / 2)) && echo "less than half"
mpdata --db a.db query --format csv 'SELECT event_name FROM events'
mpdata --db a.db check
mpdata --db none.db compact
echo "exit $?"
mpdata --db a.db compact now
echo "exit $?"
ls
