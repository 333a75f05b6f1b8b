printf '%s\n' '{"event":"A","properties":{"time":1,"$insert_id":"a"}}' >e
mpdata -q --db a.db ingest events events e
umask 0
mpdata --db a.db backup copy.db 2>&1 | sed -E 's/[0-9.]+ [kM]B/SIZE/; s/[0-9.]+ s$/TIME/'
mpdata --db copy.db query --format csv 'SELECT event_name FROM events'
stat -c %a copy.db
mpdata --db a.db backup copy.db
echo "exit $?"
mpdata -q --db a.db backup --force copy.db
echo "exit $?"
mpdata --db a.db backup
echo "exit $?"
mpdata --db a.db backup none/copy.db
echo "exit $?"
ls
