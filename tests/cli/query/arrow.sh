# Arrow: a file with -o, a stream through a pipe. What other programs read there is looked at in tests/arrow.
mpdata --memory query -o rows.arrow 'SELECT 42 AS answer'
head -c 6 rows.arrow
tail -c 6 rows.arrow
echo
mpdata --memory query --format arrow 'SELECT 42 AS answer' | head -c 4 | od -An -tx1
for end in feather ipc arrow.gz; do
    mpdata --memory query -o "rows.$end" 'SELECT 42 AS answer'
done
gzip -cd rows.arrow.gz | cmp - rows.arrow
cmp rows.feather rows.ipc
mpdata --memory query -o late.arrow "SELECT CASE WHEN range = 200000 THEN error('late') ELSE 'x' END AS x FROM range(300000)"
echo "exit $?"
mpdata --memory query -o /dev/full --format arrow 'FROM range(100000)'
echo "exit $?"
mpdata --memory query --format arrow 'FROM range(100000)' >/dev/full
echo "exit $?"
mpdata --memory query --format arrow 'FROM range(10000000)' | head -c 4 | od -An -tx1
echo "exit ${PIPESTATUS[0]}"
mpdata --memory tables --format arrow | head -c 4 | od -An -tx1
ls
