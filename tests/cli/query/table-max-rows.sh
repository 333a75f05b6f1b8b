mpdata --memory query 'SELECT range AS n FROM range(100000)' --max-rows 3
mpdata --memory query 'SELECT range AS n FROM range(3)' --max-rows 3
mpdata --memory query 'SELECT range AS n FROM range(250)' | tail -3
mpdata --memory query 'SELECT range AS n FROM range(250)' --max-rows 0 | tail -3
mpdata --memory query 'SELECT 1 AS n WHERE false'
