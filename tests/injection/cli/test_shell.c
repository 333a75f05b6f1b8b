/*
 * Lines of the shell while calls fail: they are answered whole, or an error says why not, and the shell goes on.
 */
#include "fault_fixture.h"

#include <locale.h>

#include "cli/name_catalog.h"
#include "cli/note.h"
#include "cli/shell.h"
#include "cli/shell_names.h"
#include "database_fixture.h"
#include "folder_fixture.h"
#include "no_time_limit.h"

/* The command has a function of that name. */
#undef fail
#include "cli/exit_code.h"

static mpdata_db *db;

/* What the last line has shown, and the error that was told of it. */
static FILE *screen;
static char *shown;
static size_t shown_bytes;
static mpdata_error told;

static void keep(const mpdata_error *error)
{
    told = *error;
}

static void begin_screen(void *payload)
{
    (void)payload;
    screen = open_memstream(&shown, &shown_bytes);
    assert_non_null(screen);
    fail_tell_by(keep);
}

static void end_screen(void *payload, const fault *f, mpdata_status status)
{
    (void)payload;
    (void)f;
    (void)status;
    fail_tell_by(NULL);
    assert_int_equal(fclose(screen), 0);
    free(shown);
}

/* A drawing has as many lines without memory, but its characters are question marks then. */
static void add_shown(const char *line, outcome *out)
{
    bool is_drawing = strncmp(line, "EXPLAIN", 7) == 0;

    (void)fflush(screen);
    for (size_t i = 0; i < shown_bytes; i++)
        if (!is_drawing || shown[i] == '\n')
            outcome_add(out, shown + i, 1);
}

static mpdata_status run_line(void *payload, outcome *out, mpdata_error *error)
{
    target where = TARGET_INIT;
    shell_input input = {.next_line = 1, .first_line = 1, .statement_line = 1};
    shell s;

    shell_init(&s, &where, TARGET_READ);
    s.database.db = db;
    s.input = &input;
    told = (mpdata_error){.code = MPDATA_OK};
    FILE *output = stdout;
    stdout = screen;
    int code = shell_feed(&s, payload);
    stdout = output;
    shell_drop_statement(&s);
    add_shown(payload, out);
    if (s.next_output != NULL)
        outcome_add_text(out, s.next_output);
    shell_dispose(&s);
    *error = told;
    return code == EXIT_CODE_OK ? MPDATA_OK : told.code;
}

static void each_line_is_answered_whole_or_an_error(void **state)
{
    static char lines[][32] = {"EXPLAIN SELECT 5;", "\\d others", "\\o ~/out.csv",
                               "SELECT * FROM others;"};

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        const trial t = {run_line, lines[i], begin_screen, end_screen};

        (void)fail_each_call("allocation", ENOMEM, &t);
        (void)fail_each_call("engine", EIO, &t);
    }
}

static mpdata_status read_lines(void *payload, outcome *out, mpdata_error *error)
{
    target where = TARGET_INIT;
    shell s;
    FILE *from = fopen(payload, "r");

    (void)out;
    told = (mpdata_error){.code = MPDATA_OK};
    shell_init(&s, &where, TARGET_READ);
    int code = from == NULL ? fail_usage("%s", strerror(errno)) : shell_run_stream(&s, from, "it");
    if (from != NULL)
        (void)fclose(from);
    shell_dispose(&s);
    *error = told;
    return code == EXIT_CODE_OK && s.wants_end ? MPDATA_OK : told.code;
}

/* Without memory getline gives what it gives at the end. */
static void lines_that_there_is_no_memory_for_are_not_taken_for_the_end(void **state)
{
    char *path = path_in(folder, "lines.sql");
    const trial t = {read_lines, path, begin_screen, end_screen};

    (void)state;
    file_write_text(path, "\\format csv\n\\quit\n");
    assert_int_equal(fail_each_call("getdelim", ENOMEM, &t), 2);
    free(path);
}

/* ---- What the shell knows of its database -------------------------------------------------------------- */

