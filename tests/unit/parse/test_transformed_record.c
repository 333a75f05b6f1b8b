#include "harness.h"

#include <stdbool.h>

#include "parse/transformed_record.h"

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

static record read_or_fail(record_read read, const char *line)
{
    record out;
    record_fault fault;

    if (!read(reader, line, strlen(line), &out, &fault))
        fail_msg("%s: %s", line, fault.text);
    return out;
}

static record event(const char *line)
{
    return read_or_fail(transformed_record_read_event, line);
}

static record profile(const char *line)
{
    return read_or_fail(transformed_record_read_profile, line);
}

static void assert_refused(record_read read, const char *line, fault_kind kind, size_t offset,
                           const char *part)
{
    record out;
    record_fault fault = {FAULT_MEMORY, 0, ""};

    if (read(reader, line, strlen(line), &out, &fault))
        fail_msg("'%s' was taken", line);
    if (fault.kind != kind || fault.offset != offset || strstr(fault.text, part) == NULL)
        fail_msg("%s: kind %d, byte %zu: %s", line, (int)fault.kind, fault.offset, fault.text);
}

static void assert_text(mpdata_text text, const char *wanted)
{
    if (text.bytes != strlen(wanted) || memcmp(text.data, wanted, text.bytes) != 0)
        fail_msg("'%.*s' instead of '%s'", (int)text.bytes, text.data, wanted);
}

static void an_event_gives_its_five_values(void **state)
{
    record r = event("{\"event_name\":\"Sign \\u0055p\",\"event_time\":\"2020-10-13T17:48:31Z\","
                     "\"distinct_id\":\"u1\",\"insert_id\":17,\"properties\":{\"plan\":\"pro\"}}");

    (void)state;
    assert_text(r.event_name, "Sign Up");
    assert_true(r.has_time);
    assert_int_equal(r.time_us, INT64_C(1602611311000000));
    assert_text(r.distinct_id, "u1");
    assert_text(r.insert_id, "17");
    assert_text(r.properties, "{\"plan\":\"pro\"}");
    assert_false(r.is_id_made);
}

static void times_are_text_or_numbers(void **state)
{
    static const struct {
        const char *time;
        int64_t us;
    } cases[] = {
        {"1602611311", INT64_C(1602611311000000)},
        {"1602611311250", INT64_C(1602611311250000)},
        {"1602611311.25", INT64_C(1602611311250000)},
        {"\"2020-10-13T19:48:31.25+02:00\"", INT64_C(1602611311250000)},
        {"\"2020-10-13 17:48:31\"", INT64_C(1602611311000000)},
    };
    char line[256];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        (void)snprintf(line, sizeof(line),
                       "{\"event_name\":\"e\",\"event_time\":%s,\"properties\":{}}", cases[i].time);
        assert_int_equal(event(line).time_us, cases[i].us);
    }
}

static void properties_are_the_same_bytes_wherever_they_stand(void **state)
{
    (void)state;
    assert_text(event("{\"properties\" : { \"time\" : 1.0 , \"$insert_id\":\"}\"} , "
                      "\"event_name\":\"e\",\"event_time\":1}")
                    .properties,
                "{ \"time\" : 1.0 , \"$insert_id\":\"}\"}");
    assert_text(
        event("{\"event_name\":\"e\",\"event_time\":1,\"properties\":{\"a\":{}} }").properties,
        "{\"a\":{}}");
    assert_text(profile("{\"distinct_id\":\"u\",\"properties\":{ },\"last_seen\":null}").properties,
                "{ }");
}

static void ids_may_be_absent_or_null(void **state)
{
    record absent = event("{\"event_name\":\"e\",\"event_time\":1,\"properties\":{}}");
    char id[64];

    (void)state;
    assert_text(absent.distinct_id, "");
    assert_true(absent.is_id_made);
    (void)snprintf(id, sizeof(id), "%.*s", (int)absent.insert_id.bytes, absent.insert_id.data);
    record null = event("{\"event_name\":\"e\",\"event_time\":1,\"distinct_id\":null,"
                        "\"insert_id\":null,\"properties\":{}}");
    assert_true(null.is_id_made);
    assert_text(null.insert_id, id);
}

static void a_made_id_is_that_of_the_raw_export(void **state)
{
    char id[64];
    record raw = read_or_fail(record_read_event,
                              "{\"event\":\"e\",\"properties\":{\"time\":1,\"distinct_id\":\"u\","
                              "\"a\":1}}");

    (void)state;
    (void)snprintf(id, sizeof(id), "%.*s", (int)raw.insert_id.bytes, raw.insert_id.data);
    assert_text(event("{\"event_name\":\"e\",\"event_time\":1,\"distinct_id\":\"u\","
                      "\"properties\":{\"a\":1}}")
                    .insert_id,
                id);
}

