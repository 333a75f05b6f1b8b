# What can't be written is said.
mpdata --memory query --format csv 'SELECT range AS n FROM range(100000)' >/dev/full
echo "exit $?"
mpdata --memory query 'SELECT 1' >/dev/full
echo "exit $?"
mpdata --memory query 'SELECT 1' -o /dev/full
echo "exit $?"
mpdata --help >/dev/full
echo "exit $?"
