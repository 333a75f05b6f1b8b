/*
 * Cells that no query of this DuckDB gives, made by hand: types of other versions, bytes without content, sizes past any memory.
 */
#include "query_fixture.h"

#include "query/batch.h"
#include "query/binary_text.h"
#include "query/distinct_count.h"
#include "query/export_line.h"

static const engine_type null_type = {.kind = ENGINE_NULL};

static void assert_text(const buffer *out, const char *wanted)
{
    assert_int_equal(out->bytes, strlen(wanted));
    if (out->bytes > 0)
        assert_memory_equal(out->data, wanted, out->bytes);
}

static void sizes_past_any_memory_are_refused(void **state)
{
    buffer out = BUFFER_INIT;

    (void)state;
    assert_false(binary_append_blob(&out, "", SIZE_MAX));
    assert_false(binary_append_bits(&out, "", SIZE_MAX));
    assert_int_equal(out.bytes, 0);
    buffer_dispose(&out);
}

static void bytes_without_content_are_no_text(void **state)
{
    buffer out = BUFFER_INIT;

    (void)state;
    assert_true(binary_append_blob(&out, "", 0));
    assert_true(binary_append_bits(&out, "", 0));
    assert_text(&out, "");
    assert_true(binary_append_bignum(&out, "", 0));
    assert_text(&out, "");
    buffer_dispose(&out);
}

/* Of each cell of the one row: as text, and as JSON. */
static void assert_cells(const engine_vector *vector, const char *text, const char *json)
{
    batch_texts texts = {NULL, 0};
    mpdata_batch batch = {.vectors = vector, .column_count = 1, .rows = 1, .texts = &texts};
    mpdata_text found;
    mpdata_error error;

    batch.scratch = &batch.scratch_buffer;
    assert_int_equal(mpdata_batch_text(&batch, 0, 0, &found, &error), MPDATA_OK);
    assert_int_equal(found.bytes, strlen(text));
    assert_memory_equal(found.data, text, found.bytes);
    assert_int_equal(mpdata_batch_json(&batch, 0, 0, &found, &error), MPDATA_OK);
    assert_int_equal(found.bytes, strlen(json));
    assert_memory_equal(found.data, json, found.bytes);
    buffer_dispose(&batch.scratch_buffer);
}

static void a_column_of_type_null_is_null(void **state)
{
    engine_vector nothing = {.type = &null_type};
    mpdata_batch batch = {.vectors = &nothing, .column_count = 1, .rows = 1};

    (void)state;
    assert_true(mpdata_batch_is_null(&batch, 0, 0));
    assert_true(mpdata_batch_is_null(NULL, 0, 0));
    assert_cells(&nothing, "", "null");
}

static void a_list_of_type_null_holds_nulls(void **state)
{
    static engine_type element = {.kind = ENGINE_NULL};
    static const engine_type type = {.kind = ENGINE_LIST, .child_count = 1, .children = &element};
    const engine_list_entry entry = {0, 2};
    engine_vector nulls = {.type = &element};
    engine_vector list = {.type = &type, .data = &entry, .children = &nulls};

    (void)state;
    assert_cells(&list, "[NULL, NULL]", "[null,null]");
}

static void a_struct_without_members_is_empty(void **state)
{
    static const engine_type type = {.kind = ENGINE_STRUCT};
    engine_vector empty = {.type = &type};

    (void)state;
    assert_cells(&empty, "()", "[]");
}

/* DuckDB 2.0 has them. */
static void nanoseconds_with_a_zone_are_written(void **state)
{
    static const engine_type type = {.kind = ENGINE_TIMESTAMP_TZ_NS};
    const int64_t infinite = INT64_MAX;
    engine_vector times = {.type = &type, .data = &infinite};

    (void)state;
    assert_cells(&times, "infinity", "\"infinity\"");
}

static void json_without_a_letter_is_a_string(void **state)
{
    static const engine_type type = {.kind = ENGINE_TEXT, .is_json = true};
    const engine_string empty = {.bytes = 0};
    engine_vector texts = {.type = &type, .data = &empty};

    (void)state;
    assert_cells(&texts, "", "\"\"");
}

/* The same rows in the styles of two DuckDBs, whichever runs. */
static void assert_styles(mpdata_db *db, const char *sql, const char *old, const char *new)
{
    mpdata_result *result = run(db, sql);
    /* The library's own, behind the const. */
    mpdata_batch *batch = (mpdata_batch *)(uintptr_t)first_batch(result);
    mpdata_text text;

    batch->style = cell_style_of("1.5.6");
    assert_int_equal(mpdata_batch_text(batch, 0, 0, &text, NULL), MPDATA_OK);
    assert_int_equal(text.bytes, strlen(old));
    assert_memory_equal(text.data, old, text.bytes);
    batch->style = cell_style_of("2.0.0");
    assert_int_equal(mpdata_batch_text(batch, 0, 0, &text, NULL), MPDATA_OK);
    assert_int_equal(text.bytes, strlen(new));
    assert_memory_equal(text.data, new, text.bytes);
    mpdata_result_free(result);
}

