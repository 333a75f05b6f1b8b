: >empty
mpdata --db a.db ingest events events empty 2>/dev/null
mpdata --db a.db ingest profiles profiles empty 2>/dev/null
mpdata --db a.db schema events
mpdata --db a.db schema Profiles --format json
