# From a decompressor and from curl, as the help shows it; what is downloaded may be compressed still, or be nothing at all.
mpdata_generate events --events 100 -o e.ndjson
gzip -n e.ndjson
# Where there is no curl, the file comes as it is.
fetch() {
    if command -v curl >/dev/null; then
        curl -s "file://$PWD/$1"
    else
        cat "$1"
    fi
}
gzip -dc e.ndjson.gz | mpdata --db a.db ingest events events -
fetch e.ndjson.gz | mpdata --db a.db ingest events events --append -
fetch missing.gz 2>/dev/null | mpdata --db a.db ingest events events --append -
head -c 2000 e.ndjson.gz | gzip -dc 2>/dev/null | mpdata --db a.db ingest events cut -
echo "exit $?"
mpdata --db a.db tables --format csv | cut -d, -f1-3
