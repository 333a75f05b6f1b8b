#include "harness.h"

#include <stdbool.h>

#include "parse/record.h"

static record_reader *reader;

static int make_reader(void **state)
{
    (void)state;
    reader = record_reader_new();
    return reader == NULL;
}

static int free_reader(void **state)
{
    (void)state;
    record_reader_free(reader);
    return 0;
}

static record event(const char *line)
{
    record out;
    record_fault fault;

    if (!record_read_event(reader, line, strlen(line), &out, &fault))
        fail_msg("%s: %s", line, fault.text);
    return out;
}

static record profile(const char *line)
{
    record out;
    record_fault fault;

    if (!record_read_profile(reader, line, strlen(line), &out, &fault))
        fail_msg("%s: %s", line, fault.text);
    return out;
}

static record_fault refused_bytes(const char *line, size_t bytes)
{
    record out;
    record_fault fault = {FAULT_MEMORY, 0, ""};

    if (record_read_event(reader, line, bytes, &out, &fault))
        fail_msg("'%s' was taken", line);
    return fault;
}

static record_fault refused(const char *line)
{
    return refused_bytes(line, strlen(line));
}

static record_fault refused_profile(const char *line)
{
    record out;
    record_fault fault = {FAULT_MEMORY, 0, ""};

    if (record_read_profile(reader, line, strlen(line), &out, &fault))
        fail_msg("'%s' was taken", line);
    return fault;
}

static void assert_text(mpdata_text text, const char *wanted)
{
    if (text.bytes != strlen(wanted) || memcmp(text.data, wanted, text.bytes) != 0)
        fail_msg("'%.*s' instead of '%s'", (int)text.bytes, text.data, wanted);
}

static void assert_properties(const char *properties, const char *wanted)
{
    char line[4096];

    (void)snprintf(line, sizeof(line), "{\"event\":\"e\",\"properties\":%s}", properties);
    assert_text(event(line).properties, wanted);
}

static void an_event_gives_its_five_values(void **state)
{
    record r = event("{\"event\":\"Purchase\",\"properties\":{\"time\":1602611311,\"distinct_id\":"
                     "\"u1\",\"$insert_id\":\"a1\",\"plan\":\"pro\"}}");

    (void)state;
    assert_text(r.event_name, "Purchase");
    assert_int_equal(r.time_us, INT64_C(1602611311000000));
    assert_text(r.distinct_id, "u1");
    assert_text(r.insert_id, "a1");
    assert_text(r.properties, "{\"plan\":\"pro\"}");
    assert_false(r.is_id_made);
}

static void kept_properties_are_the_same_bytes(void **state)
{
    (void)state;
    assert_properties("{\"a\":1,\"time\":1,\"b\":2}", "{\"a\":1,\"b\":2}");
    assert_properties("{\"time\":1,\"a\":1.0,\"b\":-0,\"c\":1e400,\"d\":123456789012345678901}",
                      "{\"a\":1.0,\"b\":-0,\"c\":1e400,\"d\":123456789012345678901}");
    assert_properties("{\"a\":\"\\u0041\\/\\u0000\",\"time\":1}", "{\"a\":\"\\u0041\\/\\u0000\"}");
    assert_properties("{ \"a\" : [ 1 , {\"time\":2} ] , \"time\" : 1 }",
                      "{ \"a\" : [ 1 , {\"time\":2} ]  }");
    assert_properties("{ \"time\" : 1 , \"a\" : { } }", "{ \"a\" : { } }");
    assert_properties("{\"a\":\"}\\\",\\\"time\\\":2\",\"time\":1}",
                      "{\"a\":\"}\\\",\\\"time\\\":2\"}");
    assert_properties("\n{\n\"a\"\n:\n1\n,\n\"time\"\n:\n1\n}\n", "{\n\"a\"\n:\n1\n\n}");
    assert_properties("{\"a\":\"\xE2\x80\xA8\xC2\x85\",\"time\":1}",
                      "{\"a\":\"\xE2\x80\xA8\xC2\x85\"}");
}

