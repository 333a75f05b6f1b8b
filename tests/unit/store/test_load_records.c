#include "store/push_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

static void pushed_records_become_rows(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);

    (void)state;
    push_or_fail(load, event("A", 1602611311000001, "u1", "i1", "{\"p\": 1.0}"));
    push_or_fail(load, event("A", 1602611311000001, "u1", "i1", "{\"p\": 2}"));
    push_or_fail(load, event("B", -5, "", "", ""));
    mpdata_ingest_report report = commit_or_fail(load);
    assert_int_equal(report.records, 3);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.duplicates, 1);
    assert_int_equal(report.missing_ids, 1);
    assert_answer(db,
                  "SELECT string_agg(event_name || epoch_us(event_time) || distinct_id || "
                  "left(insert_id, 3) || properties, ' ' ORDER BY event_name) FROM t",
                  "A1602611311000001u1i1{\"p\": 1.0} B-5mp:{}");
    assert_answer(db, "SELECT sources::VARCHAR FROM _loads", "[\"pushed records\"]");
    mpdata_db_free(db);
}

static void pushed_profiles_become_rows(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = NULL;
    mpdata_record profile = {.distinct_id = text_of("u1"), .properties = text_of("{\"plan\":1}")};

    (void)state;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_PROFILES, "p", NULL, &load, NULL),
                     MPDATA_OK);
    push_or_fail(load, profile);
    profile.has_time = true;
    profile.time_us = 1000000;
    profile.distinct_id = text_of("u2");
    push_or_fail(load, profile);
    (void)commit_or_fail(load);
    assert_answer(db, "SELECT string_agg(p::VARCHAR, ' ' ORDER BY distinct_id) FROM p",
                  "{'distinct_id': u1, 'properties': '{\"plan\":1}', 'last_seen': NULL} "
                  "{'distinct_id': u2, 'properties': '{\"plan\":1}', 'last_seen': '1970-01-01 "
                  "00:00:01'}");
    mpdata_db_free(db);
}

static void bytes_may_be_cut_anywhere_and_records_come_between(void **state)
{
    static const char lines[] =
        "{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"$insert_id\":\"a\"}}\n"
        "{\"event\":\"B\",\"properties\":{\"time\":2,\"distinct_id\":\"u\",\"$insert_id\":\"b\"}}";

    (void)state;
    for (size_t cut = 0; cut < sizeof(lines); cut++) {
        mpdata_db *db = memory_or_fail();
        mpdata_load *load = begin_or_fail(db, NULL);

        assert_int_equal(mpdata_load_push_bytes(load, lines, cut, NULL), MPDATA_OK);
        assert_int_equal(mpdata_load_push_bytes(load, lines + cut, sizeof(lines) - 1 - cut, NULL),
                         MPDATA_OK);
        push_or_fail(load, event("C", 3, "u", "c", "{}"));
        assert_int_equal(mpdata_load_push_bytes(load, lines, sizeof(lines) - 1, NULL), MPDATA_OK);
        assert_int_equal(commit_or_fail(load).records, 5);
        assert_answer(db, "SELECT string_agg(event_name, '' ORDER BY event_time) FROM t", "CAB");
        mpdata_db_free(db);
        /* Every seventh place is enough: line_cutter has a test of all. */
        cut += 6;
    }
}

static void bytes_may_come_one_by_one(void **state)
{
    static const char lines[] =
        "\xEF\xBB\xBF{\"event\":\"\xC3\xA9\",\"properties\":{\"time\":1,\"$insert_id\":\"a\"}}\r\n"
        "\n \t\r\n"
        "{\"event\":\"B\",\"properties\":{\"time\":2,\"$insert_id\":\"b\",\"a\":"
        "\"\xF0\x9F\x98\x80\"}}\n"
        "{\"event\":\"C\",\"properties\":{\"time\":3,\"$insert_id\":\"c\"}}";
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof(lines) - 1; i++)
        assert_int_equal(mpdata_load_push_bytes(load, lines + i, 1, NULL), MPDATA_OK);
    assert_int_equal(mpdata_load_push_bytes(load, NULL, 0, NULL), MPDATA_OK);
    assert_int_equal(commit_or_fail(load).records, 3);
    assert_answer(db,
                  "SELECT string_agg(event_name || insert_id || properties, ' ' ORDER BY "
                  "event_time) FROM t",
                  "\xC3\xA9"
                  "a{} Bb{\"a\":\"\xF0\x9F\x98\x80\"} Cc{}");
    mpdata_db_free(db);
}

