: >empty
mpdata --db a.db ingest events events empty 2>/dev/null
mpdata --db a.db drop Events --yes
mpdata --db a.db tables --format csv
mpdata --db a.db query 'SELECT count(*) AS n FROM _metadata' --format csv