static void extracted_keys_leave_no_commas_behind(void **state)
{
    (void)state;
    assert_properties("{\"time\":1}", "{}");
    assert_properties("{ \"time\":1 }", "{}");
    assert_properties("{\"time\":1,\"distinct_id\":\"u\",\"$insert_id\":\"i\"}", "{}");
    assert_properties("{\"time\":1,\"distinct_id\":\"u\",\"a\":1,\"$insert_id\":\"i\"}",
                      "{\"a\":1}");
    assert_properties("{\"a\":1,\"time\":1,\"distinct_id\":\"u\",\"$insert_id\":\"i\"}",
                      "{\"a\":1}");
    assert_properties("{\"a\":1,\"time\":1,\"b\":2,\"distinct_id\":\"u\",\"c\":3}",
                      "{\"a\":1,\"b\":2,\"c\":3}");
    assert_properties("{\"a\":1 , \"time\":1 }", "{\"a\":1  }");
}

static void only_the_first_of_an_extracted_key_is_taken_out(void **state)
{
    record r =
        event("{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":\"first\",\"time\":2,"
              "\"distinct_id\":\"second\",\"a\":1,\"a\":2}}");

    (void)state;
    assert_int_equal(r.time_us, 1000000);
    assert_text(r.distinct_id, "first");
    assert_text(r.properties, "{\"time\":2,\"distinct_id\":\"second\",\"a\":1,\"a\":2}");
}

static void keys_written_with_escapes_are_the_same_keys(void **state)
{
    record r = event("{\"ev\\u0065nt\":\"e\",\"prop\\u0065rties\":{\"tim\\u0065\":7,\"a\":1,"
                     "\"\\u0024insert_id\":\"i\"}}");

    (void)state;
    assert_int_equal(r.time_us, 7000000);
    assert_text(r.insert_id, "i");
    assert_text(r.properties, "{\"a\":1}");
}

static void members_may_come_in_any_order_with_others_between(void **state)
{
    record r = event(" { \"x\" : {\"properties\":1} , \"properties\" : {\"time\":1,\"a\":2} , "
                     "\"y\":[{}] , \"event\" : \"e\" , \"properties\":{\"time\":9} } ");

    (void)state;
    assert_text(r.event_name, "e");
    assert_int_equal(r.time_us, 1000000);
    assert_text(r.properties, "{\"a\":2}");
}

static void ids_that_are_numbers_are_kept_as_written(void **state)
{
    record r = event("{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":1.50,"
                     "\"$insert_id\":12345678901234567890}}");

    (void)state;
    assert_text(r.distinct_id, "1.50");
    assert_text(r.insert_id, "12345678901234567890");
}

static void a_distinct_id_that_is_null_or_missing_is_empty(void **state)
{
    (void)state;
    assert_text(
        event("{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":null}}").distinct_id,
        "");
    assert_text(event("{\"event\":\"e\",\"properties\":{\"time\":1}}").distinct_id, "");
}

static void text_may_hold_nul(void **state)
{
    record r =
        event("{\"event\":\"a\\u0000b\",\"properties\":{\"time\":1,\"distinct_id\":\"\\u0000\"}}");

    (void)state;
    assert_int_equal(r.event_name.bytes, 3);
    assert_memory_equal(r.event_name.data, "a\0b", 3);
    assert_int_equal(r.distinct_id.bytes, 1);
}

static void an_event_without_an_id_gets_the_same_one_every_time(void **state)
{
    const char *line =
        "{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"a\":1}}";
    char first[64] = "";
    record r = event(line);

    (void)state;
    assert_true(r.is_id_made);
    assert_int_equal(r.insert_id.bytes, 35);
    memcpy(first, r.insert_id.data, r.insert_id.bytes);
    assert_text(
        event("{\"event\":\"e\",\"properties\":{\"time\":1.0,\"$insert_id\":\"\",\"distinct_id\":"
              "\"u\",\"a\":1}}")
            .insert_id,
        first);
    assert_text(
        event("{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"$insert_id\":"
              "null,\"a\":1}}")
            .insert_id,
        first);
    /* Part of the format of the database: this value never changes. */
    assert_string_equal(first, "mp:d004d598b1a48db8adecfadc105056d8");
}

