# Another process has the database: who, and how to wait for it.
mkfifo lines
mpdata --db locked.db ingest events first lines >/dev/null 2>&1 &
exec 3>lines
until mpdata --db locked.db tables 2>&1 | grep -q locked; do :; done
mask_pid() { sed -E 's/PID [0-9]+/PID N/'; }
mpdata --db locked.db query 'SELECT 1' 2>&1 | mask_pid
mpdata --db locked.db tables >/dev/null 2>&1
echo "exit $?"
mpdata --db locked.db ingest events second lines 2>&1 | mask_pid
mpdata --db locked.db --wait 1 query 'SELECT 1' 2>&1 | mask_pid
mpdata --db locked.db query --wait soon 'SELECT 1'
echo "exit $?"
mpdata --db locked.db --wait 60 query --format csv 'SELECT count(*) AS n FROM first' >waited 2>told 3>&- &
until grep -q waiting told 2>/dev/null; do :; done
echo '{"event":"a","properties":{"time":1700000000}}' >&3
exec 3>&-
wait
mask_pid <told
cat waited
