mpdata --memory query --format csv -p "it's" --param=-5 -p 2025-01-15 "SELECT count(*) AS n, ? AS text, ?::INTEGER AS number FROM range(31) t(i) WHERE DATE '2025-01-01' + i::INTEGER > ?"
mpdata --memory query --format csv -p "it's" --param=-5 -p 7 'SELECT ? AS text, ?::INTEGER AS number FROM range(10) LIMIT ?' | sort -u
mpdata --memory query -p 1 'SELECT 1'
echo "exit $?"
mpdata --memory query 'SELECT ?'
echo "exit $?"
