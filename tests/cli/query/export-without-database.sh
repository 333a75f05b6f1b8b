# A question to exports: loaded into a scratch database, which is gone with the answer.
mkdir scratch
export TMPDIR=$PWD/scratch
event() { printf '{"event":"%s","properties":{"time":1767225600,"distinct_id":"%s","$insert_id":"%s"}}\n' "$@"; }
event Open ann a1 >one.ndjson
event Open ben b1 >two.ndjson
event Open ann a1 >>two.ndjson
gzip -c two.ndjson >two.ndjson.gz
printf '{"$distinct_id":"ann","$properties":{"$last_seen":"2026-01-01T00:00:00","plan":"pro"}}\n' >people.ndjson

mpdata query "SELECT insert_id, p.properties->>'plan' AS plan FROM e LEFT JOIN p USING (distinct_id) ORDER BY ALL" \
    --events e=one.ndjson --events e=two.ndjson.gz --profiles p=people.ndjson
mpdata query --events e=- --format csv 'SELECT count(*) AS n FROM e' <one.ndjson
echo 'SELECT count(*) AS n FROM e' | mpdata query --events e=one.ndjson --format csv
mpdata query --events e=one.ndjson -o out.csv 'FROM e SELECT distinct_id' && cat out.csv

# What the environment names is another matter.
MPDATA_DB=company.db mpdata query --events e=one.ndjson --format csv 'SELECT count(*) AS n FROM e'
# SQL is the user's own, and the database too.
mpdata query --events e=one.ndjson --format csv 'CREATE TABLE f AS FROM e; SELECT count(*) AS n FROM f'
ls scratch
ls
