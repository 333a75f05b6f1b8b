# The first failure gives the exit code, whatever was not written before.
echo 'EXPLAIN SELECT 1; SELECT nowhere;' | mpdata --memory shell >/dev/full
echo "exit $?"
echo 'EXPLAIN SELECT 1; SELECT nowhere;' | mpdata --json --memory shell >/dev/full
echo "exit $?"
echo 'EXPLAIN SELECT 1;' | mpdata --memory shell >/dev/full
echo "exit $?"
# The list of commands, too; that its reader went away is no error.
echo '\?' | mpdata --memory shell >/dev/full
echo "exit $?"
{ sleep 0.3; echo '\?'; } | mpdata --memory shell | true
echo "exit ${PIPESTATUS[1]}"
