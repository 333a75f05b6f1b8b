/*
 * What manual pages and completions make of what a command says of itself.
 */
#include "harness.h"

#include "manual/argument.h"
#include "manual/manual_page.h"

static const struct poptOption options[] = {
    {"form", 'f', POPT_ARG_NONE, NULL, 1, "a switch", NULL},
    {"format", '\0', POPT_ARG_STRING, NULL, 2, "a text", "FORMAT"},
    {"output", 'o', POPT_ARG_STRING, NULL, 3, "a text", "FILE"},
    POPT_TABLEEND};

/* The names of the arguments that the synopsis has, with a blank behind each. The caller frees it. */
static char *arguments_of(const char *synopsis)
{
    const command c = {.name = "try", .synopsis = synopsis, .options = options};
    const char *at = synopsis;
    argument a;
    char *out = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&out, &bytes);

    assert_non_null(to);
    while (argument_next(&c, &at, &a))
        (void)fprintf(to, "%s ", a.name);
    assert_int_equal(fclose(to), 0);
    return out;
}

static void assert_arguments(const char *synopsis, const char *wanted)
{
    char *found = arguments_of(synopsis);

    assert_string_equal(found, wanted);
    free(found);
}

static void the_word_of_an_option_is_no_argument(void **state)
{
    (void)state;
    assert_arguments("[--format FORMAT] TABLE", "TABLE ");
    assert_arguments("[-o FILE] TABLE", "TABLE ");
    assert_arguments("[OPTION]... TABLE [-o]", "TABLE ");
}

static void what_follows_an_option_without_a_word_is_an_argument(void **state)
{
    (void)state;
    assert_arguments("-f TABLE", "TABLE ");
    assert_arguments("--form TABLE", "TABLE ");
    /* Of options that it does not have nothing is known. */
    assert_arguments("-x TABLE", "TABLE ");
    assert_arguments("--out FILE", "FILE ");
    assert_arguments("--nothing FILE", "FILE ");
}

static void what_roff_would_read_as_its_own_is_escaped(void **state)
{
    const command c = {.name = "try",
                       .summary = "tries",
                       .synopsis = "TABLE",
                       .description = ".a \\ - ' ` \" ^ ~ z",
                       .options = options,
                       .examples = "mpdata try\n"};
    char *page = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&page, &bytes);

    (void)state;
    assert_non_null(to);
    manual_page_write(&c, "2026-11-26", to);
    assert_int_equal(fclose(to), 0);
    assert_non_null(
        strstr(page, ".SH DESCRIPTION\n\\&.a \\e \\- \\(aq \\(ga \\(dq \\(ha \\(ti z\n"));
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_word_of_an_option_is_no_argument),
        cmocka_unit_test(what_follows_an_option_without_a_word_is_an_argument),
        cmocka_unit_test(what_roff_would_read_as_its_own_is_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
