: >empty
mpdata --db a.db ingest events events empty 2>/dev/null
mpdata --db a.db drop events
echo "exit $?"
mpdata --db a.db drop other --yes
echo "exit $?"
mpdata --db a.db drop _metadata --yes
echo "exit $?"
mpdata --db a.db tables --format csv | cut -d, -f1,3
