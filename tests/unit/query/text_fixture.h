/*
 * The text of a cell against what DuckDB's CAST(... AS VARCHAR) gives: DuckDB itself is asked.
 */
#ifndef TEST_TEXT_FIXTURE_H
#define TEST_TEXT_FIXTURE_H

#include "query_fixture.h"

static inline void expect_same(const mpdata_batch *batch, size_t row, const char *sql)
{
    mpdata_text ours;
    mpdata_text theirs;
    mpdata_error error;

    if (mpdata_batch_text(batch, 0, row, &ours, &error) != MPDATA_OK)
        fail_msg("%s\n%s", sql, error.message);
    /* The second text is borrowed from the vector, so that the first one stays. */
    assert_int_equal(mpdata_batch_text(batch, 1, row, &theirs, &error), MPDATA_OK);
    assert_int_equal(mpdata_batch_is_null(batch, 0, row), mpdata_batch_is_null(batch, 1, row));
    if (ours.bytes != theirs.bytes || memcmp(ours.data, theirs.data, ours.bytes) != 0)
        fail_msg("%s: row %zu: \"%.*s\" and not \"%.*s\"", sql, row, (int)ours.bytes, ours.data,
                 (int)theirs.bytes, theirs.data);
}

/* `values` selects a column x. Gives the number of rows. */
static inline size_t compare(mpdata_db *db, const char *values)
{
    char sql[8192];
    const mpdata_batch *batch = NULL;
    mpdata_error error;
    size_t rows = 0;

    (void)snprintf(sql, sizeof(sql), "SELECT x, CAST(x AS VARCHAR) FROM (%s)", values);
    mpdata_result *result = run(db, sql);
    for (;;) {
        if (mpdata_result_next(result, &batch, &error) != MPDATA_OK)
            fail_msg("%s\n%s", sql, error.message);
        if (batch == NULL)
            break;
        for (size_t row = 0; row < mpdata_batch_rows(batch); row++)
            expect_same(batch, row, values);
        rows += mpdata_batch_rows(batch);
    }
    mpdata_result_free(result);
    return rows;
}

/* Each a list of SQL literals, separated by semicolons, of one type. */
static inline void compare_literals(mpdata_db *db, const char *const *literals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char sql[4096];

        (void)snprintf(sql, sizeof(sql), "SELECT %s AS x", literals[i]);
        assert_int_equal(compare(db, sql), 1);
    }
}

#define COMPARE_LITERALS(db, literals)                                                             \
    compare_literals(db, literals, sizeof(literals) / sizeof((literals)[0]))

#endif
