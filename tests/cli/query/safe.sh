# SQL of others: it reads the database and nothing else. A query that takes too long ends.
mpdata_generate events --events 1000 --seed 1 >events.ndjson
mpdata --db safe.db ingest events events events.ndjson 2>/dev/null
mpdata --db safe.db query --safe 'SELECT count(*) > 0 AS any FROM events'
mpdata --db safe.db query --safe "SELECT * FROM read_text('/etc/passwd')"
echo "exit $?"
mpdata --db safe.db query --safe "COPY events TO 'out.csv'"
echo "exit $?"
mpdata --db safe.db query --safe 'SET threads = 1'
echo "exit $?"
mpdata --memory query --safe 'SELECT 1'
echo "exit $?"
mpdata --memory query --time-limit 1 'SELECT count(*) FROM range(100000000000) r(x) WHERE x * x % 7 = 3'
echo "exit $?"
mpdata --memory query --time-limit soon 'SELECT 1'
echo "exit $?"
ls
