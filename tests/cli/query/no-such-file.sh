# A file that SQL reads and that is not there is no wrong SQL: the exit code is that of the system.
mpdata --memory query "SELECT * FROM 'nowhere.parquet'"
echo "exit $?"
mpdata --memory query "SELECT nowhere FROM range(1)"
echo "exit $?"
