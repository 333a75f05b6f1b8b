# Wide, combining and unseen characters; controls; NULL and the text NULL.
mpdata --memory query "SELECT * FROM (VALUES (1, '日本語'), (2, 'e' || chr(769) || 'té'), (3, '🦆 duck'), (4, chr(27) || '[31mred'), (5, 'a' || chr(10) || 'b' || chr(9) || 'c'), (6, 'NULL'), (7, NULL), (8, ''), (9, chr(8238) || 'txt.exe'), (10, chr(1))) t(n, text)"
