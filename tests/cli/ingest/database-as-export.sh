# The database itself is no export: it is not even opened, which would drop DuckDB's lock on it.
: >empty
mpdata --db a.db ingest events events empty 2>/dev/null
mpdata --db a.db ingest events more a.db
echo "exit $?"
mpdata --db a.db tables --format csv | cut -d, -f1-3
