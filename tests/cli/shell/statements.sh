# Statements from a pipe run in order, with no prompt; the last one needs no semicolon.
cat <<'SQL' | mpdata --memory shell
-- A comment; no statement.
SELECT 'a;b' AS text,
       "q;q" AS name, $$;$$ AS dollar /* ; */
FROM (SELECT 1 AS "q;q");
SELECT 1 AS one; SELECT 2 AS two;;
CREATE TABLE t AS SELECT range AS n FROM range(5); INSERT INTO t VALUES (7);
SELECT sum(n) AS kept
FROM t;
EXPLAIN SELECT 1;
SELECT 'no semicolon' AS last
SQL
echo "exit $?"
mpdata --memory shell </dev/null
echo "exit $?"
printf ' \n-- nothing\n;' | mpdata --memory shell
echo "exit $?"
printf 'SELECT 1 AS a;\r\nSELECT 2 AS b;\r\n' | mpdata --memory shell --format csv
# Rows beyond a screenful are told of, in a table alone.
echo 'SELECT range AS n FROM range(1003);' | mpdata --memory shell | tail -1
echo 'SELECT range AS n FROM range(1003);' | mpdata --memory shell --format csv | wc -l
