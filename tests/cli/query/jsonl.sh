mpdata --memory query --format jsonl "SELECT range AS n, 'é' AS \"na\"\"me\" FROM range(3)"
mpdata --memory query --format jsonl 'SELECT 1 AS a WHERE false'
