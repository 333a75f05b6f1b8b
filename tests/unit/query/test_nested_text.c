/*
 * The text of lists, structs and their like, in every shape that DuckDB passes them on in.
 */
#include "text_fixture.h"

static void nested_values_are_written_as_duckdb_does(void **state)
{
    static const char *const literals[] = {
        "[]",
        "[NULL]",
        "[1, NULL, 3]",
        "[[], [[]], NULL]",
        "[[['it''s']]]",
        "[1.5::DECIMAL(4,2)]",
        "['nan'::DOUBLE, 1]",
        "['2020-01-01'::TIMESTAMP, NULL]",
        "['12:00'::TIME]",
        "['2020-01-01'::DATE]",
        "[INTERVAL '1 day']",
        "['a b'::BLOB, ',', 'a\\x5Cb']",
        "['x y'::ENUM('x y', 'a, b'), 'a, b']",
        "['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID]",
        "['{\"a\": [1, 2]}'::JSON, '\"s\"', 'null']",
        "{'j': '{\"a\":1}'::JSON}",
        "array_value('{\"a\":1}'::JSON)",
        "row('{\"a\":1}'::JSON, 1)",
        "map{'{\"a\":1}'::JSON: '{\"a\":1}'::JSON}",
        "[{'a': '{\"a\":1}'::JSON}]",
        "array_value('a,b', NULL, '')",
        "[array_value('a,b')]",
        "array_value(['a,b'])",
        "array_value('2020-01-01'::TIMESTAMP)",
        "array_value(array_value('x,y'), array_value('z'))",
        "array_value({'a': 'b,c'})",
        "array_value('a b'::BLOB, ','::BLOB)",
        "array_value(1, NULL)",
        "{'a': 1, 'b c': 'x, y', 'it''s': NULL, 'a\\b': '', 'NULL': 'null', 'A2': [1, 2]}",
        "{'n': {'z': 'it''s'}, 'l': []}",
        "{'a': NULL::INTEGER[]}",
        "row('a', 'b c, d', NULL)",
        "row(row('x'), 2)",
        "row(1)",
        "row(NULL)",
        "[row(1), NULL]",
        "map{'a': 1, 'b c': 2, 'k=v': 3, '': 4, 'null': 5}",
        "map{1: 'x', 2: 'a,b', 3: 'it''s', 4: NULL}",
        "map{[1, 2]: ['a b'], [3]: ['a,b']}",
        "map{{'a': 1}: 1}",
        "map{}",
        "map{'2020-01-01'::TIMESTAMP: '12:00'::TIME}",
        "map{array_value('a,b'): array_value('c,d')}",
        "union_value(a := 1)::UNION(a INTEGER, b VARCHAR)",
        "union_value(b := 'it''s, x')",
        "[union_value(b := 'it''s, x')]",
        "[{'u': union_value(b := 'x y')}]",
        "[union_value(b := NULL::VARCHAR)]",
        "union_value(a := ['x,y'])",
        "row(union_value(a := 'x,y'), 1)",
        "map{union_value(a := 'x,y'): union_value(a := 'x,y')}",
        "union_value(a := NULL::INTEGER)",
        "NULL::INTEGER[]",
        "NULL::STRUCT(a INTEGER)",
        "[NULL::STRUCT(a INTEGER), {'a': 1}]",
        "NULL::UNION(a INTEGER, b VARCHAR)",
        "NULL::MAP(INTEGER, VARCHAR)",
        "NULL::INTEGER[3]",
        "['12:00:00+01'::TIMETZ]",
        "{'t': '2020-01-01'::TIMESTAMP_NS, 'i': INTERVAL '1 hour'}",
        "[true, false, NULL]",
        "['101'::BIT]",
        "[12::BIGNUM]",
    };
    mpdata_db *db = *state;

    COMPARE_LITERALS(db, literals);
}