static void many_records_lose_and_double_nothing(void **state)
{
    enum { RECORDS = 50000 };
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();

    (void)state;
    options.batch_records = 100;
    mpdata_load *load = begin_or_fail(db, &options);
    for (int i = 0; i < RECORDS; i++) {
        char id[16];
        char properties[32];
        (void)snprintf(id, sizeof(id), "i%d", i);
        (void)snprintf(properties, sizeof(properties), "{\"n\":%d}", i);
        push_or_fail(load, event("A", i, "u", id, properties));
    }
    assert_int_equal(commit_or_fail(load).rows, RECORDS);
    assert_answer(db,
                  "SELECT count(*)::VARCHAR || ' ' || sum((properties->>'n')::INT)::VARCHAR FROM t "
                  "WHERE insert_id = 'i' || (properties->>'n')",
                  "50000 1249975000");
    mpdata_db_free(db);
}

static void nothing_is_there_before_the_commit_or_without_it(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    mpdata_error error;

    (void)state;
    push_or_fail(load, event("A", 1, "u", "i", "{}"));
    mpdata_load_abort(load);
    mpdata_load_abort(load);
    assert_int_equal(mpdata_load_commit(load, NULL, &error), MPDATA_ERROR_INTERRUPTED);
    assert_non_null(strstr(error.message, "aborted"));
    mpdata_load_free(load);
    assert_no_table(db);
    load = begin_or_fail(db, NULL);
    push_or_fail(load, event("A", 1, "u", "i", "{}"));
    mpdata_load_free(load);
    assert_no_table(db);
    mpdata_load_free(begin_or_fail(db, NULL));
    mpdata_load_free(NULL);
    mpdata_load_abort(NULL);
    mpdata_db_free(db);
}

static void assert_record_stays_bad(mpdata_record bad, const char *reason, bool repairs)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();
    options.repair = repairs;
    mpdata_load *load = begin_or_fail(db, &options);
    mpdata_error error;

    push_or_fail(load, event("A", 1, "u", "i", "{}"));
    mpdata_status status = mpdata_load_push(load, &bad, &error);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, NULL, &error);
    assert_int_equal(status, MPDATA_ERROR_INPUT);
    if (strstr(error.message, reason) == NULL)
        fail_msg("'%s' does not say '%s'", error.message, reason);
    assert_int_equal(error.record, 2);
    assert_string_equal(error.source, "pushed records");
    assert_int_equal(mpdata_load_commit(load, NULL, &error), MPDATA_ERROR_INPUT);
    mpdata_load_free(load);
    assert_no_table(db);
    mpdata_db_free(db);
}

/* Fields are no line that could be mended. */
static void assert_record_refused(mpdata_record bad, const char *reason)
{
    assert_record_stays_bad(bad, reason, false);
    assert_record_stays_bad(bad, reason, true);
}

static void a_bad_record_is_named_and_changes_nothing(void **state)
{
    mpdata_record timeless = event("A", 0, "u", "i", "{}");

    (void)state;
    timeless.has_time = false;
    assert_record_refused(timeless, "no time");
    assert_record_refused(event("", 1, "u", "i", "{}"), "event_name is empty");
    assert_record_refused(event("A\xff", 1, "u", "i", "{}"), "event_name holds invalid UTF-8");
    assert_record_refused(event("A", 1, "\xc3", "i", "{}"), "distinct_id holds invalid UTF-8");
    assert_record_refused(event("A", 1, "u", "\xed\xa0\x80", "{}"),
                          "insert_id holds invalid UTF-8");
    assert_record_refused(event("A", INT64_MAX, "u", "i", "{}"), "years 1 to 9999");
    assert_record_refused(event("A", 1, "u", "i", "[]"), "object");
    assert_record_refused(event("A", 1, "u", "i", "{\"a\":}"), "JSON");
    assert_record_refused(event("A", 1, "u", "i", "{} {}"), "JSON");
}

