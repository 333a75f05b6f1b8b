/*
 * Lines to 64 MiB and nesting to 512 levels come in, by every way into a load; what is beyond is refused, with its place,
 * and nothing is left. Files, plain and compressed, are looked at by tests/differential/test_hazards.py.
 */
#include "store/push_fixture.h"

#include "base/buffer.h"
#include "parse/record.h"

static const char good[] = "{\"event\":\"A\",\"properties\":{\"time\":1,\"$insert_id\":\"a\"}}\n";

static void append_many(buffer *to, const char *what, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_true(buffer_append_text(to, what));
}

/* A good line, then one of `bytes` bytes, in pieces of 1 MiB; the end of the load. */
static mpdata_status push_long_line(mpdata_db *db, size_t bytes, bool repairs, mpdata_error *error)
{
    static const char start[] = "{\"event\":\"B\",\"properties\":{\"time\":2,\"v\":\"";
    static const char end[] = "\"}}";
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    options.repair = repairs;
    mpdata_load *load = begin_or_fail(db, &options);
    size_t left = bytes - strlen(start) - strlen(end);
    char *piece = malloc((size_t)1 << 20);
    mpdata_status status = mpdata_load_push_bytes(load, good, strlen(good), error);

    assert_non_null(piece);
    memset(piece, 'x', (size_t)1 << 20);
    if (status == MPDATA_OK)
        status = mpdata_load_push_bytes(load, start, strlen(start), error);
    while (status == MPDATA_OK && left > 0) {
        size_t part = left < (size_t)1 << 20 ? left : (size_t)1 << 20;
        status = mpdata_load_push_bytes(load, piece, part, error);
        left -= part;
    }
    if (status == MPDATA_OK)
        status = mpdata_load_push_bytes(load, end, strlen(end), error);
    if (status == MPDATA_OK)
        status = mpdata_load_push_bytes(load, "\n", 1, error);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, NULL, error);
    mpdata_load_free(load);
    free(piece);
    return status;
}

static void pushed_lines_may_have_64_mib(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    /* Nothing mends that. */
    for (int repairs = 0; repairs < 2; repairs++) {
        assert_int_equal(push_long_line(db, RECORD_MAX_BYTES + 1, repairs != 0, &error),
                         MPDATA_ERROR_INPUT);
        assert_int_equal(error.record, 2);
        assert_true(error.has_byte_offset);
        assert_int_equal(error.byte_offset, strlen(good));
        assert_non_null(strstr(error.message, "longer than 64 MiB"));
        assert_no_table(db);
    }
    if (push_long_line(db, RECORD_MAX_BYTES, false, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_answer(db, "SELECT count(*) || ' ' || (max(length(properties)) > 67000000) FROM t",
                  "2 true");
    mpdata_db_free(db);
}

/* An endless line is refused while it comes. */
static void a_pushed_line_without_an_end_is_refused_before_it_ends(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_load *load = begin_or_fail(db, NULL);
    size_t bytes = (size_t)1 << 20;
    char *piece = malloc(bytes);
    mpdata_status status = MPDATA_OK;
    mpdata_error error;
    size_t pushed = 0;

    (void)state;
    assert_non_null(piece);
    memset(piece, ' ', bytes);
    for (; status == MPDATA_OK && pushed < 100000; pushed++)
        status = mpdata_load_push_bytes(load, piece, bytes, &error);
    assert_int_equal(status, MPDATA_ERROR_INPUT);
    assert_int_equal(error.record, 1);
    mpdata_load_free(load);
    assert_no_table(db);
    free(piece);
    mpdata_db_free(db);
}

static mpdata_status push_nested(mpdata_db *db, bool is_line, size_t levels, mpdata_error *error)
{
    mpdata_load *load = begin_or_fail(db, NULL);
    buffer text = BUFFER_INIT;
    /* The record's own two, or one. */
    size_t outer = is_line ? 2 : 1;

    append_many(&text,
                is_line ? "{\"event\":\"B\",\"properties\":{\"time\":2,\"v\":" : "{\"v\":", 1);
    append_many(&text, "[", levels - outer);
    append_many(&text, "]", levels - outer);
    append_many(&text, "}", outer);
    mpdata_status status = mpdata_load_push_bytes(load, good, strlen(good), error);
    if (status == MPDATA_OK && is_line)
        status = mpdata_load_push_bytes(load, text.data, text.bytes, error);
    if (status == MPDATA_OK && !is_line) {
        mpdata_record added = event("B", 2, "u", "b", "");
        added.properties = (mpdata_text){text.data, text.bytes};
        status = mpdata_load_push(load, &added, error);
    }
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, NULL, error);
    mpdata_load_free(load);
    buffer_dispose(&text);
    return status;
}

static void what_is_pushed_may_have_512_levels(void **state)
{
    mpdata_db *db = memory_or_fail();
    mpdata_error error;

    (void)state;
    for (int is_line = 0; is_line < 2; is_line++) {
        for (size_t levels = 513; levels < 2000000; levels *= 100) {
            assert_int_equal(push_nested(db, is_line != 0, levels, &error), MPDATA_ERROR_INPUT);
            assert_int_equal(error.record, 2);
            assert_non_null(strstr(error.message, "deeper than 512 levels"));
            assert_no_table(db);
        }
        if (push_nested(db, is_line != 0, 512, &error) != MPDATA_OK)
            fail_msg("%s", error.message);
        assert_answer(db, "SELECT count(*) FROM t", "2");
        assert_int_equal(mpdata_table_drop(db, "t", NULL), MPDATA_OK);
        assert_answer(db, "SELECT count(*) FROM _metadata", "0");
        (void)ask(db, "DELETE FROM _loads");
    }
    mpdata_db_free(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pushed_lines_may_have_64_mib),
        cmocka_unit_test(a_pushed_line_without_an_end_is_refused_before_it_ends),
        cmocka_unit_test(what_is_pushed_may_have_512_levels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