static mpdata_status know(bool is_whole, mpdata_error *error)
{
    *error = (mpdata_error){.code = is_whole ? MPDATA_OK : MPDATA_ERROR_MEMORY,
                            .message = "not all is known"};
    return error->code;
}

static mpdata_status fetch_names(void *payload, outcome *out, mpdata_error *error)
{
    static const size_t wanted[] = {
        [NAME_TABLE] = 2, [NAME_COLUMN] = 2, [NAME_EVENT] = 3, [NAME_KEY] = 1};
    target where = TARGET_INIT;
    shell_database d = {.where = &where, .db = db};
    name_catalog names = {.fetch = shell_names_fetch, .payload = &d};
    bool is_whole = true;

    (void)payload;
    (void)out;
    for (size_t kind = 0; kind < NAME_KINDS; kind++)
        if (kind != NAME_FUNCTION)
            is_whole = name_catalog_get(&names, kind)->count >= wanted[kind] && is_whole;
    name_catalog_forget(&names);
    return know(is_whole, error);
}

static void names_that_can_not_be_read_are_left_out(void **state)
{
    const trial t = {fetch_names, NULL, NULL, NULL};

    (void)state;
    assert_true(fail_each_call("engine", EIO, &t) > 10);
    (void)fail_each_call("allocation", ENOMEM, &t);
}

static mpdata_status note_it(void *payload, outcome *out, mpdata_error *error)
{
    (void)payload;
    (void)out;
    FILE *errors = stderr;
    stderr = screen;
    note_want(true);
    note_database(db, false);
    note_want(false);
    stderr = errors;
    (void)fflush(screen);
    return know(strstr(shown, "opened a database in memory") != NULL &&
                    strstr(shown, " threads, ") != NULL,
                error);
}

static void what_is_not_known_of_a_database_is_not_noted(void **state)
{
    const trial t = {note_it, NULL, begin_screen, end_screen};

    (void)state;
    assert_true(fail_each_call("engine", EIO, &t) >= 2);
    (void)fail_each_call("allocation", ENOMEM, &t);
}

/* The exit code is that of the first error; a scratch database that could not be removed is told all the same. */
static void a_scratch_database_that_stays_is_told_after_any_other_error(void **state)
{
    const target where = {.ephemeral = true};
    mpdata_db *scratch = NULL;

    (void)state;
    begin_screen(NULL);
    assert_int_equal(target_open(&where, TARGET_CHANGE, &scratch), EXIT_CODE_OK);
    told = (mpdata_error){.code = MPDATA_OK};
    begin_fault("unlinkat", 1, "on", EACCES);
    assert_int_equal(target_close(scratch, EXIT_CODE_INPUT), EXIT_CODE_INPUT);
    assert_true(end_fault());
    assert_int_equal(told.code, MPDATA_ERROR_IO);
    end_screen(NULL, NULL, MPDATA_OK);
    mpdata_scratch_discard();
}

static int open_tables(void **state)
{
    (void)make_folder(state);
    char *path = path_in(folder, "lines");

    db = memory_or_fail();
    file_write_text(path,
                    "{\"event\":\"A\",\"properties\":{\"time\":1,\"$insert_id\":\"a\",\"n\":1}}\n"
                    "{\"event\":\"B\",\"properties\":{\"time\":1,\"$insert_id\":\"b\"}}\n"
                    "{\"event\":\"C\",\"properties\":{\"time\":1,\"$insert_id\":\"c\"}}\n");
    (void)load_or_fail(db, MPDATA_TABLE_EVENTS, "events", path);
    (void)ask(db, "CREATE TABLE others AS SELECT 1 AS a, 'x' AS b");
    free(path);
    return setenv("HOME", folder, 1);
}

static int close_tables(void **state)
{
    mpdata_db_free(db);
    return remove_folder(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_is_answered_whole_or_an_error),
        cmocka_unit_test(lines_that_there_is_no_memory_for_are_not_taken_for_the_end),
        cmocka_unit_test(names_that_can_not_be_read_are_left_out),
        cmocka_unit_test(what_is_not_known_of_a_database_is_not_noted),
        cmocka_unit_test(a_scratch_database_that_stays_is_told_after_any_other_error),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, open_tables, close_tables);
}
