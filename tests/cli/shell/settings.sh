# What the settings take and refuse; in a script they say nothing.
mpdata_generate events --events 30 --output events.ndjson
mpdata --db a.db ingest events events events.ndjson 2>/dev/null
refuse() {
    printf '%b\n' "$1" | mpdata --db a.db shell
    echo "exit $?"
}
refuse '\\format csv json'
refuse '\\format parquet'
refuse '\\o a.csv b.csv'
refuse '\\i a.sql b.sql'
refuse '\\i .'
refuse '\\rows 1 2'
refuse '\\timing on off'
refuse '\\pager maybe'
refuse '\\d events more'
refuse '\\info more'
refuse '.5'
refuse "\\\\d ''"
refuse '\\keys events --project 7'
refuse '\\keys events --memory'
refuse '\\keys events --ephemeral'
refuse ''
refuse ' ; '
refuse '; SELECT nowhere'
mpdata --db a.db shell --format parquet </dev/null
echo "exit $?"
mpdata --db a.db shell --format cvs </dev/null
mpdata --db a.db shell --nothing </dev/null
echo "exit $?"
mkfifo slow
(sleep 1.2 && echo late >slow) &
cat <<'SQL' | mpdata --db a.db shell 2>told
\format
\format markdown
SELECT NULL AS "n|m", chr(9) || 'a_b' || chr(127) AS "<&>", chr(96) || '*' AS ticks;
\o ~/home.csv
SELECT 'at home' AS place;
\o nowhere.csv
\o
SELECT 'on the screen' AS place;
\rows
\timing
\timing off
\timing on
SELECT 1 AS one;
SELECT slow FROM read_csv('slow', columns = {'slow': 'VARCHAR'}, auto_detect = false, header = false);
\pager
\pager on

\release
 \tables --format csv
SELECT 2 AS two; \
SELECT 'never';
SQL
echo "exit $?"
sed -E 's/[0-9.]+ (ms|s)/TIME/' told
cat home.csv
ls
env -u HOME mpdata --db a.db shell <<<'\o ~/x.csv
SELECT 1 AS a;'
# A backslash begins a command between statements and within one, but not within a text or a comment.
mpdata --memory shell --format csv <<'SQL'
SELECT 'a text,
\not a command' AS text
\format tsv
, 2 AS two;
SQL
