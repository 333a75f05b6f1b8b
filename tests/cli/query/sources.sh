# SQL as a word, from a file, from standard input.
echo 'SELECT 1 AS one; -- a comment' >q.sql
mpdata --memory query --format csv -f q.sql
echo 'SELECT 2 AS two' | mpdata --memory query --format csv
echo 'SELECT 3 AS three' | mpdata --memory query --format csv -
echo 'SELECT 4 AS four' | mpdata --memory query --format csv -f -
mpdata --memory query -f missing.sql
echo "exit $?"
mpdata --memory query -f q.sql 'SELECT 1'
echo "exit $?"
mpdata --memory query -f .
echo "exit $?"
mpdata --memory query ''
echo "exit $?"
mpdata --memory query 'SELECT 1; SELECT 2'
echo "exit $?"
