mpdata --memory tables
mpdata --memory tables --format json
mpdata --memory tables --format csv
mpdata --memory tables extra
echo "exit $?"
