printf '%s\n' '{"event":"A","properties":{"time":1,"$insert_id":"a"}}' >e
echo 'of a database that was deleted' >a.db.wal
mpdata --db a.db ingest events events e
echo "exit $?"
ls
