/*
 * The memory that a load with wide rows asks for: what DuckDB refuses, or has said already.
 */
#include "fault_fixture.h"

#include "base/error.h"
#include "database_fixture.h"
#include "folder_fixture.h"
#include "parse/block_queue.h"
#include "store/load_room.h"
#include "store/memory_limit.h"

#define MIB (UINT64_C(1) << 20)
#define WIDE_BYTES ((size_t)131200)

/* A load of 100 records, each of which has a block of 256 KiB to itself. */
typedef struct wide_load {
    mpdata_db *db;
    mpdata_ingest_options options;
    block_queue *queue;
    table_load load;
} wide_load;

static void add_wide_rows(wide_rows *all)
{
    wide_rows_window window;

    assert_true(wide_rows_window_init(&window, all, 2048));
    for (int i = 0; i < 100; i++)
        wide_rows_window_add(&window, WIDE_BYTES);
    wide_rows_window_close(&window);
    wide_rows_window_dispose(&window);
}

static wide_load *begin_wide(mpdata_ingest_mode mode)
{
    wide_load *w = calloc(1, sizeof(*w));
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    char *path = path_in(folder, "a.db");
    mpdata_error error;

    assert_non_null(w);
    options.memory_limit_bytes = 3 * 1024 * MIB;
    if (mpdata_open(path, &options, &w->db, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    free(path);
    w->options = (mpdata_ingest_options)MPDATA_INGEST_OPTIONS_INIT;
    w->options.mode = mode;
    w->queue = block_queue_new(1, NULL);
    assert_non_null(w->queue);
    w->load = (table_load){.db = w->db, .options = &w->options, .settings = LOAD_SETTINGS_INIT};
    w->load.stage = strdup("stage");
    w->load.plan = ingest_plan_for(MPDATA_TABLE_EVENTS, w->options.input);
    assert_int_equal(ingest_scan_open_queue(w->load.plan, w->queue, "records", &w->load.scan, NULL),
                     MPDATA_OK);
    add_wide_rows(ingest_scan_wide_rows(w->load.scan));
    assert_int_equal(load_settings_for_reading(&w->load.settings, w->db, true, NULL), MPDATA_OK);
    return w;
}

static void end_wide(wide_load *w)
{
    assert_int_equal(load_settings_restore(&w->load.settings, w->db, NULL), MPDATA_OK);
    assert_answer(w->db, "SELECT current_setting('memory_limit')", "3.0 GiB");
    load_close(&w->load);
    block_queue_free(w->queue);
    mpdata_db_free(w->db);
    free(w);
}

static void fail_all_questions(int error_number)
{

    begin_fault("engine", 1, "on", error_number);
}

static void room_grows_up_to_the_limit_and_no_further(void **state)
{
    wide_load *w = begin_wide(MPDATA_INGEST_APPEND);
    load_settings *s = &w->load.settings;

    (void)state;
    assert_int_equal(s->grown_bytes, 1024 * MIB);
    load_settings_make_room(s, w->db, 512 * MIB);
    assert_int_equal(s->grown_bytes, 1536 * MIB);
    assert_answer(w->db, "SELECT current_setting('memory_limit')", "1.5 GiB");
    load_settings_make_room(s, w->db, 512 * MIB);
    assert_int_equal(s->grown_bytes, 1536 * MIB);
    load_settings_make_room(s, w->db, 10240 * MIB);
    assert_int_equal(s->grown_bytes, 3072 * MIB);
    assert_answer(w->db, "SELECT current_setting('memory_limit')", "3.0 GiB");
    load_settings_make_room(s, w->db, 20480 * MIB);
    assert_int_equal(s->grown_bytes, 3072 * MIB);
    end_wide(w);
}

/* First the connection that it is asked on, then the question itself. */
static void room_that_is_refused_is_not_counted_on(void **state)
{
    wide_load *w = begin_wide(MPDATA_INGEST_APPEND);
    load_settings *s = &w->load.settings;

    (void)state;
    for (int number = 1; number <= 2; number++) {

        begin_fault("engine", (unsigned long)number, "once", EIO);
        load_settings_make_room(s, w->db, 512 * MIB);
        assert_true(end_fault());
        assert_int_equal(s->grown_bytes, 1024 * MIB);
    }
    load_settings_make_room(s, w->db, 512 * MIB);
    assert_int_equal(s->grown_bytes, 1536 * MIB);
    end_wide(w);
}

/* Where the limit has grown with the rows, they are counted, or written, before. */
static void a_key_needs_answers(void **state)
{
    static const mpdata_ingest_mode modes[] = {MPDATA_INGEST_APPEND, MPDATA_INGEST_CREATE};

    (void)state;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        wide_load *w = begin_wide(modes[i]);
        mpdata_error error;

        load_settings_make_room(&w->load.settings, w->db, 512 * MIB);
        fail_all_questions(EIO);
        mpdata_status status = load_room_for_key(&w->load, &error);
        inject_end();
        assert_int_equal(status, MPDATA_ERROR_QUERY);
        assert_true(w->load.settings.is_limited);
        end_wide(w);
    }
}

static void a_limit_that_can_not_be_lifted_is_no_reason_to_try_again(void **state)
{
    wide_load *w = begin_wide(MPDATA_INGEST_APPEND);

    (void)state;
    fail_all_questions(EIO);
    bool is_worth_it = load_room_lift(&w->load, MPDATA_ERROR_MEMORY);
    inject_end();
    assert_false(is_worth_it);
    assert_false(load_room_lift(&w->load, MPDATA_ERROR_QUERY));
    assert_true(load_room_lift(&w->load, MPDATA_ERROR_MEMORY));
    assert_false(load_room_lift(&w->load, MPDATA_ERROR_MEMORY));
    end_wide(w);
}

/* The rows take 50 MiB, and reading itself 200 MiB. */
static void the_width_of_the_rows_is_named_where_it_was_that(void **state)
{
    static const struct {
        uint64_t limit_mib;
        bool is_named;
    } limits[] = {{1024, false}, {240, false}, {100, true}};
    wide_load *w = begin_wide(MPDATA_INGEST_APPEND);
    uint64_t kept = w->load.settings.memory_limit_bytes;

    (void)state;
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        mpdata_error error;

        (void)error_set(&error, MPDATA_ERROR_MEMORY, "DuckDB's own words");
        (void)snprintf(error.engine_type, sizeof(error.engine_type), "Out of Memory");
        w->load.settings.memory_limit_bytes = limits[i].limit_mib * MIB;
        load_room_name_lack(&w->load, MPDATA_ERROR_MEMORY, &error);
        assert_int_equal(strstr(error.message, "does not suffice") != NULL, limits[i].is_named);
    }
    w->load.settings.memory_limit_bytes = kept;
    end_wide(w);
}

