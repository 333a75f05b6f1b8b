# Numbers at their ends, and options at odd places.
for words in '--wait 31557601 tables' '--wait -1 tables' '--wait 99999999999999999999 tables' \
    'query --time-limit 0 SQL' 'query --time-limit 99999999999 SQL' 'query --max-rows 1x SQL' \
    'clean --format cvs' '-- tables' '-- --json' 'query --events e=x --project 1 SQL' \
    'query --events e=x --db y SQL' 'query --events e=x --memory SQL' 'drop' 'backup' 'export' 'compact now'; do
    mpdata $words </dev/null
    echo "exit $?: $words"
done
head -c 12 /dev/zero >zeros
mpdata zeros
echo short >few.bytes
mpdata few.bytes
LC_ALL=C mpdata --memory query "SELECT 'ä' AS \"ü\""
LC_ALL=no_NO.nothing mpdata --memory query "SELECT 'ä' AS \"ü\""
TMPDIR= mpdata --memory query --format parquet 'SELECT 1 AS a' | head -c 4
echo
TMPDIR=/$(head -c 5000 /dev/zero | tr '\0' x) mpdata --memory query --format parquet 'SELECT 1 AS a' | sed -E 's/x+/x/'
head -c 70000000 /dev/zero | tr '\0' ' ' | mpdata --memory query
echo "exit $?"
mpdata --memory query --format csv -o /dev/full 'SELECT 1 AS a'
echo "exit $?"
mpdata --memory query --format csv -o /no-such-folder/a.csv 'SELECT 1 AS a'
echo "exit $?"
mpdata --memory query --format csv -o /dev/null 'SELECT 1 AS a'
echo "exit $?"
MPDATA_DB= MPDATA_PROJECT= mpdata tables
mpdata --memory --version >/dev/full
echo "exit $?"
mpdata --memory query --format csv 'SELECT 1 AS a' >/dev/full
echo "exit $?"
mpdata help >/dev/full
echo "exit $?"
mpdata -v --memory query --format csv 'SELECT 1 AS a' 2>&1 | grep -o 'opened.*'