static void a_load_that_failed_does_not_let_the_program_wait(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    mpdata_record bad = event("A", 1, "u", "i", "no JSON");
    mpdata_status status = MPDATA_OK;
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_load_push(load, &bad, NULL), MPDATA_OK);
    for (int i = 0; status == MPDATA_OK && i < 1000000; i++) {
        mpdata_record good = event("A", i, "u", "i", "{}");
        status = mpdata_load_push(load, &good, &error);
    }
    assert_int_equal(status, MPDATA_ERROR_INPUT);
    assert_int_equal(error.record, 1);
    mpdata_load_free(load);
    assert_no_table(db);
    mpdata_db_free(db);
}

static void the_handle_is_busy_while_a_load_is_open(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    mpdata_load *second = NULL;
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_error error;

    (void)state;
    assert_int_equal(
        mpdata_query_scalar(db, "SELECT 1", MPDATA_NUL_TERMINATED, NULL, 0, &value, &error),
        MPDATA_ERROR_ARGUMENT);
    assert_non_null(strstr(error.message, "busy"));
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "u", NULL, &second, &error),
                     MPDATA_ERROR_ARGUMENT);
    assert_null(second);
    push_or_fail(load, event("A", 1, "u", "i", "{}"));
    (void)commit_or_fail(load);
    assert_answer(db, "SELECT count(*) FROM t", "1");
    mpdata_db_free(db);
}

static void closing_the_database_aborts_the_load(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    mpdata_record added = event("A", 1, "u", "i", "{}");
    mpdata_error error;

    (void)state;
    push_or_fail(load, added);
    assert_int_equal(mpdata_db_close(db, NULL), MPDATA_OK);
    assert_int_equal(mpdata_load_push(load, &added, &error), MPDATA_ERROR_INTERRUPTED);
    assert_int_equal(mpdata_load_commit(load, NULL, &error), MPDATA_ERROR_INTERRUPTED);
    mpdata_load_free(load);
    mpdata_db_free(db);
}

static void an_interruption_ends_the_load(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    mpdata_error error;

    (void)state;
    push_or_fail(load, event("A", 1, "u", "i", "{}"));
    mpdata_db_interrupt(db);
    assert_int_equal(mpdata_load_commit(load, NULL, &error), MPDATA_ERROR_INTERRUPTED);
    mpdata_load_free(load);
    assert_no_table(db);
    mpdata_db_free(db);
}

static void arguments_that_make_no_sense_are_refused(void **state)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = NULL;

    (void)state;
    options.batch_records = 99;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &load, NULL),
                     MPDATA_ERROR_ARGUMENT);
    options.batch_records = 100001;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &load, NULL),
                     MPDATA_ERROR_ARGUMENT);
    options = (mpdata_ingest_options)MPDATA_INGEST_OPTIONS_INIT;
    options.mode = MPDATA_INGEST_APPEND;
    assert_int_equal(mpdata_load_begin(db, MPDATA_TABLE_EVENTS, "t", &options, &load, NULL),
                     MPDATA_ERROR_TABLE_NOT_FOUND);
    assert_int_equal(mpdata_load_begin(NULL, MPDATA_TABLE_EVENTS, "t", NULL, &load, NULL),
                     MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_load_push(NULL, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    load = begin_or_fail(db, NULL);
    assert_int_equal(mpdata_load_push(load, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_load_commit(load, NULL, NULL), MPDATA_OK);
    assert_int_equal(mpdata_load_commit(load, NULL, NULL), MPDATA_ERROR_ARGUMENT);
    mpdata_load_free(load);
    mpdata_db_free(db);
}

/* Gives `left` records, then ends as `end` says. */
typedef struct iterator {
    int left;
    mpdata_next end;
    const char *message;
    char id[16];
} iterator;

static mpdata_next next_record(void *payload, mpdata_record *out, mpdata_error *error)
{
    iterator *self = payload;

    if (self->left == 0) {
        if (self->message != NULL) {
            error->code = MPDATA_ERROR_IO;
            (void)snprintf(error->message, sizeof(error->message), "%s", self->message);
        }
        return self->end;
    }
    (void)snprintf(self->id, sizeof(self->id), "i%d", self->left);
    *out = event("A", self->left, "u", self->id, "{}");
    self->left--;
    return MPDATA_NEXT_RECORD;
}

static void an_iterator_is_read_to_its_end(void **state)
{
    mpdata_db *db = memory_or_fail();
    iterator source = {.left = 2500, .end = MPDATA_NEXT_END};
    mpdata_ingest_report report;

    (void)state;
    assert_int_equal(mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_record, &source, NULL,
                                         &report, NULL),
                     MPDATA_OK);
    assert_int_equal(report.rows, 2500);
    assert_answer(db, "SELECT count(DISTINCT insert_id) FROM t", "2500");
    mpdata_db_free(db);
}

static void an_iterators_own_failure_comes_through_and_changes_nothing(void **state)
{
    mpdata_db *db = memory_or_fail();
    iterator source = {.left = 2500, .end = MPDATA_NEXT_ERROR, .message = "the API said 429"};
    mpdata_error error;

    (void)state;
    assert_int_equal(
        mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_record, &source, NULL, NULL, &error),
        MPDATA_ERROR_IO);
    assert_string_equal(error.message, "the API said 429");
    assert_no_table(db);
    source = (iterator){.left = 1, .end = MPDATA_NEXT_ERROR};
    assert_int_equal(
        mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_record, &source, NULL, NULL, &error),
        MPDATA_ERROR_ARGUMENT);
    assert_no_table(db);
    mpdata_db_free(db);
}

