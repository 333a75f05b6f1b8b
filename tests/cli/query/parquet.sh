# Parquet holds every value as it is; the file appears when it is complete, and is for programs alone.
mpdata --memory query -o rows.parquet "
    SELECT 1 AS n, 170141183460469231731687303715884105::HUGEINT AS huge, '{\"a\": 1.0}'::JSON AS json,
           TIMESTAMP '1969-12-31 23:59:59.123456' AS t, 'a' || chr(0) || chr(27) || '😀' AS s, [1, NULL] AS l, 'nan'::DOUBLE AS d
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL"
mpdata --memory query --format jsonl "FROM 'rows.parquet'"
mpdata --memory query --format csv "SELECT column_name, column_type FROM (DESCRIBE FROM 'rows.parquet')"
# Through a pipe as well, and from each command that prints rows.
mpdata --memory query --format parquet 'SELECT 42 AS answer' | cat >piped.parquet
mpdata --memory query --format csv "FROM 'piped.parquet'"
mpdata_generate events --events 1000 -o e.ndjson
mpdata --db a.db ingest events events e.ndjson 2>/dev/null
for command in tables 'schema events' 'sample events -n 3' 'breakdown events' 'keys events' 'column events event_name' 'summarize events' 'loads events' info check; do
    # shellcheck disable=SC2086 # words of a command
    mpdata --db a.db $command --format csv >"text.csv" 2>/dev/null
    # shellcheck disable=SC2086
    mpdata --db a.db $command -o typed.parquet 2>/dev/null
    mpdata --memory query --format jsonl -p "$command" "
        SELECT ? AS command, (SELECT count(*) FROM 'typed.parquet') = (SELECT count(*) FROM read_csv('text.csv', header = true)) AS all_rows"
done
mpdata --memory query --format csv "SELECT column_name, column_type FROM (DESCRIBE FROM 'typed.parquet')"
mpdata --db a.db tables -o tables.parquet
mpdata --memory query --format csv "SELECT * EXCLUDE fetched_at FROM 'tables.parquet'"
echo old >old.parquet
mpdata --memory query -o old.parquet "SELECT CASE WHEN range = 200000 THEN error('late') ELSE 'x' END AS x FROM range(300000)"
echo "exit $?"
cat old.parquet
mpdata --memory query -o rows.parquet.gz 'SELECT 1'
echo "exit $?"
mpdata --memory query -o /dev/full --format parquet 'SELECT 1'
echo "exit $?"
mpdata --memory query --format parquet 'SELECT 1' >/dev/full
echo "exit $?"
mpdata --memory query --format parquet 'FROM range(1000000)' | head -c 4
echo " exit ${PIPESTATUS[0]}"
mpdata --db a.db query -o a.db --format parquet 'SELECT 1'
echo "exit $?"
mpdata --db a.db query --safe -o safe.parquet 'SELECT count(*) AS n FROM events'
mpdata --memory query --format csv "FROM 'safe.parquet'"
ls
