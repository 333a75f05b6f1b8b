# JSON columns stay JSON, integers stay exact, names are made unique.
mpdata --memory query --format json "SELECT 9007199254740993 AS big, 170141183460469231731687303715884105727::HUGEINT AS huge, '{\"a\": [1, null, \"x\"]}'::JSON AS j, [1, 2] AS l, {'k': 'v'} AS s, 'q\"\\' || chr(10) AS t, NULL AS n, 'nan'::DOUBLE AS f, 1.10::DECIMAL(5,2) AS d, TIMESTAMP '2025-01-31 01:02:03' AS at, 1 AS big UNION ALL SELECT 1, 2, 'null', [], NULL, '', 0, 0.1, 0, NULL, 2"
mpdata --memory query --format json 'SELECT 1 AS a WHERE false'