static void a_profile_gives_its_three_values(void **state)
{
    record r = profile("{\"distinct_id\":5,\"last_seen\":\"2020-10-13T17:48:31\","
                       "\"properties\":{\"$name\":\"x\"}}");

    (void)state;
    assert_text(r.distinct_id, "5");
    assert_true(r.has_time);
    assert_int_equal(r.time_us, INT64_C(1602611311000000));
    assert_text(r.properties, "{\"$name\":\"x\"}");
    assert_false(profile("{\"distinct_id\":\"u\",\"properties\":{}}").has_time);
    assert_false(profile("{\"distinct_id\":\"u\",\"last_seen\":null,\"properties\":{}}").has_time);
}

#define EVENT_WITH(rest) "{\"event_name\":\"e\",\"event_time\":1,\"properties\":{}" rest "}"

static void a_bad_event_is_named(void **state)
{
    record_read read = transformed_record_read_event;

    (void)state;
    assert_refused(read, EVENT_WITH(",\"plan\":1"), FAULT_RECORD, 49, "the key 'plan' is none of");
    assert_refused(read, EVENT_WITH(",\"event_time\":2"), FAULT_RECORD, 49,
                   "the key 'event_time' is there twice");
    assert_refused(read, EVENT_WITH(",\"insert_id\":[]"), FAULT_RECORD, 49,
                   "insert_id is an array; a string or a number was wanted");
    assert_refused(read, EVENT_WITH(",\"distinct_id\":true"), FAULT_RECORD, 49,
                   "distinct_id is true; a string or a number was wanted");
    assert_refused(read, "{\"event_name\":\"e\",\"event_time\":null,\"properties\":{}}",
                   FAULT_RECORD, 18, "event_time is null; YYYY-MM-DDTHH:MM:SS, or a number");
    assert_refused(read, "{\"event_name\":null,\"event_time\":1,\"properties\":{}}", FAULT_RECORD,
                   1, "event_name is null; a string was wanted");
    assert_refused(read, "{\"event_name\":\"e\",\"event_time\":\"soon\",\"properties\":{}}",
                   FAULT_RECORD, 18, "event_time is 'soon'; YYYY-MM-DDTHH:MM:SS, or a number");
    assert_refused(read, "{\"event_name\":\"e\",\"event_time\":1e13,\"properties\":{},\"a\":1",
                   FAULT_RECORD, 57, "cut off");
    assert_refused(read, "{\"event_name\":\"e\",\"event_time\":1e15,\"properties\":{}}",
                   FAULT_RECORD, 18, "outside the years 1 to 9999");
    assert_refused(read, "{\"event_name\":\"e\",\"properties\":{}}", FAULT_RECORD, 0,
                   "no 'event_time'");
    assert_refused(read, "{\"event_name\":\"e\",\"event_time\":1}", FAULT_RECORD, 0,
                   "no 'properties'");
    assert_refused(read, "{\"event_name\":\"e\",\"event_time\":1,\"properties\":null}",
                   FAULT_RECORD, 33, "properties is null; an object was wanted");
    assert_refused(read, "{\"error\":\"Invalid secret\"}", FAULT_EXPORT, 0,
                   "it has neither 'event_name' nor 'properties'");
}

static void a_bad_profile_is_named(void **state)
{
    record_read read = transformed_record_read_profile;

    (void)state;
    assert_refused(read, "{\"distinct_id\":\"\",\"properties\":{}}", FAULT_RECORD, 1,
                   "distinct_id is empty");
    assert_refused(read, "{\"distinct_id\":[],\"properties\":{}}", FAULT_RECORD, 1,
                   "distinct_id is an array; a string or a number was wanted");
    assert_refused(read, "{\"distinct_id\":\"u\",\"last_seen\":\"today\",\"properties\":{}}",
                   FAULT_RECORD, 19, "last_seen is 'today'");
    assert_refused(read, "{\"distinct_id\":\"u\",\"properties\":{},\"$last_seen\":null}",
                   FAULT_RECORD, 35, "the key '$last_seen' is none of");
    assert_refused(read, "{\"properties\":{}}", FAULT_RECORD, 0, "no 'distinct_id'");
}

static void the_other_input_is_hinted_at(void **state)
{
    (void)state;
    assert_refused(record_read_event, EVENT_WITH(""), FAULT_EXPORT, 0, "--input records");
    assert_refused(record_read_profile, "{\"distinct_id\":\"u\",\"properties\":{}}", FAULT_EXPORT,
                   0, "--input records");
    assert_refused(transformed_record_read_event, "{\"event\":\"e\",\"properties\":{\"time\":1}}",
                   FAULT_EXPORT, 0, "--input export");
    assert_refused(transformed_record_read_profile, "{\"$distinct_id\":\"u\",\"$properties\":{}}",
                   FAULT_EXPORT, 0, "--input export");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_gives_its_five_values),
        cmocka_unit_test(times_are_text_or_numbers),
        cmocka_unit_test(properties_are_the_same_bytes_wherever_they_stand),
        cmocka_unit_test(ids_may_be_absent_or_null),
        cmocka_unit_test(a_made_id_is_that_of_the_raw_export),
        cmocka_unit_test(a_profile_gives_its_three_values),
        cmocka_unit_test(a_bad_event_is_named),
        cmocka_unit_test(a_bad_profile_is_named),
        cmocka_unit_test(the_other_input_is_hinted_at),
    };

    return cmocka_run_group_tests(tests, make_reader, free_reader);
}
