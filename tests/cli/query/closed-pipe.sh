# A reader that goes away is no error.
set -o pipefail
mpdata --memory query --format csv 'SELECT range AS n FROM range(10000000)' | head -n 2
echo "exit $?"
mpdata --memory query --format jsonl 'SELECT range AS n FROM range(10000000)' | head -n 2
echo "exit $?"
mpdata --memory query 'SELECT range AS n FROM range(1000000)' --max-rows 0 | head -n 2
echo "exit $?"
# Nor is one that goes away in the midst of some rows.
mpdata --memory query --format csv "SELECT repeat('x', 100000) AS long FROM range(2000)" | head -n 1
echo "exit $?"
