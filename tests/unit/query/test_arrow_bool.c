/*
 * Bytes that Arrow's schema calls booleans, and what only looks like them.
 */
#include "harness.h"

#include "query/arrow_bool.h"

/* As Arrow has metadata: the number of pairs, and each text behind its length. */
static const char *metadata_of(const char *name)
{
    static char bytes[128];
    static const char key[] = "ARROW:extension:name";
    const int32_t numbers[] = {1, (int32_t)strlen(key), (int32_t)strlen(name)};

    memcpy(bytes, numbers, 8);
    memcpy(bytes + 8, key, strlen(key));
    memcpy(bytes + 8 + strlen(key), numbers + 2, 4);
    memcpy(bytes + 12 + strlen(key), name, strlen(name));
    return bytes;
}

static void only_a_byte_of_that_name_is_a_boolean(void **state)
{
    struct ArrowSchema schema = {.format = "c", .metadata = metadata_of("arrow.bool8")};

    (void)state;
    assert_true(arrow_bool_is_in(&schema));
    schema.metadata = metadata_of("arrow.bool9");
    assert_false(arrow_bool_is_in(&schema));
    schema.metadata = metadata_of("arrow.bool");
    assert_false(arrow_bool_is_in(&schema));
    schema.metadata = NULL;
    assert_false(arrow_bool_is_in(&schema));
    schema.metadata = metadata_of("arrow.bool8");
    schema.format = "C";
    assert_false(arrow_bool_is_in(&schema));
}

static void bytes_without_a_mark_of_nulls_have_none(void **state)
{
    const struct ArrowSchema schema = {.format = "c", .metadata = metadata_of("arrow.bool8")};
    static const int8_t values[] = {7, 1, 0, 2, 7};
    struct ArrowArray array;

    (void)state;
    assert_int_equal(ArrowArrayInitFromType(&array, NANOARROW_TYPE_INT8), NANOARROW_OK);
    assert_int_equal(ArrowBufferAppend(ArrowArrayBuffer(&array, 1), values, sizeof(values)),
                     NANOARROW_OK);
    array.length = 3;
    array.offset = 1;
    assert_int_equal(ArrowArrayFinishBuilding(&array, NANOARROW_VALIDATION_LEVEL_NONE, NULL),
                     NANOARROW_OK);
    assert_null(array.buffers[0]);
    assert_int_equal(arrow_bool_pack(&schema, &array), NANOARROW_OK);
    assert_int_equal(array.length, 3);
    assert_int_equal(array.offset, 0);
    assert_int_equal(array.null_count, 0);
    assert_int_equal(((const uint8_t *)array.buffers[1])[0], 5);
    ArrowArrayRelease(&array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_byte_of_that_name_is_a_boolean),
        cmocka_unit_test(bytes_without_a_mark_of_nulls_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