/* Each character of ASCII in each place of a text in each container. */
static void texts_inside_containers_are_quoted_where_duckdb_does(void **state)
{
    static const char *const containers[] = {
        "[%s]",       "array_value(%s)", "{'k': %s}",           "row(%s, 1)",
        "map{%s: 1}", "map{1: %s}",      "union_value(u := %s)"};
    static const char *const places[] = {"chr(c::INTEGER)",
                                         "'a' || chr(c::INTEGER) || 'b'",
                                         "chr(c::INTEGER) || 'b'",
                                         "'b' || chr(c::INTEGER)",
                                         "chr(c::INTEGER) || ','",
                                         "chr(c::INTEGER) || ' '",
                                         "'''' || chr(c::INTEGER) || '\\'"};
    mpdata_db *db = *state;

    for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
        for (size_t k = 0; k < sizeof(places) / sizeof(places[0]); k++) {
            char value[256];
            char sql[512];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            (void)snprintf(value, sizeof(value), containers[i], places[k]);
#pragma GCC diagnostic pop
            (void)snprintf(sql, sizeof(sql), "SELECT %s AS x FROM range(0, 300) t(c)", value);
            assert_int_equal(compare(db, sql), 300);
        }
    }
    assert_int_equal(compare(db, "SELECT [w] AS x FROM (VALUES ('null'), ('NULL'), ('nUll'), "
                                 "('NULL '), ('nulls'), (''), ('true'), ('1')) t(w)"),
                     8);
}

/* DuckDB passes columns on in several shapes: constant, dictionary, sliced. All are read right. */
static void every_shape_of_vector_is_read_right(void **state)
{
    mpdata_db *db = *state;

    mpdata_result_free(run(
        db, "CREATE TABLE n AS SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE [i, NULL, i * 2] END "
            "AS l, {'a': i, 'b': [i::VARCHAR || ',']} AS s, "
            "map{i: 'v' || i} AS m, array_value(i, i + 1) AS a, CASE WHEN i % 2 = 0 THEN "
            "union_value(n := i)::UNION(n BIGINT, t VARCHAR) ELSE 'text ' || i END AS u "
            "FROM range(10000) t(i)"));
    assert_int_equal(compare(db, "SELECT {'a': 1, 'b': [1, 2], 'c': 'x,'} AS x FROM range(5000)"),
                     5000);
    assert_int_equal(compare(db, "SELECT [{'a': 1}, {'a': NULL}] AS x FROM range(5000)"), 5000);
    assert_int_equal(compare(db, "SELECT [{'a': i, 'k': 'const,'}] AS x FROM range(5000) t(i)"),
                     5000);
    assert_int_equal(
        compare(
            db,
            "SELECT {'l': l, 's': s, 'm': m, 'a': a, 'u': u, 'c': 5} AS x FROM n WHERE i % 3 = 1"),
        3333);
    assert_int_equal(compare(db, "SELECT [l, NULL] AS x FROM n WHERE i % 3 = 1"), 3333);
    assert_int_equal(compare(db, "SELECT array_value(s, s) AS x FROM n WHERE i % 3 = 1"), 3333);
    assert_int_equal(compare(db, "SELECT a AS x FROM n WHERE i % 3 = 1"), 3333);
    assert_int_equal(compare(db, "SELECT u AS x FROM n ORDER BY i DESC"), 10000);
    assert_int_equal(
        compare(db, "SELECT m AS x FROM n JOIN range(3) r(k) ON true WHERE i % 100 = 5"), 300);
    assert_int_equal(compare(db, "SELECT list(s) AS x FROM n GROUP BY i % 10"), 10);
    assert_int_equal(compare(db, "SELECT list_filter(l, lambda e: e IS NOT NULL) AS x FROM n"),
                     10000);
    assert_int_equal(compare(db, "SELECT unnest([s, s]) AS x FROM n"), 20000);
    assert_int_equal(compare(db, "SELECT s.b AS x FROM n"), 10000);
    assert_int_equal(compare(db, "SELECT [s.b[1], 'k'] AS x FROM n WHERE i % 2 = 0"), 5000);
    assert_int_equal(compare(db, "SELECT CASE WHEN i % 2 = 0 THEN s END AS x FROM n"), 10000);
    assert_int_equal(compare(db, "SELECT lag(s) OVER (ORDER BY i) AS x FROM n"), 10000);
    assert_int_equal(compare(db, "SELECT map_entries(m) AS x FROM n WHERE i % 5 = 0"), 2000);
    assert_int_equal(compare(db, "SELECT union_value(k := s) AS x FROM n WHERE i % 5 = 0"), 2000);
    assert_int_equal(compare(db, "SELECT x FROM (SELECT [a, a] AS x FROM n) WHERE x[1][1] % 2 = 0"),
                     5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested_values_are_written_as_duckdb_does),
        cmocka_unit_test(texts_inside_containers_are_quoted_where_duckdb_does),
        cmocka_unit_test(every_shape_of_vector_is_read_right),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
