/*
 * Texts of the command without memory: they are whole, or it is told that they are not; what a terminal might take for more than
 * text is never shown as it is.
 */
#include "fault_fixture.h"

#include <locale.h>
#include <sys/stat.h>

#include "cli/display_text.h"
#include "cli/libedit_functions.h"
#include "cli/listing.h"
#include "cli/shell_completion.h"
#include "cli/shell_history.h"
#include "cli/shell_words.h"
#include "cli/unique_names.h"
#include "folder_fixture.h"

/* The command has a function of that name. */
#undef fail
#include "cli/exit_code.h"

static mpdata_status lack(mpdata_error *error)
{
    *error = (mpdata_error){.code = MPDATA_ERROR_MEMORY, .message = "memory ran out"};
    return MPDATA_ERROR_MEMORY;
}

/* ---- What is shown ----------------------------------------------------------------------------------- */

static void assert_shortened(const char *text, size_t width, const char *wanted)
{
    display_text t = display_text_of(text, strlen(text), SIZE_MAX);

    assert_non_null(t.text);
    begin_fault("allocation", 1, "once", ENOMEM);
    display_text_shorten(&t, width);
    assert_true(end_fault());
    assert_string_equal(t.text, wanted);
    display_text_dispose(&t);
}

static void a_cut_without_memory_takes_the_room_that_is_there(void **state)
{
    (void)state;
    assert_shortened("Page View", 5, "Page\xe2\x80\xa6");
    /* Or nothing is cut. */
    assert_shortened("Page", 3, "Page");
}

static void without_memory_only_plain_characters_are_shown(void **state)
{
    char *shown = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&shown, &bytes);

    (void)state;
    assert_non_null(to);
    begin_fault("allocation", 1, "on", ENOMEM);
    display_text_print(to, "a~ \x1b[31m\x7f\xc3\xa4\nb");
    inject_end();
    assert_int_equal(fclose(to), 0);
    assert_string_equal(shown, "a~ ?[31m???\nb");
    free(shown);
}

/* ---- What is made ------------------------------------------------------------------------------------ */

static mpdata_status quote_word(void *payload, outcome *out, mpdata_error *error)
{
    char *quoted = shell_words_quote(payload);

    if (quoted == NULL)
        return lack(error);
    outcome_add_text(out, quoted);
    free(quoted);
    return MPDATA_OK;
}

static mpdata_status number_names(void *payload, outcome *out, mpdata_error *error)
{
    char **names = unique_names(payload, 3);

    if (names == NULL)
        return lack(error);
    for (size_t i = 0; i < 3; i++)
        outcome_add_text(out, names[i]);
    unique_names_free(names, 3);
    return MPDATA_OK;
}

static void words_and_names_are_whole_or_none(void **state)
{
    static char words[] = "two words";
    static row_column columns[] = {{"a", MPDATA_COLUMN_TEXT, false},
                                   {"a", MPDATA_COLUMN_TEXT, false},
                                   {"a", MPDATA_COLUMN_TEXT, false}};

    (void)state;
    fail_all_allocations(quote_word, words);
    fail_all_allocations(number_names, columns);
}

static void give_keys(name_catalog *c, name_kind kind, void *payload)
{
    (void)payload;
    if (kind == NAME_KEY) {
        (void)name_catalog_add(c, kind, "$browser", 8);
        (void)name_catalog_add(c, kind, "$a/b", 4);
    }
}

/* A name that there was no memory for is not offered. */
static mpdata_status complete_keys(void *payload, outcome *out, mpdata_error *error)
{
    name_catalog names = {.fetch = give_keys};
    completion c = COMPLETION_INIT;

    shell_completion_fill(payload, strlen(payload), strlen(payload), &names, &c);
    for (size_t i = 0; i < c.count; i++)
        outcome_add_text(out, c.entries[i].inserted);
    bool is_complete = c.count == 2;
    completion_dispose(&c);
    name_catalog_forget(&names);
    return is_complete ? MPDATA_OK : lack(error);
}

static void completions_are_whole_or_left_out(void **state)
{
    static char line[] = "SELECT properties->>'$";

    (void)state;
    fail_all_allocations(complete_keys, line);
}

/* ---- What is kept ------------------------------------------------------------------------------------ */

static void count_entry(const char *entry, void *payload)
{
    size_t *entries = payload;

    assert_int_equal(strncmp(entry, "SELECT ", 7), 0);
    (*entries)++;
}

