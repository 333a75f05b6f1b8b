/*
 * What goes to a pager, and what fits the screen.
 */
#include "harness.h"

#include <locale.h>
#include <unistd.h>

#include "folder_fixture.h"
#include "pager.h"

static void without_a_path_there_is_no_pager(void **state)
{
    (void)state;
    assert_int_equal(unsetenv("PAGER"), 0);
    assert_int_equal(unsetenv("PATH"), 0);
    assert_null(pager_command());
}

/* Whether it goes to the pager, written to a screen of so many columns and ten lines as these two parts. */
static bool is_paged(const char *first, size_t first_bytes, const char *second, size_t columns)
{
    char *paged = path_in(folder, "paged");
    char *command = NULL;

    assert_true(asprintf(&command, "/bin/cat >'%s'", paged) > 0);
    FILE *stream = pager_open(command, columns, 10);
    assert_non_null(stream);
    assert_int_equal(setvbuf(stream, NULL, _IONBF, 0), 0);
    assert_int_equal(fwrite(first, 1, first_bytes, stream), first_bytes);
    assert_true(fputs(second, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
    bool is = access(paged, F_OK) == 0;
    (void)unlink(paged);
    free(command);
    free(paged);
    return is;
}

#define assert_fits(first, second, columns)                                                        \
    assert_false(is_paged((first), sizeof(first) - 1, (second), (columns)));                       \
    assert_true(is_paged((first), sizeof(first) - 1, (second), (columns)-1))

static void cells_are_counted_whatever_the_bytes_are(void **state)
{
    (void)state;
    assert_fits("abc", "d\n", 4);
    assert_fits("\xe6\x97\xa5\xe6\x9c\xac", "\n", 4);
    /* A write may end within a character. */
    assert_fits("ab\xe6\x97", "\xa5\n", 4);
    /* A byte that is no character takes the cell of what a terminal shows for it; a NUL takes none. */
    assert_fits("ab\xff", "c\n", 4);
    assert_fits("ab\xe6", "c\xc3\xa9\n", 4);
    assert_fits("ab\0c", "d\n", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_path_there_is_no_pager),
        cmocka_unit_test(cells_are_counted_whatever_the_bytes_are),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