/* And nobody asks for its words. */
static void an_iterator_may_fail_without_a_word(void **state)
{
    mpdata_db *db = memory_or_fail();
    iterator source = {.left = 1, .end = MPDATA_NEXT_ERROR};

    (void)state;
    assert_int_equal(
        mpdata_load_records(db, MPDATA_TABLE_EVENTS, "t", next_record, &source, NULL, NULL, NULL),
        MPDATA_ERROR_ARGUMENT);
    assert_no_table(db);
    mpdata_db_free(db);
}

/* A line without its end waits for more, and is handed over with the record. */
static void a_record_after_an_interruption_is_not_taken(void **state)
{
    static const char line[] = "{\"event\":\"A\",\"properties\":{\"time\":1}}";
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    mpdata_record added = event("B", 1, "u", "i", "{}");

    (void)state;
    assert_int_equal(mpdata_load_push_bytes(load, line, sizeof(line) - 1, NULL), MPDATA_OK);
    mpdata_db_interrupt(db);
    assert_int_equal(mpdata_load_push(load, &added, NULL), MPDATA_ERROR_INTERRUPTED);
    mpdata_load_free(load);
    assert_no_table(db);
    mpdata_db_free(db);
}

static int use_in_child(mpdata_load *load)
{
    mpdata_record added = event("B", 1, "u", "i", "{}");
    mpdata_error error;
    bool is_refused = mpdata_load_push(load, &added, &error) == MPDATA_ERROR_CLOSED &&
                      mpdata_load_commit(load, NULL, &error) == MPDATA_ERROR_CLOSED;

    mpdata_load_free(load);
    return is_refused ? 0 : 1;
}

static void a_child_has_no_part_in_the_load(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    int status = 0;

    (void)state;
    push_or_fail(load, event("A", 1, "u", "i", "{}"));
    pid_t child = fork();
    if (child == 0)
        _exit(use_in_child(load));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(commit_or_fail(load).rows, 1);
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushed_records_become_rows),
        cmocka_unit_test(pushed_profiles_become_rows),
        cmocka_unit_test(bytes_may_be_cut_anywhere_and_records_come_between),
        cmocka_unit_test(bytes_may_come_one_by_one),
        cmocka_unit_test(many_records_lose_and_double_nothing),
        cmocka_unit_test(nothing_is_there_before_the_commit_or_without_it),
        cmocka_unit_test(a_bad_record_is_named_and_changes_nothing),
        cmocka_unit_test(a_load_that_failed_does_not_let_the_program_wait),
        cmocka_unit_test(the_handle_is_busy_while_a_load_is_open),
        cmocka_unit_test(closing_the_database_aborts_the_load),
        cmocka_unit_test(an_interruption_ends_the_load),
        cmocka_unit_test(arguments_that_make_no_sense_are_refused),
        cmocka_unit_test(an_iterator_is_read_to_its_end),
        cmocka_unit_test(an_iterators_own_failure_comes_through_and_changes_nothing),
        cmocka_unit_test(an_iterator_may_fail_without_a_word),
        cmocka_unit_test(a_record_after_an_interruption_is_not_taken),
        cmocka_unit_test(a_child_has_no_part_in_the_load),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
