mpdata --memory query 'SELEC 1'
echo "exit $?"
mpdata --memory query 'SELECT * FROM nowhere' 2>&1 | head -1
mpdata --memory query "SELECT 'x'::INTEGER"
echo "exit $?"
mpdata --memory query --format cvs 'SELECT 1'
echo "exit $?"
mpdata --memory query --max-rows many 'SELECT 1'
echo "exit $?"
mpdata --memory query 'SELECT 1' 'SELECT 2'
echo "exit $?"
