# The first failure ends a script, and gives its exit code; the message names the line.
printf "SELECT 1 AS a;\n\nSELECT 2,\n  'x'::INTEGER;\nSELECT 3;\n" | mpdata --memory shell
echo "exit $?"
printf "SELECT 1 AS a;\n  SELECT\n nowhere;\n" | mpdata --memory shell
echo "exit $?"
printf "SELECT 'open\n;\n" | mpdata --memory shell 2>&1 | head -1
echo "exit ${PIPESTATUS[1]}"
printf '\\nothing\n' | mpdata --memory shell
echo "exit $?"
printf '\\kees\n' | mpdata --memory shell
printf "\\\\keys 'open\n" | mpdata --memory shell
printf '\\timing maybe\n' | mpdata --memory shell
printf '\\rows many\n' | mpdata --memory shell
printf '\\format cvs\n' | mpdata --memory shell
printf '\\q now\n' | mpdata --memory shell
printf '\\i nowhere.sql\n' | mpdata --memory shell
printf '\\i\n' | mpdata --memory shell
printf '\\keys nowhere\n' | mpdata --memory shell
echo "exit $?"
printf '\\keys events --db other.db\n' | mpdata --memory shell
printf 'SELECT 1 AS one;\n\\i loop.sql\n' >loop.sql
mpdata --memory shell <loop.sql 2>&1 | tail -1
printf 'SELECT \0 1;' | mpdata --memory shell
echo 'SELECT 1;' | mpdata --db nowhere.db shell
echo "exit $?"
mpdata --memory shell events
mpdata --memory shell --write --safe
mpdata --json --memory shell <<<'SELECT x;'
echo "exit $?"
