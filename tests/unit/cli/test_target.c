/*
 * Which database is meant.
 */
#include "harness.h"

#include "target.h"

static int forget_environment(void **state)
{
    (void)state;
    return unsetenv("MPDATA_DB") != 0 || unsetenv("MPDATA_PROJECT") != 0;
}

static void options_or_the_environment_name_a_database(void **state)
{
    static char name[] = "name";

    (void)state;
    assert_false(target_is_named(&(target)TARGET_INIT));
    assert_true(target_is_named(&(target){.path = name}));
    assert_true(target_is_named(&(target){.project = name}));
    assert_true(target_is_named(&(target){.memory = true}));
    assert_true(target_is_named(&(target){.ephemeral = true}));
    assert_int_equal(setenv("MPDATA_DB", "", 1), 0);
    assert_false(target_is_named(&(target)TARGET_INIT));
    assert_int_equal(setenv("MPDATA_DB", "a.db", 1), 0);
    assert_true(target_is_named(&(target)TARGET_INIT));
    assert_int_equal(unsetenv("MPDATA_DB"), 0);
    assert_int_equal(setenv("MPDATA_PROJECT", "7", 1), 0);
    assert_true(target_is_named(&(target)TARGET_INIT));
    assert_int_equal(unsetenv("MPDATA_PROJECT"), 0);
}

/* Another one than before would be made. */
static void what_passes_with_its_handle_is_not_opened_again(void **state)
{
    static char name[] = "/no/such/folder/a.db";

    (void)state;
    assert_null(target_try_open(&(target){.memory = true, .path = name}, TARGET_CREATE));
    assert_null(target_try_open(&(target){.ephemeral = true, .path = name}, TARGET_CREATE));
    assert_null(target_try_open(&(target)TARGET_INIT, TARGET_CREATE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_or_the_environment_name_a_database),
        cmocka_unit_test(what_passes_with_its_handle_is_not_opened_again),
    };

    return cmocka_run_group_tests(tests, forget_environment, NULL);
}
