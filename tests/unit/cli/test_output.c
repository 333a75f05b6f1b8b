/*
 * Where an output may go.
 */
#include "harness.h"

#include <unistd.h>

/* The command has a function of that name. */
#undef fail
#include "exit_code.h"
#include "output.h"

static int enter_folder(void **state)
{
    *state = folder_make();
    assert_int_equal(chdir(*state), 0);
    file_write_text("a.db", "");
    file_write_text("here.csv", "");
    return 0;
}

static int leave_folder(void **state)
{
    assert_int_equal(chdir("/"), 0);
    folder_remove(*state);
    return 0;
}

static void the_log_of_a_database_is_known_by_its_folder_and_name(void **state)
{
    (void)state;
    assert_int_equal(output_check("a.db.wal", "a.db"), EXIT_CODE_INPUT);
    assert_int_equal(output_check("./a.db.journal", "a.db"), EXIT_CODE_INPUT);
    assert_int_equal(output_check("a.db.csv", "a.db"), EXIT_CODE_OK);
    /* In another folder, or in one that is not there, it is nobody's. */
    assert_int_equal(output_check("/a.db.wal", "a.db"), EXIT_CODE_OK);
    assert_int_equal(output_check("nowhere/a.db.wal", "a.db"), EXIT_CODE_OK);
    assert_int_equal(output_check("a.db.wal", "nowhere/a.db"), EXIT_CODE_OK);
}

static void a_database_that_went_away_is_in_nobodys_way(void **state)
{
    (void)state;
    assert_int_equal(output_check("here.csv", "gone.db"), EXIT_CODE_OK);
    assert_int_equal(output_check("here.csv", NULL), EXIT_CODE_OK);
    assert_int_equal(output_check("a.db", "a.db"), EXIT_CODE_INPUT);
    assert_int_equal(output_check(".", "a.db"), EXIT_CODE_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_of_a_database_is_known_by_its_folder_and_name),
        cmocka_unit_test(a_database_that_went_away_is_in_nobodys_way),
    };

    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
