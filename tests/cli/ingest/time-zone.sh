# Times of a project's wall clock become UTC; its days are those that --from and --to mean.
event() {
    printf '{"event":"%s","properties":{"time":%s,"distinct_id":"u","$insert_id":"%s"}}\n' \
        "$1" "$(date --utc --date "$2" +%s)" "$2"
}
{
    event winter '2024-01-01 12:00:00'
    event summer '2024-07-01 12:00:00'
    event skipped '2024-03-31 02:30:00'
    event twice '2024-10-27 02:30:00'
} >e.ndjson
mpdata --db a.db ingest events berlin e.ndjson --time-zone Europe/Berlin
mpdata --db a.db query --format csv 'SELECT event_name, insert_id AS local, event_time AS utc FROM berlin ORDER BY 2'
mpdata --db a.db ingest events utc e.ndjson --time-zone UTC
mpdata --db a.db query --format csv 'SELECT count(*) AS same FROM utc WHERE event_time::VARCHAR = insert_id'
event midnight '2024-07-02 00:15:00' >night.ndjson
mpdata --db a.db ingest events night night.ndjson --time-zone europe/berlin --from 2024-07-02
mpdata --db a.db query --format csv 'SELECT event_time FROM night'
mpdata --db a.db query --format csv "SELECT options->>'time_zone' AS zone, filter_where FROM _metadata WHERE table_name = 'night'"
echo '{"event":"A","properties":{"time":1}}' >one.ndjson
mpdata --db a.db ingest events wrong one.ndjson --time-zone Europe/Berln
echo "exit $?"
mpdata --db a.db ingest events wrong one.ndjson --time-zone +02:00 2>&1 | cut -c1-46
mpdata --db a.db ingest profiles wrong nowhere.ndjson --time-zone Europe/Berlin
echo "exit $?"
mpdata --db a.db ingest events wrong nowhere.ndjson --time-zone Europe/Berlin --input records
echo "exit $?"
