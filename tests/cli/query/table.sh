mpdata --memory query "SELECT * FROM (VALUES (1, 'one', 1.5::DOUBLE, true, DATE '2025-01-31'), (22, NULL, NULL, NULL, NULL), (-333, '', 1e100, false, NULL)) t(number, text, real, flag, day)"
