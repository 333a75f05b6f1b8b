#include "harness.h"

#include "codec/format.h"

static void formats_are_known_by_their_first_bytes(void **state)
{
    (void)state;
    assert_int_equal(codec_format_detect("\x1f\x8b\x08\0\0\0", 6), CODEC_GZIP);
    assert_int_equal(codec_format_detect("\x28\xb5\x2f\xfd\0\0", 6), CODEC_ZSTD);
    assert_int_equal(codec_format_detect("BZh91A", 6), CODEC_BZIP2);
    assert_int_equal(codec_format_detect("\xfd"
                                         "7zXZ\0",
                                         6),
                     CODEC_XZ);
    assert_int_equal(codec_format_detect("PK\x03\x04\0\0", 6), CODEC_ZIP);
    assert_int_equal(codec_format_detect("{\"even", 6), CODEC_PLAIN);
}

static void too_few_bytes_are_plain(void **state)
{
    (void)state;
    assert_int_equal(codec_format_detect("", 0), CODEC_PLAIN);
    assert_int_equal(codec_format_detect("\x1f\x8b", 2), CODEC_PLAIN);
    assert_int_equal(codec_format_detect("\x28\xb5\x2f", 3), CODEC_PLAIN);
}

static void every_format_has_a_name(void **state)
{
    (void)state;
    for (int i = CODEC_PLAIN; i <= CODEC_ZIP; i++)
        assert_string_not_equal(codec_format_name((codec_format)i), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_known_by_their_first_bytes),
        cmocka_unit_test(too_few_bytes_are_plain),
        cmocka_unit_test(every_format_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
