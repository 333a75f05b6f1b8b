# Each kind of wrong database has its own error.
mpdata --db missing.db tables
echo "exit $?"
mpdata --project 77 tables
echo "exit $?"
echo 'hello, this is no database at all' >text.db
mpdata --db text.db tables
echo "exit $?"
mkdir folder.db
mpdata --db folder.db tables
echo "exit $?"
: >e.ndjson
mpdata --db text.db ingest events events e.ndjson
echo "exit $?"
cat text.db
mpdata --db e.ndjson/a.db ingest events events e.ndjson
echo "exit $?"
ls -A
