/*
 * A database in a file, as it was before each attempt, and what must hold after it.
 */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include "fault_fixture.h"

#include <unistd.h>

#include "database_fixture.h"
#include "folder_fixture.h"

#define EVENT(name, time, id)                                                                      \
    "{\"event\":\"" name "\",\"properties\":{\"time\":" time                                       \
    ",\"distinct_id\":\"u\",\"$insert_id\":\"" id "\",\"n\":1}}\n"
#define EVENTS EVENT("A", "1700000000", "i1") EVENT("B", "1700000001", "i2")
/* One of them is there already, and another one has the same id. */
#define MORE                                                                                       \
    EVENT("B", "1700000001", "i2")                                                                 \
    EVENT("C", "1700100002", "i1") EVENT("D", "1700200003", "i4") EVENT("D", "1700200003", "i4")
#define PROFILES                                                                                   \
    "{\"$distinct_id\":\"u\",\"$properties\":{\"$last_seen\":\"2024-01-01T00:00:00\"}}\n"

/* Where each attempt finds what lies in folder/template. */
static char *work;
static char *database;
static char *more_path;
static char *profiles_path;
static char *backup_path;

/* `command` is for the shell, with the folder, the place of work and the template as its arguments. */
static inline void shell(const char *command)
{
    char line[8192];

    (void)snprintf(line, sizeof(line), "set -- '%s' '%s' '%s/template'; %s", folder, work, folder,
                   command);
    assert_int_equal(system(line), 0);
}

static inline void restore(void *payload)
{
    (void)payload;
    shell("rm -rf \"$2\" && cp -a \"$3\" \"$2\"");
}

/* Of all tables that are there; "" where there is no database. */
static inline void content_of(const char *path, char out[256])
{
    static const char *const tables[] = {"events", "users", "made"};
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_error error;
    mpdata_db *db = NULL;

    out[0] = '\0';
    if (access(path, F_OK) != 0)
        return;
    if (mpdata_open(path, &options, &db, &error) != MPDATA_OK)
        fail_msg("%s can't be opened any more: %s", path, error.message);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        char sql[256];
        bool exists = false;

        assert_int_equal(mpdata_table_exists(db, tables[i], &exists, &error), MPDATA_OK);
        if (!exists)
            continue;
        (void)snprintf(
            sql, sizeof(sql),
            "SELECT '%s' || count(*) || bit_xor(hash(t)) || (SELECT row_count FROM _metadata WHERE "
            "table_name = '%s') || ' ' FROM %s t",
            tables[i], tables[i], tables[i]);
        (void)strcat(out, ask(db, sql));
    }
    if (mpdata_db_close(db, &error) != MPDATA_OK)
        fail_msg("%s can't be closed any more: %s", path, error.message);
    mpdata_db_free(db);
}

/* The content before the attempt, and after one that succeeded. */
static char old_content[256];
static char new_content[256];

static inline bool is_as_it_was(void)
{
    char line[8192];

    (void)snprintf(line, sizeof(line), "cmp -s '%s' '%s/template/a.db' && [ ! -e '%s.wal' ]",
                   database, folder, database);
    return system(line) == 0;
}

static inline void assert_old_or_new(void *payload, const fault *f, mpdata_status status)
{
    char found[256];

    (void)payload;
    (void)f;
    if (is_as_it_was())
        (void)strcpy(found, old_content);
    else
        content_of(database, found);
    if (new_content[0] == '\0')
        (void)strcpy(new_content, found);
    if (strcmp(found, new_content) != 0 && (status == MPDATA_OK || strcmp(found, old_content) != 0))
        fail_msg("after status %d neither the old nor the new content: %s\nold: %s\nnew: %s",
                 (int)status, found, old_content, new_content);
}

/* Each call from a new place fails, and the database is the old one or the new one. */
static inline void fail_in_database(attempt try, void *payload)
{
    const trial t = {try, payload, restore, assert_old_or_new};

    new_content[0] = '\0';
    fail_places(&t, false, SPARSE_STEP);
}

/* What is done with a database that is open. */
typedef struct session {
    mpdata_db *db;
    mpdata_status (*act)(mpdata_db *db, outcome *out, mpdata_error *error);
} session;

static inline void open_session(void *payload)
{
    session *s = payload;

    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_error error;

    restore(NULL);
    options.threads = 1;
    if (mpdata_open(database, &options, &s->db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

static inline mpdata_status act(void *payload, outcome *out, mpdata_error *error)
{
    const session *s = payload;

    return s->act(s->db, out, error);
}

static inline void close_session(void *payload, const fault *f, mpdata_status status)
{
    session *s = payload;
    mpdata_error error;

    if (mpdata_db_close(s->db, &error) != MPDATA_OK)
        fail_msg("%s %lu %d: after status %d the close fails: %s", f == NULL ? "" : f->function,
                 f == NULL ? 0 : f->number, f == NULL ? 0 : f->error, (int)status, error.message);
    mpdata_db_free(s->db);
    assert_old_or_new(NULL, f, status);
}

static inline void fail_in_session(mpdata_status (*what)(mpdata_db *, outcome *, mpdata_error *),
                                   size_t step)
{
    session s = {NULL, what};
    const trial t = {act, &s, open_session, close_session};

    new_content[0] = '\0';
    fail_places(&t, true, step);
}

static inline int make_template(void **state)
{
    (void)make_folder(state);
    work = path_in(folder, "work");
    database = path_in(work, "a.db");
    more_path = path_in(work, "more.ndjson");
    profiles_path = path_in(work, "profiles.ndjson");
    backup_path = path_in(work, "b.db");
    shell("mkdir \"$2\" \"$3\"");
    char *lines = path_in(work, "events.ndjson");
    file_write_text(lines, EVENTS);
    file_write_text(profiles_path, PROFILES);
    file_write_text(more_path, MORE);
    mpdata_db *db = open_or_fail(database);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "events", lines);
    (void)load_or_fail(db, MPDATA_TABLE_PROFILES, "users", profiles_path);
    free(lines);
    mpdata_db_free(db);
    content_of(database, old_content);
    shell("rm -rf \"$3\" && cp -a \"$2\" \"$3\"");
    return 0;
}

static inline int remove_template(void **state)
{
    assert_int_equal(chdir("/"), 0);
    free(database);
    free(more_path);
    free(profiles_path);
    free(backup_path);
    free(work);
    return remove_folder(state);
}

#endif
