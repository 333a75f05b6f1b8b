/*
 * Databases that are opened, asked, changed and closed while calls fail: allocations, calls to the system, questions to DuckDB, and
 * interruptions.
 */
#include "store_fixture.h"

static mpdata_status open_and_close(void *payload, outcome *out, mpdata_error *error)
{
    mpdata_db *db = NULL;
    mpdata_status status = mpdata_open(database, payload, &db, error);

    if (status != MPDATA_OK)
        return status;
    outcome_add_text(out, mpdata_db_path(db));
    status = mpdata_db_close(db, error);
    mpdata_db_free(db);
    return status;
}

static void a_database_opens_or_says_why_not(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    (void)state;
    fail_in_database(open_and_close, NULL);
    options.read_only = true;
    fail_in_database(open_and_close, &options);
    options.safe = true;
    fail_in_database(open_and_close, &options);
}

/* ---- Loads ------------------------------------------------------------------------------------------- */

static mpdata_status load(mpdata_db *db, const char *table, const mpdata_ingest_options *options,
                          outcome *out, mpdata_error *error)
{
    const char *const paths[] = {more_path};
    mpdata_ingest_report report = {0};
    mpdata_status status =
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, table, paths, 1, options, &report, error);

    if (status == MPDATA_OK)
        outcome_add(out, &report.rows, sizeof(report.rows));
    return status;
}

static mpdata_status load_without_database(void *payload, outcome *out, mpdata_error *error)
{
    const char *const paths[] = {more_path};
    mpdata_ingest_report report = {0};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    (void)payload;
    options.from_day = 19000;
    options.time_zone = "Europe/Berlin";
    mpdata_status status =
        mpdata_ingest_check(MPDATA_TABLE_EVENTS, paths, 1, &options, &report, error);
    outcome_add(out, &report.rows, sizeof(report.rows));
    return status;
}

static mpdata_status push(mpdata_db *db, outcome *out, mpdata_error *error)
{
    static const char line[] = EVENT("P", "1700000009", "p1");
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_ingest_report report = {0};
    mpdata_load *load = NULL;

    options.mode = MPDATA_INGEST_APPEND;
    mpdata_status status =
        mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "events", &options, &load, error);
    if (status == MPDATA_OK)
        status = mpdata_load_push_bytes(load, line, sizeof(line) - 1, error);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, &report, error);
    outcome_add(out, &report.rows, sizeof(report.rows));
    mpdata_load_free(load);
    return status;
}

static void records_are_pushed_or_not_at_all(void **state)
{
    (void)state;
    fail_in_session(push, SPARSE_STEP);
}

static void a_check_of_files_says_what_it_could_not_do(void **state)
{
    (void)state;
    fail_in_database(load_without_database, NULL);
}

/* ---- Tables ------------------------------------------------------------------------------------------ */

static mpdata_status look(mpdata_db *db, outcome *out, mpdata_error *error)
{
    mpdata_table_list *tables = NULL;
    mpdata_table_schema *schema = NULL;
    mpdata_db_info info = {0};
    bool exists = false;
    mpdata_status status = mpdata_table_list_read(db, &tables, error);

    for (size_t i = 0; status == MPDATA_OK && i < mpdata_table_list_count(tables); i++)
        outcome_add_text(out, mpdata_table_list_at(tables, i)->name);
    if (status == MPDATA_OK)
        status = mpdata_table_schema_read(db, "events", &schema, error);
    for (size_t i = 0; status == MPDATA_OK && i < mpdata_table_schema_column_count(schema); i++)
        outcome_add_text(out, mpdata_table_schema_column(schema, i)->type);
    if (status == MPDATA_OK)
        status = mpdata_table_exists(db, "users", &exists, error);
    if (status == MPDATA_OK)
        status = mpdata_db_info_read(db, &info, error);
    if (status == MPDATA_OK)
        outcome_add(out, &info.rows, sizeof(info.rows));
    outcome_add(out, &exists, sizeof(exists));
    mpdata_table_list_free(tables);
    mpdata_table_schema_free(schema);
    return status;
}

/* That it is an error is what is wanted. */
static mpdata_status ask_for_unknown(mpdata_db *db, outcome *out, mpdata_error *error)
{
    mpdata_table_schema *schema = NULL;
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_status status = mpdata_table_schema_read(db, "event", &schema, error);

    mpdata_table_schema_free(schema);
    if (status != MPDATA_ERROR_TABLE_NOT_FOUND)
        return status;
    options.time_zone = "Europe/Berlni";
    status = load(db, "made", &options, out, error);
    return status == MPDATA_ERROR_ARGUMENT ? MPDATA_OK : status;
}

static mpdata_status find_unknown(void *payload, outcome *out, mpdata_error *error)
{
    return ask_for_unknown(payload, out, error);
}

/* The question at its end names tables whole, or there is none. False where the allocation to fail has not come. */
static bool assert_whole_question(mpdata_db *db, unsigned long number)
{
    mpdata_table_schema *schema = NULL;
    mpdata_error error;

    begin_fault("allocation", number, "once", ENOMEM);
    mpdata_status status = mpdata_table_schema_read(db, "event", &schema, &error);
    bool was_reached = end_fault();
    if (status == MPDATA_ERROR_TABLE_NOT_FOUND && error.candidates[0] == '\0')
        assert_string_equal(error.message, "there is no table 'event'");
    else if (status == MPDATA_ERROR_TABLE_NOT_FOUND)
        assert_string_equal(error.message,
                            "there is no table 'event'. Did you mean 'events' or 'events2'?");
    else
        assert_int_equal(status, MPDATA_ERROR_MEMORY);
    return was_reached;
}

