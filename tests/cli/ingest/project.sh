# The design's default path, made with its folder for the owner alone.
mpdata_generate events --events 10 -o e.ndjson
mpdata --project 12345 ingest events events e.ndjson
stat -c '%a %n' .mixpanel_data .mixpanel_data/*
MPDATA_PROJECT=12345 mpdata tables --format csv | cut -d, -f1-3
