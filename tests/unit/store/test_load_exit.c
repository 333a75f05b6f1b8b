/*
 * A process that ends before the commit of a load changes nothing. Each of them is a child of this one, which makes no
 * thread of its own: what it looks at, it looks at in a child, too.
 */
#include "store/push_fixture.h"

#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder_fixture.h"

/* Runs in a child. One that fails ends with another code than 0. */
typedef void (*child)(const char *path);

static void run(child work, const char *path)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        work(path);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void need(bool is_good, const char *what)
{
    if (is_good)
        return;
    (void)fprintf(stderr, "%s\n", what);
    _exit(1);
}

static void push_numbers(mpdata_load *load, int from, int count)
{
    for (int i = from; i < from + count; i++) {
        char id[16];
        mpdata_error error;
        (void)snprintf(id, sizeof(id), "i%d", i);
        mpdata_record added = event("A", i, "u", id, "{}");
        need(mpdata_load_push(load, &added, &error) == MPDATA_OK, "a record is not taken");
    }
}

static mpdata_load *begin(const char *path, mpdata_ingest_mode mode,
                          mpdata_ingest_progress_callback progress, void *payload)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_load *load = NULL;

    options.mode = mode;
    options.progress = progress;
    options.progress_payload = payload;
    options.progress_interval_ms = 0;
    need(mpdata_open(path, NULL, &db, NULL) == MPDATA_OK, "the database does not open");
    need(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &load, NULL) == MPDATA_OK,
         "the load does not begin");
    return load;
}

static int note_rows(const mpdata_ingest_progress *progress, void *payload)
{
    atomic_store((atomic_uint_fast64_t *)payload, progress->rows);
    return 0;
}

static void leave_at_once(const char *path)
{
    (void)begin(path, MPDATA_INGEST_CREATE, NULL, NULL);
}

static void leave_with_records_waiting(const char *path)
{
    push_numbers(begin(path, MPDATA_INGEST_CREATE, NULL, NULL), 0, 50);
}

/* So many that some are in DuckDB's hands. */
static void leave_in_the_midst(const char *path, mpdata_ingest_mode mode)
{
    atomic_uint_fast64_t rows = 0;
    mpdata_load *load = begin(path, mode, note_rows, &rows);

    for (int i = 0; i < 3000000 && atomic_load(&rows) < 5000; i += 1000)
        push_numbers(load, i, 1000);
    need(atomic_load(&rows) >= 5000, "nothing was read");
}

static void leave_a_new_table(const char *path)
{
    leave_in_the_midst(path, MPDATA_INGEST_CREATE);
}

static void leave_an_append(const char *path)
{
    leave_in_the_midst(path, MPDATA_INGEST_APPEND);
}

static void leave_a_replacement(const char *path)
{
    leave_in_the_midst(path, MPDATA_INGEST_REPLACE);
}

static mpdata_next next_or_leave(void *payload, mpdata_record *out, mpdata_error *error)
{
    int *left = payload;

    (void)error;
    if ((*left)-- == 0)
        _exit(0);
    *out = event("A", *left, "u", "", "{}");
    return MPDATA_NEXT_RECORD;
}

static void leave_from_the_source(const char *path)
{
    int left = 20000;
    mpdata_db *db = NULL;

    need(mpdata_open(path, NULL, &db, NULL) == MPDATA_OK, "the database does not open");
    (void)mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_or_leave, &left, NULL, NULL, NULL);
    need(false, "the source was not read to where it leaves");
}

static void load_ten(const char *path)
{
    mpdata_load *load = begin(path, MPDATA_INGEST_CREATE, NULL, NULL);

    push_numbers(load, 0, 10);
    need(mpdata_load_commit(load, NULL, NULL) == MPDATA_OK, "the load is not committed");
}

/* Opened for reading, so that nothing is put in order before it is looked at. */
static void need_answer(const char *path, const char *sql, int64_t wanted)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_error error = {.message = ""};
    mpdata_db *db = NULL;

    options.read_only = true;
    need(mpdata_open(path, &options, &db, &error) == MPDATA_OK, error.message);
    need(mpdata_query_scalar(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &value, &error) == MPDATA_OK,
         error.message);
    need(value.int64 == wanted, sql);
    mpdata_value_dispose(&value);
    mpdata_db_free(db);
}

static void see_nothing(const char *path)
{
    need_answer(path,
                "SELECT (SELECT count(*) FROM _metadata) + (SELECT count(*) FROM _loads) + "
                "(SELECT count(*) FROM duckdb_tables() WHERE table_name = 't')",
                0);
}

static void see_ten(const char *path)
{
    need_answer(path, "SELECT count(*) FROM t", 10);
    need_answer(path, "SELECT row_count FROM _metadata", 10);
    need_answer(path, "SELECT count(*) FROM _loads", 1);
}

static void see_no_stage(const char *path)
{
    mpdata_db *db = NULL;

    need(mpdata_open(path, NULL, &db, NULL) == MPDATA_OK, "the database does not open");
    mpdata_db_free(db);
    need_answer(path, "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE '%stage%'", 0);
}

static void a_process_that_leaves_before_its_commit_changes_nothing(void **state)
{
    static const child leavers[] = {leave_at_once, leave_with_records_waiting, leave_a_new_table,
                                    leave_from_the_source};
    char *path = path_in(folder, "left.db");

    (void)state;
    for (size_t i = 0; i < sizeof(leavers) / sizeof(leavers[0]); i++) {
        run(leavers[i], path);
        run(see_nothing, path);
    }
    run(see_no_stage, path);
    run(load_ten, path);
    run(see_ten, path);
    free(path);
}

static void a_table_stays_as_it_was_when_its_append_or_replacement_is_left(void **state)
{
    static const child leavers[] = {leave_an_append, leave_a_replacement};
    char *path = path_in(folder, "kept.db");

    (void)state;
    run(load_ten, path);
    for (size_t i = 0; i < sizeof(leavers) / sizeof(leavers[0]); i++) {
        run(leavers[i], path);
        run(see_ten, path);
        run(see_no_stage, path);
        run(see_ten, path);
    }
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_that_leaves_before_its_commit_changes_nothing),
        cmocka_unit_test(a_table_stays_as_it_was_when_its_append_or_replacement_is_left),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
