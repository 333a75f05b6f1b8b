# What a new user may take for an export.
. "$cases/ingest/bad-input.bash"
printf 'event,time\nA,1\n' >list.csv
echo '{"page":0,"session_id":"1","status":"ok","results":[{"$distinct_id":"u","$properties":{}}]}' >engage.json
printf '[\n{"event":"A","properties":{"time":1}}\n]\n' >array.json
for file in list.csv engage.json array.json https://data.mixpanel.com/api/2.0/export 'g*.ndjson'; do
    mpdata --db a.db ingest events events "$file"
    echo "exit $?"
done
mpdata --db a.db ingest profiles events good.ndjson
echo "exit $?"
mpdata --db good.ndjson ingest events events good.ndjson
echo "exit $?"
[[ $(state) == "$before" ]] && echo "the database is as before"
ls