/* ---- What is forgotten between loads ---------------------------------------------------------------------- */

/* Each question for the limit, and for what is in memory; the first one after them sets the limit. */
static void what_can_not_be_asked_is_not_forgotten(void **state)
{
    char *path = path_in(folder, "forget.db");
    mpdata_db *db = open_or_fail(path);
    char *limit = strdup(ask(db, "SELECT current_setting('memory_limit')"));
    unsigned long number = 0;

    (void)state;
    do {

        db->instance->loads = MEMORY_LIMIT_LOADS_BETWEEN - 1;
        begin_fault("engine", ++number, "once", EIO);
        memory_limit_count_load(db);
        assert_true(end_fault());
        assert_answer(db, "SELECT current_setting('memory_limit')", limit);
        /* Else the next load tries again. */
    } while (db->instance->loads == MEMORY_LIMIT_LOADS_BETWEEN);
    assert_int_equal(db->instance->loads, 0);
    assert_true(number > 4);
    /* The one after that sets it back. */
    db->instance->loads = MEMORY_LIMIT_LOADS_BETWEEN - 1;
    begin_fault("engine", number + 1, "once", EIO);
    memory_limit_count_load(db);
    assert_true(end_fault());
    assert_answer(db, "SELECT current_setting('memory_limit')", limit);
    mpdata_db_free(db);
    free(limit);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(room_grows_up_to_the_limit_and_no_further),
        cmocka_unit_test(room_that_is_refused_is_not_counted_on),
        cmocka_unit_test(a_key_needs_answers),
        cmocka_unit_test(a_limit_that_can_not_be_lifted_is_no_reason_to_try_again),
        cmocka_unit_test(the_width_of_the_rows_is_named_where_it_was_that),
        cmocka_unit_test(what_can_not_be_asked_is_not_forgotten),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