static void an_id_made_from_other_content_differs(void **state)
{
    static const char *const lines[] = {
        "{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"a\":1}}",
        "{\"event\":\"f\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"a\":1}}",
        "{\"event\":\"e\",\"properties\":{\"time\":2,\"distinct_id\":\"u\",\"a\":1}}",
        "{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":\"v\",\"a\":1}}",
        "{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"a\":2}}",
        "{\"event\":\"eu\",\"properties\":{\"time\":1,\"distinct_id\":\"\",\"a\":1}}",
    };
    char ids[6][36] = {""};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        memcpy(ids[i], event(lines[i]).insert_id.data, 35);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(ids[i], ids[j]);
    }
}

static void times_are_taken_as_numbers_and_as_texts_of_numbers(void **state)
{
    (void)state;
    assert_int_equal(event("{\"event\":\"e\",\"properties\":{\"time\":1602611311123}}").time_us,
                     INT64_C(1602611311123000));
    assert_int_equal(event("{\"event\":\"e\",\"properties\":{\"time\":\"1602611311\"}}").time_us,
                     INT64_C(1602611311000000));
    assert_int_equal(event("{\"event\":\"e\",\"properties\":{\"time\":1.5}}").time_us, 1500000);
    assert_int_equal(event("{\"event\":\"e\",\"properties\":{\"time\":-5}}").time_us, -5000000);
}

static void bad_records_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *line;
        size_t offset;
        const char *text;
    } cases[] = {
        {"{\"event\":1,\"properties\":{\"time\":1}}", 1, "event is a number; a string was wanted"},
        {"{\"event\":false,\"properties\":{\"time\":1}}", 1, "event is false; a string was wanted"},
        {"{\"event\":true,\"properties\":{\"time\":1}}", 1, "event is true; a string was wanted"},
        {"{\"event\":\"e\",\"properties\":[]}", 13, "properties is an array; an object was wanted"},
        {"{\"event\":\"e\",\"properties\":{}}", 13, "the event has no 'time' in its properties"},
        {"{\"event\":\"e\",\"properties\":{\"time\":null}}", 27,
         "time is null; a number of seconds or milliseconds was wanted"},
        {"{\"event\":\"e\",\"properties\":{\"time\":\"soon\"}}", 27,
         "time is 'soon'; a number of seconds or milliseconds was wanted"},
        {"{\"event\":\"e\",\"properties\":{\"time\":1e99}}", 27,
         "time is '1e99', which lies outside the years 1 to 9999"},
        {"{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":{}}}", 36,
         "distinct_id is an object; a string or a number was wanted"},
        {"{\"event\":\"e\",\"properties\":{\"time\":1,\"$insert_id\":[1]}}", 36,
         "$insert_id is an array; a string or a number was wanted"},
        {"{\"properties\":{\"time\":1}}", 0, "the record has no 'event'"},
        {"{\"event\":\"e\"}", 0, "the record has no 'properties'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        record_fault fault = refused(cases[i].line);
        assert_string_equal(fault.text, cases[i].text);
        assert_int_equal(fault.offset, cases[i].offset);
        assert_int_equal(fault.kind, FAULT_RECORD);
    }
}

