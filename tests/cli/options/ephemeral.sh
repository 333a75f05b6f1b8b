# A scratch database: private, in the folder of temporary files, and gone at the end.
mkdir scratch
export TMPDIR=$PWD/scratch
echo '{"event":"Open","properties":{"time":1767225600,"distinct_id":"ann"}}' >good.ndjson
mask_name() { sed -E 's/mpdata-scratch-[0-9a-f]{16}/mpdata-scratch-NAME/'; }

mpdata --ephemeral info --format json | mask_name | grep -o '"file":"[^"]*"'
mpdata --ephemeral ingest events events good.ndjson --no-primary-key
mpdata query --ephemeral --format csv "SELECT count(*) AS folders FROM glob('$PWD/scratch/mpdata-scratch-*/scratch.db')"
mpdata --ephemeral tables --format csv
ls scratch

# Refused, by the database that it would be.
mpdata --ephemeral --db company.db tables
mpdata --ephemeral --memory tables
mpdata --ephemeral query --safe 'SELECT 1'
chmod 777 scratch
mpdata --ephemeral tables
TMPDIR=$PWD/nowhere mpdata --ephemeral tables
ls scratch
