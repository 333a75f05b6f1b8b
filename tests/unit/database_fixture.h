/*
 * A database in a folder of the test's own, and short ways to fill it and to ask it.
 */
#ifndef TEST_DATABASE_FIXTURE_H
#define TEST_DATABASE_FIXTURE_H

#include "harness.h"

#include <stdbool.h>

#include "mpdata.h"

static inline mpdata_db *open_or_fail(const char *path)
{
    mpdata_db *db = NULL;
    mpdata_error error;

    if (mpdata_open(path, NULL, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return db;
}

static inline mpdata_db *memory_or_fail(void)
{
    mpdata_db *db = NULL;
    mpdata_error error;

    if (mpdata_open_memory(NULL, &db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return db;
}

/* The first cell of the answer, as text: good until the next call. */
static inline const char *ask(mpdata_db *db, const char *sql)
{
    static char text[65536];
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_error error;

    if (mpdata_query_scalar(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &value, &error) != MPDATA_OK)
        fail_msg("%s: %s", sql, error.message);
    if (value.kind == MPDATA_VALUE_NULL)
        (void)snprintf(text, sizeof(text), "NULL");
    else if (value.kind == MPDATA_VALUE_TEXT)
        (void)snprintf(text, sizeof(text), "%.*s", (int)value.text.bytes, value.text.data);
    else
        (void)snprintf(text, sizeof(text), "%lld", (long long)value.int64);
    mpdata_value_dispose(&value);
    return text;
}

#define assert_answer(db, sql, wanted) assert_string_equal(ask((db), (sql)), (wanted))

static inline mpdata_ingest_report load_or_fail(mpdata_db *db, mpdata_table_type type,
                                                const char *table, const char *path)
{
    const char *const paths[] = {path};
    mpdata_ingest_report report;
    mpdata_error error;

    if (mpdata_ingest_files(db, type, table, paths, 1, NULL, &report, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return report;
}

#endif
