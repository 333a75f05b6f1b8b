/*
 * Short ways to run a statement and to look at what came of it.
 */
#ifndef TEST_QUERY_FIXTURE_H
#define TEST_QUERY_FIXTURE_H

#include "database_fixture.h"

#include <time.h>

static inline double seconds_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline mpdata_result *run_with(mpdata_db *db, const char *sql,
                                      const mpdata_value *parameters, size_t count)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    if (mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, parameters, count, &result, &error) !=
        MPDATA_OK)
        fail_msg("%s\n%s", sql, error.message);
    assert_non_null(result);
    return result;
}

static inline mpdata_result *run(mpdata_db *db, const char *sql)
{
    return run_with(db, sql, NULL, 0);
}

/* NULL at the end. */
static inline const mpdata_batch *next_or_fail(mpdata_result *result)
{
    const mpdata_batch *batch = NULL;
    mpdata_error error;

    if (mpdata_result_next(result, &batch, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return batch;
}

static inline const mpdata_batch *first_batch(mpdata_result *result)
{
    const mpdata_batch *batch = next_or_fail(result);

    assert_non_null(batch);
    return batch;
}

/* The statement fails before it gives a result; the caller looks at the error. */
static inline mpdata_error refused(mpdata_db *db, const char *sql, mpdata_status wanted)
{
    mpdata_result *result = NULL;
    mpdata_error error;

    memset(&error, 0, sizeof(error));
    assert_int_equal(mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, &error),
                     wanted);
    assert_null(result);
    assert_int_equal(error.code, wanted);
    return error;
}

/* NUL-terminated; the caller frees it. */
static inline char *text_copy(mpdata_text text)
{
    char *copy = malloc(text.bytes + 1);

    assert_non_null(copy);
    memcpy(copy, text.data, text.bytes);
    copy[text.bytes] = '\0';
    return copy;
}

static inline void assert_says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", text, part);
}

static inline int open_memory(void **state)
{
    *state = memory_or_fail();
    return 0;
}

static inline int free_database(void **state)
{
    mpdata_db_free(*state);
    return 0;
}

#endif
