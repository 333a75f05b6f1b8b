mpdata_generate events --events 10 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson 2>/dev/null
mpdata --db a.db query --format csv -o a.db 'SELECT 1'
echo "exit $?"
mpdata --db a.db query --format csv 'SELECT count(*) AS n FROM events'
# Nor its log and its journal, which would be read as such.
mkdir -p other
for name in a.db.wal ./a.db.wal "$PWD/a.db.wal" other/../a.db.wal a.db.journal; do
    mpdata --db a.db query 'SELECT 1' -o "$name"
    echo "exit $?"
done
mpdata --db a.db query 'SELECT 1' -o other/a.db.wal
echo "exit $?"
ls other
