#include "harness.h"

#include <stdbool.h>

#include "base/buffer.h"

static bool has_memory = true;

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
void *__real_realloc(void *data, size_t bytes);
void *__wrap_realloc(void *data, size_t bytes);

void *__wrap_realloc(void *data, size_t bytes)
{
    return has_memory ? __real_realloc(data, bytes) : NULL;
}

/* NOLINTEND(bugprone-reserved-identifier) */

static void bytes_are_kept_in_their_order(void **state)
{
    buffer b = BUFFER_INIT;

    (void)state;
    assert_true(buffer_append(&b, "a\0b", 3));
    assert_true(buffer_append_text(&b, "cd"));
    assert_true(buffer_append_format(&b, "%d-%s", 42, "x"));
    assert_true(buffer_terminate(&b));
    assert_int_equal(b.bytes, 9);
    assert_memory_equal(b.data, "a\0bcd42-x", 10);
    buffer_dispose(&b);
}

static void a_buffer_grows_as_far_as_it_must(void **state)
{
    buffer b = BUFFER_INIT;

    (void)state;
    for (int i = 0; i < 100000; i++)
        assert_true(buffer_append(&b, "0123456789", 10));
    assert_int_equal(b.bytes, 1000000);
    assert_memory_equal(b.data + 999990, "0123456789", 10);
    buffer_dispose(&b);
}

static void a_size_that_no_memory_has_is_refused(void **state)
{
    buffer b = BUFFER_INIT;

    (void)state;
    assert_true(buffer_append_text(&b, "kept"));
    assert_false(buffer_reserve(&b, SIZE_MAX - 2));
    assert_false(buffer_reserve(&b, SIZE_MAX / 2 + 1));
    assert_int_equal(b.bytes, 4);
    assert_memory_equal(b.data, "kept", 4);
    buffer_dispose(&b);
}

static void what_can_not_be_added_leaves_the_buffer_as_it_was(void **state)
{
    static const wchar_t no_character[] = {0x7fffffff, 0};
    buffer b = BUFFER_INIT;

    (void)state;
    assert_true(buffer_append_text(&b, "kept"));
    assert_false(buffer_append_format(&b, "%ls", no_character));
    has_memory = false;
    assert_false(buffer_append_format(&b, "%1000d", 1));
    has_memory = true;
    assert_int_equal(b.bytes, 4);
    assert_memory_equal(b.data, "kept", 4);
    buffer_dispose(&b);
}

static void a_disposed_buffer_can_be_used_again(void **state)
{
    buffer b = BUFFER_INIT;

    (void)state;
    assert_true(buffer_append_text(&b, "x"));
    buffer_dispose(&b);
    buffer_dispose(&b);
    assert_true(buffer_append(&b, NULL, 0));
    assert_true(buffer_append_text(&b, "y"));
    buffer_clear(&b);
    assert_int_equal(b.bytes, 0);
    buffer_dispose(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_kept_in_their_order),
        cmocka_unit_test(a_buffer_grows_as_far_as_it_must),
        cmocka_unit_test(a_size_that_no_memory_has_is_refused),
        cmocka_unit_test(what_can_not_be_added_leaves_the_buffer_as_it_was),
        cmocka_unit_test(a_disposed_buffer_can_be_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
