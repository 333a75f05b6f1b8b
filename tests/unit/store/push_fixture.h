/*
 * Records to push, for the tests of loads of records.
 */
#ifndef TEST_PUSH_FIXTURE_H
#define TEST_PUSH_FIXTURE_H

#include <stdio.h>

#include "database_fixture.h"

static inline mpdata_text text_of(const char *text)
{
    return (mpdata_text){text, strlen(text)};
}

static inline mpdata_record event(const char *name, int64_t time_us, const char *user,
                                  const char *id, const char *properties)
{
    return (mpdata_record){text_of(name), time_us,     true,
                           text_of(user), text_of(id), text_of(properties)};
}

static inline mpdata_load *begin_or_fail(mpdata_db *db, const mpdata_ingest_options *options)
{
    mpdata_load *load = NULL;
    mpdata_error error;

    if (mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", options, &load, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return load;
}

static inline void push_or_fail(mpdata_load *load, mpdata_record added)
{
    mpdata_error error;

    if (mpdata_load_push(load, &added, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

static inline mpdata_ingest_report commit_or_fail(mpdata_load *load)
{
    mpdata_ingest_report report;
    mpdata_error error;

    if (mpdata_load_commit(load, &report, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    mpdata_load_free(load);
    return report;
}

static inline void assert_no_table(mpdata_db *db)
{
    assert_answer(db,
                  "SELECT count(*) FROM duckdb_tables() WHERE table_name NOT IN ('_metadata', "
                  "'_loads')",
                  "0");
    assert_answer(db, "SELECT (SELECT count(*) FROM _metadata) + (SELECT count(*) FROM _loads)",
                  "0");
}

/* Record i of a load. The texts are good until the next call. */
static inline mpdata_record numbered(int i)
{
    static _Thread_local char id[16];

    (void)snprintf(id, sizeof(id), "i%d", i);
    return event("A", i, "u", id, "{\"n\":1}");
}

typedef struct counted_source {
    int next;
    int count;
    /* What it fails with at the end, where it does. */
    const mpdata_error *failure;
} counted_source;

static inline mpdata_next next_counted(void *payload, mpdata_record *out, mpdata_error *error)
{
    counted_source *source = payload;

    if (source->next < source->count) {
        *out = numbered(source->next++);
        return MPDATA_NEXT_RECORD;
    }
    if (source->failure == NULL)
        return MPDATA_NEXT_END;
    *error = *source->failure;
    return MPDATA_NEXT_ERROR;
}

#endif
