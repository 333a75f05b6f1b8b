# shellcheck shell=bash
#
# SQL whose result holds values that are hard on a format: two bytes that end texts, terminals' escapes, marks that turn
# the direction, the largest numbers, days before there was a clock.

# shellcheck disable=SC2034 # the cases use it
hostile_sql="SELECT * FROM (VALUES
    (1, 'nul' || chr(0) || 'byte', 170141183460469231731687303715884105727::HUGEINT, 'nan'::DOUBLE, TIMESTAMP '1969-12-31 23:59:59.999999', DATE '0001-01-01', true),
    (2, chr(27) || '[31mred' || chr(7) || chr(155), '-170141183460469231731687303715884105728'::HUGEINT, 'inf'::DOUBLE, TIMESTAMP '1582-10-04 00:00:00', DATE '9999-12-31', false),
    (3, chr(8238) || 'rtl' || chr(8236) || chr(65279), 0::HUGEINT, '-inf'::DOUBLE, TIMESTAMP '9999-12-31 23:59:59.999999', DATE '0044-03-15 (BC)', NULL),
    (4, '🙂👩‍👩‍👧 é', 9007199254740993::HUGEINT, 1e308, TIMESTAMP '1970-01-01', DATE '1970-01-01', true),
    (5, E'line\nbreak\r\nand\ttab', -1::HUGEINT, 5e-324, NULL, NULL, false),
    (6, 'quotes \" '' \` and, ; | \\ \\n', NULL, '-0.0'::DOUBLE, TIMESTAMP 'infinity', DATE 'infinity', true),
    (7, '', 1::HUGEINT, 0.1, TIMESTAMP '-infinity', DATE '-infinity', true),
    (8, NULL, NULL, NULL, NULL, NULL, NULL),
    (9, ' NULL ', 18446744073709551616::HUGEINT, 123456789.123456789, TIMESTAMP '0001-01-01', DATE '1969-12-31', true),
    (10, '=1+2', 42::HUGEINT, 1.0, TIMESTAMP '2026-10-31 12:00:00', DATE '2026-02-28', true)
  ) AS t(\"n\", \"a \"\"text\"\", with | all\", huge, number, moment, day, yes) ORDER BY n"
