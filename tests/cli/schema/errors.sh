: >empty
mpdata --db a.db ingest events events empty 2>/dev/null
mpdata --db a.db schema event
echo "exit $?"
mpdata --db a.db schema
echo "exit $?"
mpdata --db a.db schema 'no name'
echo "exit $?"
