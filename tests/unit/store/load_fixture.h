/*
 * Exports to load, for the tests of loads.
 */
#ifndef TEST_LOAD_FIXTURE_H
#define TEST_LOAD_FIXTURE_H

#include "database_fixture.h"
#include "folder_fixture.h"

#define EVENT(event, time, user, id, rest)                                                         \
    "{\"event\":\"" event "\",\"properties\":{\"time\":" time ",\"distinct_id\":\"" user           \
    "\",\"$insert_id\":\"" id "\"" rest "}}\n"

/* A million-line file is not needed for many blocks and both threads: 60,000 lines are 10 of them. */
static inline char *large_file(const char *name, const char *bad_line, int bad_at)
{
    char *path = path_in(folder, name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (int i = 0; i < 60000; i++) {
        if (bad_line != NULL && i == bad_at)
            (void)fprintf(file, "%s\n", bad_line);
        (void)fprintf(file,
                      "{\"event\":\"E%d\",\"properties\":{\"time\":%d,\"distinct_id\":\"u%d\","
                      "\"$insert_id\":\"id-%d\",\"filler\":\"%0100d\"}}\n",
                      i % 7, 1600000000 + i, i % 100, i, i);
    }
    assert_int_equal(fclose(file), 0);
    return path;
}

/* A file of this content, loaded into a new database in memory. The caller frees the database. */
static inline mpdata_db *loaded(mpdata_table_type type, const char *content,
                                mpdata_ingest_report *report)
{
    char *path = path_in(folder, "input.ndjson");
    mpdata_db *db = memory_or_fail();

    file_write_text(path, content);
    *report = load_or_fail(db, type, "t", path);
    free(path);
    return db;
}

#endif