/* It was once cut: "Did you mean '?". */
static void what_is_not_there_is_told_whole_without_memory(void **state)
{
    unsigned long number = 1;

    (void)state;
    restore(NULL);
    mpdata_db *db = open_or_fail(database);
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "events2", more_path);
    while (assert_whole_question(db, number))
        number++;
    assert_true(number > 10);
    fail_each_allocation(find_unknown, db);
    mpdata_db_free(db);
}

static mpdata_status drop(mpdata_db *db, outcome *out, mpdata_error *error)
{
    (void)out;
    return mpdata_table_drop(db, "events", error);
}

static void tables_are_told_and_dropped_or_not(void **state)
{
    (void)state;
    fail_in_session(look, SPARSE_STEP);
    fail_in_session(ask_for_unknown, SPARSE_STEP);
    fail_in_session(drop, SPARSE_STEP);
}

/* ---- Keeping ----------------------------------------------------------------------------------------- */

static mpdata_status back_up(mpdata_db *db, outcome *out, mpdata_error *error)
{
    mpdata_backup_options options = MPDATA_BACKUP_OPTIONS_INIT;
    mpdata_backup_report report = {0};

    options.replaces = true;
    mpdata_status status = mpdata_db_backup(db, backup_path, &options, &report, error);
    outcome_add(out, &report.bytes, sizeof(report.bytes));
    return status;
}

static mpdata_status compact(mpdata_db *db, outcome *out, mpdata_error *error)
{
    (void)out;
    return mpdata_db_compact(db, NULL, error);
}

static mpdata_status check(mpdata_db *db, outcome *out, mpdata_error *error)
{
    mpdata_check *check = NULL;
    mpdata_status status = mpdata_db_check_and_keep(db, &check, error);

    /* What DuckDB can't read is a finding, and no failure. */
    (void)out;
    mpdata_check_free(check);
    return status;
}

static void a_backup_is_whole_or_an_error(void **state)
{
    (void)state;
    fail_in_session(back_up, SPARSE_STEP);
}

static void a_compaction_leaves_the_rows(void **state)
{
    (void)state;
    fail_in_session(compact, SPARSE_STEP);
}

static void a_check_changes_no_rows(void **state)
{
    (void)state;
    fail_in_session(check, SPARSE_STEP);
}

static mpdata_status connect_further(mpdata_db *db, outcome *out, mpdata_error *error)
{
    mpdata_db *further = NULL;
    mpdata_status status = mpdata_db_connect(db, &further, error);

    (void)out;
    if (status == MPDATA_OK)
        status = mpdata_db_set_time_limit(further, 10000, error);
    mpdata_db_free(further);
    return status;
}

static int go_on(const mpdata_query_progress *progress, void *payload)
{
    (void)progress;
    ++*(int *)payload;
    return 0;
}

/* An interruption comes before the callback is asked, too. */
static mpdata_status ask_with_progress(mpdata_db *db, outcome *out, mpdata_error *error)
{
    mpdata_value rows = MPDATA_VALUE_INIT;
    int calls = 0;
    mpdata_status status = mpdata_db_set_query_progress(db, go_on, &calls, 1, error);

    if (status == MPDATA_OK)
        status = mpdata_query_scalar(db, "SELECT count(*) FROM range(1000000) t, range(100)",
                                     MPDATA_NUL_TERMINATED, NULL, 0, &rows, error);
    outcome_add(out, &rows.int64, sizeof(rows.int64));
    return status;
}

static void a_question_is_watched_to_its_end_or_an_error(void **state)
{
    (void)state;
    fail_in_session(ask_with_progress, SPARSE_STEP);
}

/* So much is in the log then that it is brought into the file, by a connection of its own, or later. */
static mpdata_status write_much(mpdata_db *db, outcome *out, mpdata_error *error)
{
    static const char *const statements[] = {
        "CREATE TABLE filler (s VARCHAR)",
        "INSERT INTO filler SELECT repeat(md5(range::VARCHAR), 7) FROM range(100000)"};
    mpdata_status status = MPDATA_OK;
    uint64_t rows = 0;

    for (size_t i = 0; status == MPDATA_OK && i < 2; i++)
        status =
            mpdata_query_execute(db, statements[i], MPDATA_NUL_TERMINATED, NULL, 0, &rows, error);
    outcome_add(out, &rows, sizeof(rows));
    return status;
}

static void a_large_log_is_brought_in_or_stays(void **state)
{
    (void)state;
    fail_in_session(write_much, SPARSE_STEP);
}

static void a_further_handle_is_had_or_not(void **state)
{
    (void)state;
    fail_in_session(connect_further, SPARSE_STEP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_database_opens_or_says_why_not),
        cmocka_unit_test(records_are_pushed_or_not_at_all),
        cmocka_unit_test(a_check_of_files_says_what_it_could_not_do),
        cmocka_unit_test(tables_are_told_and_dropped_or_not),
        cmocka_unit_test(what_is_not_there_is_told_whole_without_memory),
        cmocka_unit_test(a_backup_is_whole_or_an_error),
        cmocka_unit_test(a_compaction_leaves_the_rows),
        cmocka_unit_test(a_check_changes_no_rows),
        cmocka_unit_test(a_question_is_watched_to_its_end_or_an_error),
        cmocka_unit_test(a_large_log_is_brought_in_or_stays),
        cmocka_unit_test(a_further_handle_is_had_or_not),
    };

    return cmocka_run_group_tests(tests, make_template, remove_template);
}
