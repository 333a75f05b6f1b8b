/*
 * Results as Arrow C streams, looked at through Arrow's own structures.
 */
#include "query_fixture.h"

#include <errno.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mpdata/arrow.h"

#define MANY_ROWS "SELECT range AS n FROM range(1000000)"

typedef struct ArrowArrayStream stream;

static stream stream_of(mpdata_result *result)
{
    stream out;
    mpdata_error error;

    if (mpdata_result_arrow_stream(result, &out, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_non_null(out.release);
    return out;
}

/* The result is freed at once: the stream goes on without it. */
static stream stream_from(mpdata_db *db, const char *sql)
{
    mpdata_result *result = run(db, sql);
    stream out = stream_of(result);

    mpdata_result_free(result);
    return out;
}

static struct ArrowSchema schema_of(stream *s)
{
    struct ArrowSchema schema;

    if (s->get_schema(s, &schema) != 0)
        fail_msg("%s", s->get_last_error(s));
    assert_string_equal(schema.format, "+s");
    return schema;
}

/* `release` is NULL at the end. */
static struct ArrowArray next_of(stream *s)
{
    struct ArrowArray array;

    if (s->get_next(s, &array) != 0)
        fail_msg("%s", s->get_last_error(s));
    return array;
}

static bool has_bit(const void *bits, int64_t at)
{
    return (((const uint8_t *)bits)[at / 8] >> (at % 8)) & 1;
}

/* The value of a key in Arrow's packed metadata; "" where there is none. Good until the next call. */
static const char *metadata_of(const struct ArrowSchema *schema, const char *key)
{
    static char found[256];
    const char *at = schema->metadata;
    int32_t count = 0;

    found[0] = '\0';
    if (at == NULL)
        return found;
    memcpy(&count, at, sizeof(count));
    at += sizeof(count);
    for (int32_t i = 0; i < count; i++) {
        const char *texts[2];
        int32_t bytes[2];

        for (int part = 0; part < 2; part++) {
            memcpy(&bytes[part], at, sizeof(bytes[part]));
            texts[part] = at + sizeof(bytes[part]);
            at = texts[part] + bytes[part];
        }
        if ((size_t)bytes[0] == strlen(key) && memcmp(texts[0], key, strlen(key)) == 0)
            (void)snprintf(found, sizeof(found), "%.*s", (int)bytes[1], texts[1]);
    }
    return found;
}

static void every_row_comes_once_and_in_its_order(void **state)
{
    stream s = stream_from(*state, MANY_ROWS);
    struct ArrowSchema schema = schema_of(&s);
    int64_t rows = 0;

    assert_int_equal(schema.n_children, 1);
    assert_string_equal(schema.children[0]->name, "n");
    assert_string_equal(schema.children[0]->format, "l");
    for (;;) {
        struct ArrowArray array = next_of(&s);

        if (array.release == NULL)
            break;
        assert_int_equal(array.n_children, 1);
        assert_int_equal(array.children[0]->null_count, 0);
        const int64_t *numbers = array.children[0]->buffers[1];
        for (int64_t i = 0; i < array.length; i++)
            assert_int_equal(numbers[i], rows + i);
        rows += array.length;
        array.release(&array);
    }
    assert_int_equal(rows, 1000000);
    assert_null(next_of(&s).release);
    schema.release(&schema);
    s.release(&s);
    assert_null(s.release);
}

static void the_types_of_a_table_have_their_names_in_arrow(void **state)
{
    stream s = stream_from(
        *state, "SELECT TIMESTAMP '1969-12-31 23:59:59.123456' AS t, '{\"a\":1}'::JSON AS j, "
                "170141183460469231731687303715884105727::HUGEINT AS h, uuid() AS u, "
                "'x'::ENUM('w', 'x') AS e, 1.25::DECIMAL(10, 3) AS d, [{'h': 7::HUGEINT}] AS l, "
                "MAP {'k': 8::HUGEINT} AS m, 'a\\x00'::BLOB AS b, NULL::DATE AS n, true AS y, "
                "[false, NULL, true] AS z");
    static const char *const formats[] = {"tsu:", "u",  "d:38,0", "w:16", "C", "d:10,3,128",
                                          "+l",   "+m", "z",      "tdD",  "b", "+l"};
    struct ArrowSchema schema = schema_of(&s);
    struct ArrowArray array = next_of(&s);
    struct ArrowSchema **columns = schema.children;

    assert_int_equal(schema.n_children, 12);
    for (size_t i = 0; i < 12; i++)
        assert_string_equal(columns[i]->format, formats[i]);
    assert_string_equal(metadata_of(columns[1], "ARROW:extension:name"), "arrow.json");
    assert_string_equal(metadata_of(columns[2], "ARROW:extension:name"), "");
    assert_string_equal(metadata_of(columns[3], "ARROW:extension:name"), "arrow.uuid");
    assert_string_equal(columns[4]->dictionary->format, "u");
    assert_string_equal(columns[6]->children[0]->children[0]->format, "d:38,0");
    assert_string_equal(columns[7]->children[0]->children[1]->format, "d:38,0");

    assert_string_equal(metadata_of(columns[10], "ARROW:extension:name"), "");
    assert_string_equal(columns[11]->children[0]->format, "b");

    assert_int_equal(array.length, 1);
    assert_true(has_bit(array.children[10]->buffers[1], 0));
    const struct ArrowArray *bools = array.children[11]->children[0];
    assert_int_equal(bools->length, 3);
    assert_int_equal(bools->null_count, 1);
    assert_false(has_bit(bools->buffers[0], 1));
    assert_false(has_bit(bools->buffers[1], 0));
    assert_true(has_bit(bools->buffers[1], 2));
    assert_int_equal(((const int64_t *)array.children[0]->buffers[1])[0], -876544);
    assert_memory_equal(array.children[1]->buffers[2], "{\"a\":1}", 7);
    assert_int_equal(((const uint64_t *)array.children[2]->buffers[1])[0], UINT64_MAX);
    assert_int_equal(((const uint64_t *)array.children[2]->buffers[1])[1], INT64_MAX);
    assert_int_equal(((const uint8_t *)array.children[4]->buffers[1])[0], 1);
    assert_memory_equal(array.children[8]->buffers[2], "a\0", 2);
    assert_int_equal(array.children[9]->null_count, 1);
    assert_false(has_bit(array.children[9]->buffers[0], 0));
    array.release(&array);
    schema.release(&schema);
    s.release(&s);
}

static void a_setting_of_duckdb_for_arrow_holds(void **state)
{
    stream s = stream_from(*state, "SET arrow_lossless_conversion = false; SELECT uuid()");
    struct ArrowSchema schema = schema_of(&s);

    assert_string_equal(schema.children[0]->format, "u");
    schema.release(&schema);
    s.release(&s);
    mpdata_result_free(run(*state, "SET arrow_lossless_conversion = true"));
}

static void what_was_given_out_outlives_stream_result_and_database(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_result *result = run(db, "SELECT 'a text of more than twelve bytes' AS t, [1, 2] AS l");
    stream s = stream_of(result);
    struct ArrowArray array = next_of(&s);
    struct ArrowSchema schema = schema_of(&s);

    (void)state;
    s.release(&s);
    mpdata_result_free(result);
    mpdata_db_free(db);
    assert_string_equal(schema.children[1]->children[0]->format, "i");
    assert_memory_equal(array.children[0]->buffers[2], "a text of more than twelve bytes", 32);
    array.release(&array);
    schema.release(&schema);
}

/* As a consumer does that takes columns apart. */
static void a_child_of_a_schema_can_be_moved_out(void **state)
{
    stream s = stream_from(*state, "SELECT {'a': 1} AS s");
    struct ArrowSchema schema = schema_of(&s);
    struct ArrowSchema child = *schema.children[0];
    struct ArrowSchema again;

    schema.children[0]->release = NULL;
    schema.release(&schema);
    assert_string_equal(child.name, "s");
    assert_string_equal(child.children[0]->name, "a");
    child.release(&child);
    again = schema_of(&s);
    assert_string_equal(again.children[0]->children[0]->name, "a");
    again.release(&again);
    s.release(&s);
}

static void a_statement_without_rows_is_an_empty_stream(void **state)
{
    stream s = stream_from(*state, "CREATE OR REPLACE TABLE made AS SELECT 1");
    struct ArrowSchema schema = schema_of(&s);

    assert_int_equal(schema.n_children, 0);
    assert_null(next_of(&s).release);
    schema.release(&schema);
    s.release(&s);
}

static void the_stream_has_the_rows_that_are_still_to_come(void **state)
{
    mpdata_result *result = run(*state, MANY_ROWS);
    size_t read = mpdata_batch_rows(first_batch(result));
    stream s = stream_of(result);
    struct ArrowArray array = next_of(&s);

    assert_int_equal(((const int64_t *)array.children[0]->buffers[1])[0], read);
    array.release(&array);
    s.release(&s);
    mpdata_result_free(result);
}

static void assert_refused(mpdata_result *result, mpdata_status wanted, const char *says)
{
    stream s;
    mpdata_error error;

    assert_int_equal(mpdata_result_arrow_stream(result, &s, &error), wanted);
    assert_null(s.release);
    assert_says(error.message, says);
}

static void a_stream_of_others_has_no_error_of_ours(void **state)
{
    stream other = {.get_next = NULL};
    mpdata_error error;

    (void)state;
    assert_int_equal(mpdata_arrow_stream_error(NULL, &error), MPDATA_ERROR_ARGUMENT);
    assert_int_equal(mpdata_arrow_stream_error(&other, &error), MPDATA_ERROR_ARGUMENT);
    assert_says(error.message, "none of mpdata's");
}

static void rows_have_one_owner(void **state)
{
    mpdata_result *result = run(*state, MANY_ROWS);
    stream s = stream_of(result);
    const mpdata_batch *batch = NULL;
    mpdata_error error;

    assert_int_equal(mpdata_result_next(result, &batch, &error), MPDATA_ERROR_ARGUMENT);
    assert_says(error.message, "Arrow stream");
    assert_refused(result, MPDATA_ERROR_ARGUMENT, "Arrow stream");
    assert_string_equal(mpdata_result_column_name(result, 0), "n");
    mpdata_result_free(result);
    struct ArrowArray array = next_of(&s);
    assert_non_null(array.release);
    array.release(&array);
    s.release(&s);
}

static void there_is_no_stream_of_what_has_ended(void **state)
{
    stream s;
    mpdata_error error;
    mpdata_result *result = run(*state, "SELECT 1");

    assert_non_null(next_or_fail(result));
    assert_null(next_or_fail(result));
    assert_refused(result, MPDATA_ERROR_ARGUMENT, "read to its end");
    mpdata_result_free(result);

    result = run(*state, MANY_ROWS);
    assert_answer(*state, "SELECT 1", "1");
    assert_refused(result, MPDATA_ERROR_QUERY, "next statement");
    mpdata_result_free(result);
    assert_int_equal(mpdata_result_arrow_stream(NULL, &s, &error), MPDATA_ERROR_ARGUMENT);
    assert_null(s.release);
}

static void assert_fails(stream *s, int wanted, const char *says)
{
    struct ArrowArray array;

    /* Again and again. */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(s->get_next(s, &array), wanted);
        assert_null(array.release);
        assert_says(s->get_last_error(s), i == 0 ? says : "");
    }
}

static void the_next_query_ends_the_stream_with_an_error(void **state)
{
    stream s = stream_from(*state, MANY_ROWS);
    struct ArrowArray array = next_of(&s);

    assert_answer(*state, "SELECT 'next'", "next");
    assert_fails(&s, EINVAL, "ended by the next statement");
    assert_int_equal(array.length, 2048);
    array.release(&array);
    struct ArrowSchema schema = schema_of(&s);
    schema.release(&schema);
    s.release(&s);
}

static void the_end_of_the_database_ends_the_stream_with_an_error(void **state)
{
    mpdata_db *db = memory_or_fail();
    stream s = stream_from(db, MANY_ROWS);

    (void)state;
    mpdata_db_free(db);
    assert_fails(&s, EINVAL, "the database of the result is closed");
    struct ArrowSchema schema = schema_of(&s);
    assert_string_equal(schema.children[0]->name, "n");
    schema.release(&schema);
    s.release(&s);
}

static void a_failure_on_the_way_is_told(void **state)
{
    stream s = stream_from(
        *state,
        "SELECT CASE WHEN range = 300000 THEN error('here') ELSE 'ok' END FROM range(400000)");
    struct ArrowArray array;
    int code = 0;

    for (;;) {
        code = s.get_next(&s, &array);
        if (code != 0)
            break;
        assert_non_null(array.release);
        array.release(&array);
    }
    assert_int_equal(code, EINVAL);
    assert_says(s.get_last_error(&s), "here");
    assert_fails(&s, EINVAL, "");
    s.release(&s);
    assert_answer(*state, "SELECT 'works'", "works");
}

static void an_interruption_ends_the_stream(void **state)
{
    stream s = stream_from(*state, MANY_ROWS);

    mpdata_db_interrupt(*state);
    assert_fails(&s, ECANCELED, "interrupted");
    s.release(&s);
    assert_answer(*state, "SELECT 'works'", "works");
}

static void the_time_limit_holds_while_the_stream_is_read(void **state)
{
    mpdata_error error;
    struct ArrowArray array;
    int code = 0;

    assert_int_equal(mpdata_db_set_time_limit(*state, 1000, &error), MPDATA_OK);
    stream s = stream_from(*state, "SELECT range FROM range(100000000000)");
    while ((code = s.get_next(&s, &array)) == 0)
        array.release(&array);
    assert_int_equal(code, ETIMEDOUT);
    assert_says(s.get_last_error(&s), "time limit of 1000 ms");
    s.release(&s);
    assert_int_equal(mpdata_db_set_time_limit(*state, 0, &error), MPDATA_OK);
}

typedef struct reader {
    stream s;
    pthread_t thread;
    int code;
} reader;

static void *read_all(void *payload)
{
    reader *self = payload;
    struct ArrowArray array;

    for (;;) {
        self->code = self->s.get_next(&self->s, &array);
        if (self->code != 0 || array.release == NULL)
            break;
        array.release(&array);
    }
    self->s.release(&self->s);
    return NULL;
}

static void start_reader(reader *self, mpdata_db *db)
{
    self->s = stream_from(db, "SELECT range, range::VARCHAR FROM range(1000000000)");
    assert_int_equal(pthread_create(&self->thread, NULL, read_all, self), 0);
}

/* Whoever ends the stream waits for the batch that is read, and the reader is told. */
static void a_stream_that_another_thread_reads_is_ended_safely(void **state)
{
    for (useconds_t pause = 0; pause < 3000; pause += 300) {
        mpdata_db *db = memory_or_fail();
        reader by_query;
        reader by_close;

        start_reader(&by_query, db);
        (void)usleep(pause);
        assert_answer(db, "SELECT 'next'", "next");
        assert_int_equal(pthread_join(by_query.thread, NULL), 0);
        assert_int_equal(by_query.code, EINVAL);

        start_reader(&by_close, db);
        (void)usleep(pause);
        mpdata_db_free(db);
        assert_int_equal(pthread_join(by_close.thread, NULL), 0);
        assert_int_equal(by_close.code, EINVAL);
    }
    (void)state;
}

static void *release_later(void *payload)
{
    stream *s = payload;

    s->release(s);
    return NULL;
}

static void a_stream_may_be_released_while_the_handle_works(void **state)
{
    for (int i = 0; i < 50; i++) {
        mpdata_db *db = memory_or_fail();
        stream s = stream_from(db, MANY_ROWS);
        pthread_t thread;

        assert_int_equal(pthread_create(&thread, NULL, release_later, &s), 0);
        assert_answer(db, "SELECT 'next'", "next");
        mpdata_db_free(db);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_null(s.release);
    }
    (void)state;
}

static void wait_for_success(pid_t child)
{
    int status = 0;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* Nothing in the child waits for threads that are not there: the alarm would end it. */
static void a_child_leaves_the_rows_of_its_parent_alone(void **state)
{
    mpdata_result *result = run(*state, MANY_ROWS);
    stream s = stream_of(result);
    struct ArrowArray array = next_of(&s);

    array.release(&array);
    pid_t child = fork();
    if (child == 0) {
        bool is_refused = false;

        (void)alarm(10);
        is_refused = s.get_next(&s, &array) == EINVAL &&
                     mpdata_arrow_stream_error(&s, NULL) == MPDATA_ERROR_CLOSED;
        s.release(&s);
        mpdata_result_free(result);
        _exit(is_refused ? 0 : 1);
    }
    wait_for_success(child);
    array = next_of(&s);
    assert_true(array.length > 0);
    array.release(&array);
    s.release(&s);
    mpdata_result_free(result);
}

static void a_child_gets_no_rows_and_no_statement_of_its_parent(void **state)
{
    mpdata_result *result = NULL;
    mpdata_statement *prepared = NULL;
    mpdata_error error;

    assert_int_equal(
        mpdata_statement_prepare(*state, "SELECT 5", MPDATA_NUL_TERMINATED, &prepared, &error),
        MPDATA_OK);
    result = run(*state, MANY_ROWS);
    pid_t child = fork();
    if (child == 0) {
        const mpdata_batch *batch = NULL;
        mpdata_result *other = NULL;
        stream s;

        (void)alarm(10);
        bool is_refused =
            mpdata_result_next(result, &batch, NULL) == MPDATA_ERROR_CLOSED &&
            mpdata_result_arrow_stream(result, &s, NULL) == MPDATA_ERROR_CLOSED &&
            mpdata_statement_run(prepared, NULL, 0, &other, NULL) == MPDATA_ERROR_CLOSED;
        mpdata_result_free(result);
        mpdata_statement_free(prepared);
        _exit(is_refused ? 0 : 1);
    }
    wait_for_success(child);
    assert_true(mpdata_batch_rows(first_batch(result)) > 0);
    mpdata_statement_free(prepared);
    mpdata_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_comes_once_and_in_its_order),
        cmocka_unit_test(the_types_of_a_table_have_their_names_in_arrow),
        cmocka_unit_test(a_setting_of_duckdb_for_arrow_holds),
        cmocka_unit_test(what_was_given_out_outlives_stream_result_and_database),
        cmocka_unit_test(a_child_of_a_schema_can_be_moved_out),
        cmocka_unit_test(a_statement_without_rows_is_an_empty_stream),
        cmocka_unit_test(the_stream_has_the_rows_that_are_still_to_come),
        cmocka_unit_test(a_stream_of_others_has_no_error_of_ours),
        cmocka_unit_test(rows_have_one_owner),
        cmocka_unit_test(there_is_no_stream_of_what_has_ended),
        cmocka_unit_test(the_next_query_ends_the_stream_with_an_error),
        cmocka_unit_test(the_end_of_the_database_ends_the_stream_with_an_error),
        cmocka_unit_test(a_failure_on_the_way_is_told),
        cmocka_unit_test(an_interruption_ends_the_stream),
        cmocka_unit_test(the_time_limit_holds_while_the_stream_is_read),
        cmocka_unit_test(a_stream_that_another_thread_reads_is_ended_safely),
        cmocka_unit_test(a_stream_may_be_released_while_the_handle_works),
        cmocka_unit_test(a_child_leaves_the_rows_of_its_parent_alone),
        cmocka_unit_test(a_child_gets_no_rows_and_no_statement_of_its_parent),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
