mpdata
echo "exit $?"
mpdata ingst
echo "exit $?"
mpdata frobnicate
echo "exit $?"
mpdata --memory query --fromat csv 'SELECT 1'
echo "exit $?"
mpdata --mem query 'SELECT 1'
echo "exit $?"
mpdata --db
echo "exit $?"
mpdata --memory ingest event t f
echo "exit $?"
mpdata --memory ingest events
echo "exit $?"
mpdata --memory ingest events t
echo "exit $?"
