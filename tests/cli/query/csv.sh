# RFC 4180: CRLF, quotes where needed, NULL as nothing and '' as "".
mpdata --memory query --format csv "SELECT * FROM (VALUES (1, 'a,b', 'say \"hi\"'), (2, NULL, ''), (3, 'line' || chr(10) || 'break', ' blank ')) t(n, \"x,y\", z)" | cat -A
