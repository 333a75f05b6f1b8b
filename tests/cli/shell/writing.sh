# Reading only, unless --write says otherwise; what was made with SQL is listed, too.
mpdata_generate events --events 30 --output events.ndjson
mpdata --db a.db ingest events events events.ndjson 2>/dev/null
echo 'CREATE TABLE t(a INTEGER);' | mpdata --db a.db shell
echo "exit $?"
printf 'CREATE TEMP TABLE t AS SELECT 1 AS a;\nSELECT * FROM t;\n\\d\n' | mpdata --db a.db shell --format csv
printf 'CREATE TABLE "my ""t" AS SELECT 1 AS a;\nCREATE VIEW v AS SELECT 2 AS b;\n' | mpdata --db a.db shell --write
printf '\\d\n\\d v\n\\d '"'"'my "t'"'"'\nSELECT * FROM v;\n' | mpdata --db a.db shell --format csv
printf 'BEGIN;\nDROP VIEW v;\nROLLBACK;\nSELECT * FROM v;\n' | mpdata --db a.db shell --write
echo "SELECT * FROM read_csv('/etc/passwd');" | mpdata --db a.db shell --safe 2>&1 | head -1
echo 'SELECT 1' | mpdata --db new.db shell --write
echo "exit $?"
ls