static mpdata_status read_history(void *payload, outcome *out, mpdata_error *error)
{
    shell_history h;
    size_t entries = 0;
    bool is_open = shell_history_open(&h, payload, count_entry, &entries);

    if (is_open)
        shell_history_close(&h);
    outcome_add(out, &entries, sizeof(entries));
    return entries == 600 ? MPDATA_OK : lack(error);
}

static void a_history_of_which_a_part_was_read_is_not_cut(void **state)
{
    char *path = path_in(folder, "history");
    struct stat before;
    struct stat after;
    FILE *file = fopen(path, "w");

    (void)state;
    assert_non_null(file);
    for (int i = 0; i < 600; i++)
        (void)fprintf(file, "SELECT %d;\n", i);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(stat(path, &before), 0);
    fail_all_allocations(read_history, path);
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    free(path);
}

static void a_history_that_others_could_read_is_not_written(void **state)
{
    char *path = path_in(folder, "open");
    shell_history h;
    size_t entries = 0;

    (void)state;
    file_write_text(path, "SELECT 1;\n");
    assert_int_equal(chmod(path, 0644), 0);
    begin_fault("fchmod", 1, "once", EPERM);
    assert_false(shell_history_open(&h, path, count_entry, &entries));
    assert_int_equal(errno, EPERM);
    assert_true(end_fault());
    assert_int_equal(entries, 0);
    free(path);
}

static mpdata_status list_texts(void *payload, outcome *out, mpdata_error *error)
{
    static const row_column columns[] = {{"a", MPDATA_COLUMN_TEXT, false},
                                         {"b", MPDATA_COLUMN_TEXT, false}};
    const listing_place place = {ROW_FORMAT_JSON, payload, NULL};
    listing l;

    (void)out;
    listing_begin(&l, &place, columns, 2);
    listing_text(&l, "one");
    listing_text(&l, "two");
    return listing_end(&l) == 0 ? MPDATA_OK : lack(error);
}

/* The list as it was before, or with its rows. */
static void assert_listed(void *payload, const fault *f, mpdata_status status)
{
    char text[256] = "";
    FILE *file = fopen(payload, "r");

    if (file != NULL) {
        (void)!fread(text, 1, sizeof(text) - 1, file);
        (void)fclose(file);
    }
    if (status == MPDATA_OK)
        assert_string_equal(text, "[\n{\"a\":\"one\",\"b\":\"two\"}\n]\n");
    else
        assert_string_equal(text, f == NULL ? "" : "before");
    file_write_text(payload, "before");
}

static void a_list_is_whole_or_as_it_was(void **state)
{
    char *path = path_in(folder, "list.json");
    const trial t = {list_texts, path, NULL, assert_listed};
    outcome wanted = succeed(&t);
    fault f = {"allocation", 1, ENOMEM, true};

    (void)state;
    (void)fail_each_call("allocation", ENOMEM, &t);
    for (; fail_one(&f, &t, wanted); f.number++)
        continue;
    free(path);
}

static mpdata_error told;

static void keep(const mpdata_error *error)
{
    told = *error;
}

static void of_the_errors_of_a_list_the_first_is_told(void **state)
{
    static const row_column column = {"a", MPDATA_COLUMN_TEXT, false};
    static char text[3 * WRITE_BUFFER_BYTES];
    const listing_place place = {ROW_FORMAT_JSON, "/dev/full", NULL};
    listing l;

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    fail_tell_by(keep);
    listing_begin(&l, &place, &column, 1);
    listing_text(&l, text);
    begin_fault("allocation", 1, "on", ENOMEM);
    listing_text(&l, text);
    assert_true(end_fault());
    assert_int_equal(listing_end(&l), EXIT_CODE_GENERAL);
    fail_tell_by(NULL);
    assert_non_null(strstr(told.message, strerror(ENOSPC)));
}

static void a_line_editor_that_lacks_a_function_is_none(void **state)
{
    libedit_functions functions;

    (void)state;
    assert_true(libedit_functions_bind(&functions));
    begin_fault("dlsym", 3, "once", 0);
    assert_false(libedit_functions_bind(&functions));
    assert_true(end_fault());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_without_memory_takes_the_room_that_is_there),
        cmocka_unit_test(without_memory_only_plain_characters_are_shown),
        cmocka_unit_test(words_and_names_are_whole_or_none),
        cmocka_unit_test(completions_are_whole_or_left_out),
        cmocka_unit_test(a_history_of_which_a_part_was_read_is_not_cut),
        cmocka_unit_test(a_history_that_others_could_read_is_not_written),
        cmocka_unit_test(a_list_is_whole_or_as_it_was),
        cmocka_unit_test(of_the_errors_of_a_list_the_first_is_told),
        cmocka_unit_test(a_line_editor_that_lacks_a_function_is_none),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
