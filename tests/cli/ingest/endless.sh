# A line without an end is refused while it comes: nobody waits for the rest.
cat /dev/zero | timeout 100 mpdata --db a.db ingest events events -
echo "exit $?"
ls