static void what_json_forbids_is_refused(void **state)
{
    static const char *const properties[] = {
        "{\"time\":NaN}",
        "{\"time\":1,}",
        "{\"time\":1}//c",
        "{'time':1}",
        "{\"time\":01}",
        "{\"time\":1,\"a\":+1}",
        "{\"time\":1,\"a\":.5}",
        "{\"time\":1} {}",
        "{\"time\":1,\"a\":\"\\x\"}",
        "{\"time\":1,\"a\":\"\\ud800\"}",
        "{\"time\":1,\"a\":\"\\udc00\\ud800\"}",
        "{\"time\":1,\"a\":\"\n\"}",
        "{\"time\":1,\"a\":\"\x01\"}",
        "{\"time\":1,\"a\":\"\xff\"}",
        "{\"time\":1,\"a\":\"\xc0\x80\"}",
        "{\"time\":1,\"a\":\"\xed\xa0\x80\"}",
        "{\"time\":1,\"a\":\"\xf5\x80\x80\x80\"}",
        "{\"time\":1,\"a\":tru}",
        "{\"time\":1,\"a\":Infinity}",
        "\xEF\xBB\xBF{\"time\":1}",
    };
    char line[256];

    (void)state;
    for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
        (void)snprintf(line, sizeof(line), "{\"event\":\"e\",\"properties\":%s}", properties[i]);
        assert_int_equal(refused(line).kind, FAULT_RECORD);
    }
    assert_int_equal(refused_bytes("{\"event\":\"e\0\"}", 14).kind, FAULT_RECORD);
}

static void a_line_cut_at_any_byte_is_refused(void **state)
{
    const char *line =
        "{\"event\":\"e\\n\xC3\xA9\",\"properties\":{\"time\":1602611311,\"a\":[1,{}],\"b\":"
        "true,\"c\":null}}";

    (void)state;
    (void)event(line);
    for (size_t bytes = 1; bytes < strlen(line); bytes++)
        (void)refused_bytes(line, bytes);
}

static void an_answer_of_an_api_is_no_record(void **state)
{
    record_fault fault =
        refused("{\"error\": \"Unauthorized, not allowed\", \"status\": \"error\"}");

    (void)state;
    assert_int_equal(fault.kind, FAULT_EXPORT);
    assert_string_equal(fault.text,
                        "the line is no record: it has neither 'event' nor 'properties'");
    assert_int_equal(refused("[1,2]").kind, FAULT_EXPORT);
    assert_int_equal(refused("\"text\"").kind, FAULT_EXPORT);
    assert_int_equal(refused("null").kind, FAULT_EXPORT);
}

static void an_export_that_ended_early_says_so(void **state)
{
    (void)state;
    assert_int_equal(refused("terminated early").kind, FAULT_EXPORT);
    assert_non_null(strstr(refused("export terminated early").text, "incomplete"));
}

static char *nested(size_t depth)
{
    char *line = malloc(2 * depth + 128);
    size_t used = (size_t)sprintf(line, "{\"event\":\"e\",\"properties\":{\"time\":1,\"a\":");

    memset(line + used, '[', depth - 2);
    memset(line + used + depth - 2, ']', depth - 2);
    memcpy(line + used + 2 * (depth - 2), "}}", 3);
    return line;
}

static void nesting_is_taken_to_512_levels(void **state)
{
    char *deep = nested(512);
    char *deeper = nested(513);
    char *deepest = nested(1000000);

    (void)state;
    (void)event(deep);
    assert_string_equal(refused(deeper).text, "JSON nested deeper than 512 levels");
    assert_string_equal(refused(deepest).text, "JSON nested deeper than 512 levels");
    free(deep);
    free(deeper);
    free(deepest);
}

static void many_brackets_side_by_side_are_not_deep(void **state)
{
    char *line = malloc(20000);
    size_t used = (size_t)sprintf(line, "{\"event\":\"e\",\"properties\":{\"time\":1,\"s\":\"\\\"");

    (void)state;
    memset(line + used, '[', 3000);
    used += 3000;
    used += (size_t)sprintf(line + used, "\",\"a\":[[]");
    for (int i = 0; i < 3000; i++)
        used += (size_t)sprintf(line + used, ",[]");
    (void)sprintf(line + used, "]}}");
    (void)event(line);
    free(line);
}

