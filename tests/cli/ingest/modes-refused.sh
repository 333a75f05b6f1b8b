# Whatever the file holds.
: >empty
mpdata --db a.db ingest events events --append empty
echo "exit $?"
mpdata --db a.db ingest events events empty 2>/dev/null
mpdata --db a.db ingest events missing --append empty
echo "exit $?"
mpdata --db a.db ingest profiles events --append empty
echo "exit $?"
mpdata --db a.db ingest profiles events --replace empty
echo "exit $?"
mpdata --db a.db ingest events events --append --replace empty
echo "exit $?"
mpdata --db a.db ingest events events --append --keep lst empty
echo "exit $?"
mpdata --db a.db ingest events new --primary-key maybe empty
echo "exit $?"
