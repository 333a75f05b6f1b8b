# A DuckDB that is missing or none is said, with the paths that were tried.
MPDATA_DUCKDB_LIBRARY=/no/such/libduckdb.so mpdata --memory tables
echo "exit $?"
echo nothing >libduckdb.so
MPDATA_DUCKDB_LIBRARY=$PWD/libduckdb.so mpdata --version
echo "exit $?"
