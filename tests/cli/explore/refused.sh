# What can't be looked at: which table, which period, which number.
cat >p.ndjson <<'END'
{"$distinct_id":"ann","$properties":{"plan":"pro"}}
END
export MPDATA_DB=look.db
mpdata ingest profiles people p.ndjson 2>/dev/null
for words in 'breakdown people' 'breakdown nowhere' 'sample nowhere' 'summarize nowhere' 'column nowhere x' \
    'loads nowhere' 'info too many' 'keys nowhere' "sample people'; DROP--" 'sample people -n many' \
    'sample people --seed -1' 'breakdown people --by year' 'column people' 'column people plan --top x' \
    'sample' 'sample people twice' 'sample people --format cvs'; do
    mpdata $words
    echo "exit $?"
done
mpdata breakdown people --by day --time-zone Mars/Olympus
mpdata tables --format csv | cut -d, -f1-3