static void lists_are_written_as_the_duckdb_at_hand_does(void **state)
{
    assert_styles(*state, "SELECT ['a\\b']", "[a\\b]", "['a\\\\b']");
    assert_styles(*state, "SELECT array_value('a,b')", "[a,b]", "['a,b']");
    assert_styles(*state, "SELECT row('x')", "(x)", "(x,)");
    assert_styles(*state, "SELECT row('x', 'y')", "(x, y)", "(x, y)");
}

static void words_like_null_need_no_quotes(void **state)
{
    assert_styles(*state, "SELECT ['null', 'nice', 'nuts', 'nulx', 'Null']",
                  "['null', nice, nuts, nulx, 'Null']", "['null', nice, nuts, nulx, 'Null']");
}

/* Where no register is empty any more the few values are not few. */
static void registers_that_are_all_taken_tell_the_count(void **state)
{
    distinct_count counted;

    (void)state;
    memset(counted.registers, 1, sizeof(counted.registers));
    assert_in_range(distinct_count_estimate(&counted), 5000, 7000);
}

static mpdata_text text_of(const char *text)
{
    return (mpdata_text){text, strlen(text)};
}

typedef export_fault (*line_writer)(buffer *out, const export_row *row);

static void assert_line(line_writer write, export_row row, export_fault fault, const char *wanted)
{
    buffer out = BUFFER_INIT;

    assert_int_equal(write(&out, &row), fault);
    if (fault == EXPORT_FAULT_NONE)
        assert_text(&out, wanted);
    buffer_dispose(&out);
}

static void only_what_mpdata_writes_is_exported(void **state)
{
    static const char *const no_objects[] = {"", " \t\r\n", "[1]", "{", "{ "};
    export_row row = {
        .event_name = text_of("E"), .insert_id = text_of("i"), .distinct_id = text_of("u")};

    (void)state;
    row.has_time = true;
    for (size_t i = 0; i < sizeof(no_objects) / sizeof(no_objects[0]); i++) {
        row.properties = text_of(no_objects[i]);
        assert_line(export_line_append_event, row, EXPORT_FAULT_PROPERTIES, "");
        assert_line(export_line_append_profile, row, EXPORT_FAULT_PROPERTIES, "");
    }
    row.properties = text_of("{}");
    row.time_us = INT64_MAX;
    assert_line(export_line_append_event, row, EXPORT_FAULT_TIME, "");
    assert_line(export_line_append_profile, row, EXPORT_FAULT_TIME, "");
    row.has_time = false;
    assert_line(export_line_append_event, row, EXPORT_FAULT_TIME, "");
}

static void times_are_the_numbers_that_a_load_reads_as_them(void **state)
{
    export_row row = {.event_name = text_of("E"),
                      .insert_id = text_of("i"),
                      .distinct_id = text_of("u"),
                      .properties = text_of(" {\t\"a\":1}"),
                      .has_time = true};

    (void)state;
    row.time_us = -1500000;
    assert_line(export_line_append_event, row, EXPORT_FAULT_NONE,
                "{\"event\":\"E\",\"properties\": "
                "{\t\"time\":-1.5,\"distinct_id\":\"u\",\"$insert_id\":\"i\","
                "\"a\":1}}\n");
    row.time_us = INT64_C(100000000000001500);
    assert_line(
        export_line_append_event, row, EXPORT_FAULT_NONE,
        "{\"event\":\"E\",\"properties\": {\t\"time\":100000000000001.5,\"distinct_id\":\"u\","
        "\"$insert_id\":\"i\",\"a\":1}}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_past_any_memory_are_refused),
        cmocka_unit_test(bytes_without_content_are_no_text),
        cmocka_unit_test(a_column_of_type_null_is_null),
        cmocka_unit_test(a_list_of_type_null_holds_nulls),
        cmocka_unit_test(a_struct_without_members_is_empty),
        cmocka_unit_test(nanoseconds_with_a_zone_are_written),
        cmocka_unit_test(json_without_a_letter_is_a_string),
        cmocka_unit_test(lists_are_written_as_the_duckdb_at_hand_does),
        cmocka_unit_test(words_like_null_need_no_quotes),
        cmocka_unit_test(registers_that_are_all_taken_tell_the_count),
        cmocka_unit_test(only_what_mpdata_writes_is_exported),
        cmocka_unit_test(times_are_the_numbers_that_a_load_reads_as_them),
    };

    return cmocka_run_group_tests(tests, open_memory, free_database);
}
