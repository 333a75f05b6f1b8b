# Events from a day to a day, both included; either may stand alone.
for day in 2024-12-31 2025-01-01 2025-01-02 2025-01-03; do
    for clock in 00:00:00 23:59:59; do
        time=$(date --utc --date "$day $clock" +%s)
        printf '{"event":"A","properties":{"time":%s,"distinct_id":"u","$insert_id":"%s"}}\n' "$time" "$time"
    done
done >e.ndjson
mpdata --db a.db ingest events both e.ndjson --from 2025-01-01 --to 2025-01-02
mpdata --db a.db ingest events since e.ndjson --from 2025-01-03
mpdata --db a.db ingest events until e.ndjson --to 2024-12-31
mpdata --db a.db ingest events one e.ndjson --from 2025-01-02 --to 2025-01-02
mpdata --db a.db tables --format csv | cut -d, -f1,3-5
mpdata --db a.db query --format jsonl 'SELECT table_name, filter_where FROM _metadata ORDER BY 1'
mpdata --db a.db ingest events wrong e.ndjson --from 2025-01-02 --to 2025-01-01
echo "exit $?"
mpdata --db a.db ingest events wrong e.ndjson --from 2025-02-30
echo "exit $?"
mpdata --db a.db ingest events wrong e.ndjson --to yesterday
echo "exit $?"
mpdata --db a.db ingest profiles wrong e.ndjson --to 2025-01-01
echo "exit $?"
