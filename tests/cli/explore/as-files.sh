# A listing is typed in Parquet and Arrow, whatever is in it; a name of a file says the format, unless --format does.
mpdata --db a.db ingest events none - </dev/null 2>/dev/null
mpdata --db a.db ingest events old - <<'END' 2>/dev/null
{"event":"E","properties":{"time":-46388678400,"distinct_id":"u","$insert_id":"1","empty":"","truth":true}}
{"event":"E","properties":{"time":1,"distinct_id":"u","$insert_id":"2","empty":""}}
END
look() {
    mpdata --memory query --format csv "SELECT column_name, column_type FROM (DESCRIBE FROM '$1')"
    mpdata --memory query --format csv "FROM '$1'"
}
mpdata --db a.db tables -o tables.parquet
mpdata --memory query --format csv "SELECT column_name, column_type FROM (DESCRIBE FROM 'tables.parquet')"
mpdata --memory query --format csv "SELECT name, type, rows, from_date, to_date FROM 'tables.parquet'"
mpdata --db a.db keys old -o keys.parquet
look keys.parquet
mpdata --db a.db keys old --format json
mpdata --db a.db schema old -o schema.parquet
look schema.parquet
mpdata --db a.db schema old -o schema.txt --format tsv
cat schema.txt
mpdata --db a.db schema old -o schema.json --format csv
head -n 2 schema.json
mpdata --db a.db column old empty -o column.csv
cat column.csv
mpdata --db a.db column old empty --top 0 --format csv
mpdata --db a.db tables --format json | sed -E 's/"fetched_at":[^}]*/"fetched_at":MOMENT/'
mpdata --memory tables -o empty.parquet
mpdata --memory query --format csv "SELECT count(*) AS none FROM 'empty.parquet'"
mpdata --memory info --format json | grep -o '"file":[^,]*'
mpdata --db a.db check --format csv
mpdata --db a.db check -o check.json
cat check.json
mpdata -q --db a.db compact
echo "exit $?"