/* It is looked for before the JSON is known to be any: what is closed was not open. */
static void closing_brackets_at_the_start_lend_no_depth(void **state)
{
    static char line[100000];

    (void)state;
    memset(line, ' ', sizeof(line) - 1);
    memset(line + 1, '[', 513);
    line[0] = ']';
    record_fault fault = refused(line);
    assert_string_equal(fault.text, "JSON nested deeper than 512 levels");
    assert_int_equal(fault.offset, 513);
}

static void a_profile_gives_its_three_values(void **state)
{
    record r =
        profile("{\"$distinct_id\":\"u1\",\"$properties\":{\"$last_seen\":\"2026-10-28T20:14:15\","
                "\"$name\":\"Ann\",\"n\":1.0}}");

    (void)state;
    assert_text(r.distinct_id, "u1");
    assert_true(r.has_time);
    assert_int_equal(r.time_us, INT64_C(1793218455000000));
    assert_text(r.properties, "{\"$name\":\"Ann\",\"n\":1.0}");
}

static void a_profile_may_lack_last_seen(void **state)
{
    (void)state;
    assert_false(profile("{\"$distinct_id\":7,\"$properties\":{}}").has_time);
    assert_false(profile("{\"$distinct_id\":7,\"$properties\":{\"$last_seen\":null}}").has_time);
    assert_text(profile("{\"$distinct_id\":7,\"$properties\":{}}").distinct_id, "7");
}

static void bad_profiles_are_refused(void **state)
{
    (void)state;
    assert_string_equal(
        refused_profile("{\"$distinct_id\":\"u\",\"$properties\":{\"$last_seen\":\"today\"}}").text,
        "$last_seen is 'today'; YYYY-MM-DDTHH:MM:SS was wanted");
    assert_string_equal(refused_profile("{\"$distinct_id\":null,\"$properties\":{}}").text,
                        "$distinct_id is empty; a profile needs one");
    assert_string_equal(refused_profile("{\"$distinct_id\":{},\"$properties\":{}}").text,
                        "$distinct_id is an object; a string or a number was wanted");
    assert_int_equal(refused_profile("{\"$properties\":{}}").kind, FAULT_RECORD);
    assert_int_equal(refused_profile("{\"event\":\"e\",\"properties\":{\"time\":1}}").kind,
                     FAULT_EXPORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_gives_its_five_values),
        cmocka_unit_test(kept_properties_are_the_same_bytes),
        cmocka_unit_test(extracted_keys_leave_no_commas_behind),
        cmocka_unit_test(only_the_first_of_an_extracted_key_is_taken_out),
        cmocka_unit_test(keys_written_with_escapes_are_the_same_keys),
        cmocka_unit_test(members_may_come_in_any_order_with_others_between),
        cmocka_unit_test(ids_that_are_numbers_are_kept_as_written),
        cmocka_unit_test(a_distinct_id_that_is_null_or_missing_is_empty),
        cmocka_unit_test(text_may_hold_nul),
        cmocka_unit_test(an_event_without_an_id_gets_the_same_one_every_time),
        cmocka_unit_test(an_id_made_from_other_content_differs),
        cmocka_unit_test(times_are_taken_as_numbers_and_as_texts_of_numbers),
        cmocka_unit_test(bad_records_are_refused_with_their_place),
        cmocka_unit_test(what_json_forbids_is_refused),
        cmocka_unit_test(a_line_cut_at_any_byte_is_refused),
        cmocka_unit_test(an_answer_of_an_api_is_no_record),
        cmocka_unit_test(an_export_that_ended_early_says_so),
        cmocka_unit_test(nesting_is_taken_to_512_levels),
        cmocka_unit_test(many_brackets_side_by_side_are_not_deep),
        cmocka_unit_test(closing_brackets_at_the_start_lend_no_depth),
        cmocka_unit_test(a_profile_gives_its_three_values),
        cmocka_unit_test(a_profile_may_lack_last_seen),
        cmocka_unit_test(bad_profiles_are_refused),
    };

    return cmocka_run_group_tests(tests, make_reader, free_reader);
}
