# The file appears when it is complete: a query that fails leaves the old one, and nothing beside it.
umask 022
echo old >out.csv
mpdata --memory query --format csv -o out.csv "SELECT CASE WHEN range = 200000 THEN error('late') ELSE 'x' END AS x FROM range(300000)"
echo "exit $?"
cat out.csv
mpdata --memory query --format csv -o out.csv 'SELECT 42 AS answer'
cat out.csv
mpdata --memory query --format json -o new.json 'SELECT 42 AS answer'
stat -c '%a %n' new.json
ln -s new.json link
mpdata --memory query --format json -o link 'SELECT 43 AS answer'
stat -c '%F' link
cat new.json
mpdata --memory query --format csv -o /dev/stdout 'SELECT 44 AS answer'
mpdata --memory query -o missing/out.csv 'SELECT 1'
echo "exit $?"
mpdata --memory query -o . 'SELECT 1'
echo "exit $?"
ls
