#include "harness.h"

#include "parse/json_object.h"

static void the_texts_of_an_object_are_found_by_their_keys(void **state)
{
    static const char text[] = "{\"a\":\"x\",\"n\":5}";
    json_object *object = json_object_read(text, strlen(text));

    (void)state;
    assert_non_null(object);
    assert_string_equal(json_object_text(object, "a"), "x");
    assert_null(json_object_text(object, "n"));
    assert_null(json_object_text(object, "b"));
    json_object_free(object);
}

static void what_is_no_object_is_none(void **state)
{
    static const char *const texts[] = {"[\"a\",\"x\"]", "\"a\"", "5", "null", "{\"a\":", ""};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_null(json_object_read(texts[i], strlen(texts[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_texts_of_an_object_are_found_by_their_keys),
        cmocka_unit_test(what_is_no_object_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
