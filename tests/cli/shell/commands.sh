# What the command line has, within a shell; and where results go.
mpdata_generate events --events 300 --output events.ndjson
mpdata --db a.db ingest events events events.ndjson 2>/dev/null
cat >script.sql <<'SQL'
\d
\d events
.tables
\schema events
\keys events --event 'Sign Up' --format csv
\column events $os --top 2
SELECT 1 AS one; \sample events -n 0
\format csv
\breakdown events
SELECT 2 AS two;
\o two.json
SELECT 3 AS three;
SELECT 4 AS four;
\o "five rows.csv.gz"
SELECT range AS n FROM range(5);
\rows 1
\format table
SELECT range AS n FROM range(3);
\i inner.sql
\pager off
\q
SELECT 'never';
SQL
printf "\\\\format jsonl\nSELECT 'inner' AS \"from\"" >inner.sql
mpdata --db a.db shell <script.sql
echo "exit $?"
cat two.json
gzip -dc 'five rows.csv.gz'
ls
echo '\?' | mpdata --db a.db shell
