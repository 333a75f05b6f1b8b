/*
 * What Tab makes of a line.
 */
#include "harness.h"

#include <locale.h>
#include <sys/stat.h>

#include "shell_completion.h"
#include "shell_words.h"

static unsigned fetches[NAME_KINDS];

static void fetch(name_catalog *c, name_kind kind, void *payload)
{
    static const char *const names[NAME_KINDS][8] = {
        [NAME_TABLE] = {"events", "profiles", "my table", "say \"hi\"", "select"},
        [NAME_COLUMN] = {"event_name", "event_time", "Größe", "properties"},
        [NAME_FUNCTION] = {"prop", "prop_number", "count"},
        [NAME_EVENT] = {"Purchase", "Page View", "it's", "two\nlines", "turn\xe2\x80\xae"},
        [NAME_KEY] = {"plan", "$browser", "$browser_version", "/a~b", "o'clock", "a\\b",
                      "\x1b[31m"},
    };

    (void)payload;
    fetches[kind]++;
    for (size_t i = 0; i < 8 && names[kind][i] != NULL; i++)
        assert_true(name_catalog_add(c, kind, names[kind][i], strlen(names[kind][i])));
}

/* Names that other programs may have given. */
static void fetch_odd(name_catalog *c, name_kind kind, void *payload)
{
    static const char *const names[NAME_KINDS][4] = {
        [NAME_TABLE] = {"2024", "a{b", "a~b", ""},
        [NAME_COLUMN] = {"A", "a"},
        [NAME_FUNCTION] = {"a b", "ab"},
        [NAME_KEY] = {"", "\xc3\xa4x", "\xc3\xb6x"},
    };

    (void)payload;
    for (size_t i = 0; i < 4 && names[kind][i] != NULL; i++)
        assert_true(name_catalog_add(c, kind, names[kind][i], strlen(names[kind][i])));
}

static void fetch_many(name_catalog *c, name_kind kind, void *payload)
{
    char name[16];

    (void)payload;
    for (int i = 0; i < 200; i++) {
        int bytes = snprintf(name, sizeof(name), "t%d", i);
        assert_true(name_catalog_add(c, kind, name, (size_t)bytes));
    }
}

static void (*fetch_names)(name_catalog *c, name_kind kind, void *payload) = fetch;

/* The line after Tab, or where there are several the names: "a|b". The caller frees it. */
static char *completed(const char *before, const char *line)
{
    name_catalog names = {.fetch = fetch_names};
    completion c = COMPLETION_INIT;
    char *text = NULL;
    char *out = NULL;
    size_t bytes = 0;

    assert_true(asprintf(&text, "%s%s", before, line) >= 0);
    shell_completion_fill(text, strlen(text), strlen(line), &names, &c);
    FILE *to = open_memstream(&out, &bytes);
    assert_non_null(to);
    if (c.count == 1)
        (void)fprintf(to, "%.*s%s%s", (int)(strlen(line) - c.replaced_bytes), line,
                      c.entries[0].inserted, c.suffix);
    for (size_t i = 0; c.count > 1 && i < c.count; i++)
        (void)fprintf(to, "%s%s", i == 0 ? "" : "|", c.entries[i].shown);
    assert_int_equal(fclose(to), 0);
    completion_dispose(&c);
    name_catalog_forget(&names);
    free(text);
    return out;
}

static void assert_completed_behind(const char *before, const char *line, const char *wanted)
{
    char *out = completed(before, line);

    assert_string_equal(out, wanted);
    free(out);
}

static void assert_completed(const char *line, const char *wanted)
{
    assert_completed_behind("", line, wanted);
}

static void keywords_come_in_the_case_that_is_typed(void **state)
{
    (void)state;
    assert_completed("SELECT 1 HAV", "SELECT 1 HAVING ");
    assert_completed("select 1 hav", "select 1 having ");
}

static void tables_stand_behind_from(void **state)
{
    (void)state;
    assert_completed("SELECT * FROM ev", "SELECT * FROM events ");
    assert_completed("SELECT * FROM ", "events|my table|profiles|say \"hi\"|select");
    assert_completed("SELECT * FROM MY", "SELECT * FROM \"my table\"");
    assert_completed("SELECT * FROM \"s", "say \"hi\"|select");
    assert_completed("SELECT * FROM \"sa", "SELECT * FROM \"say \"\"hi\"\"\"");
    assert_completed("SELECT * FROM sel", "SELECT * FROM \"select\"");
    assert_completed_behind("SELECT *\nFROM\n", "pro", "profiles ");
}

static void columns_and_functions_stand_elsewhere(void **state)
{
    (void)state;
    assert_completed("SELECT event_n", "SELECT event_name ");
    assert_completed("SELECT e.event_t", "SELECT e.event_time ");
    assert_completed("SELECT Gr\xc3\xb6", "SELECT \"Gr\xc3\xb6\xc3\x9f"
                                          "e\"");
    assert_completed("SELECT prop_n", "SELECT prop_number(");
}

static void keys_are_quoted_for_the_place_where_they_stand(void **state)
{
    (void)state;
    assert_completed("SELECT properties->>'pl", "SELECT properties->>'plan'");
    assert_completed("SELECT prop(properties, '$browser_",
                     "SELECT prop(properties, '$browser_version'");
    assert_completed("SELECT prop_number(e.properties, '$browser_",
                     "SELECT prop_number(e.properties, '$browser_version'");
    /* A path would begin with $: it must be a pointer. */
    assert_completed("SELECT properties->>'$browser_", "SELECT properties->>'/$browser_version'");
    assert_completed("SELECT properties->>'/$browser_", "SELECT properties->>'/$browser_version'");
    assert_completed("SELECT properties->'/a", "SELECT properties->'/~1a~0b'");
    assert_completed("SELECT properties->>'o''", "SELECT properties->>'o''clock'");
    assert_completed("SELECT properties->>'a", "SELECT properties->>'a\\b'");
    assert_completed("SELECT properties->>'$b", "$browser|$browser_version");
}

static void event_names_stand_behind_event_name(void **state)
{
    (void)state;
    assert_completed("SELECT 1 WHERE event_name = 'Pu", "SELECT 1 WHERE event_name = 'Purchase'");
    assert_completed("SELECT 1 WHERE e.event_name IN ('x', 'Pa",
                     "SELECT 1 WHERE e.event_name IN ('x', 'Page View'");
    assert_completed("SELECT 1 WHERE event_name NOT LIKE 'it",
                     "SELECT 1 WHERE event_name NOT LIKE 'it''s'");
    assert_completed("SELECT 1 WHERE event_name = 'pl", "");
    assert_completed("SELECT 'pl", "SELECT 'plan'");
}

static void names_of_any_kind_are_quoted_where_they_must_be(void **state)
{
    (void)state;
    fetch_names = fetch_odd;
    assert_completed("SELECT * FROM 2", "SELECT * FROM \"2024\"");
    assert_completed("SELECT * FROM \"a{", "SELECT * FROM \"a{b\"");
    assert_completed("SELECT * FROM ", "|2024|a{b|a~b");
    assert_completed("SELECT x.a", "A|a");
    assert_completed("SELECT \"2", "SELECT \"2024\"");
    assert_completed("SELECT * FROM t WHERE ab", "SELECT * FROM t WHERE ab(");
    assert_completed("SELECT properties->>'", "|\xc3\xa4x|\xc3\xb6x");
    fetch_names = fetch;
    assert_completed("SELECT * FROM \"say \"\"h", "SELECT * FROM \"say \"\"hi\"\"\"");
}

static void many_names_are_all_there(void **state)
{
    (void)state;
    fetch_names = fetch_many;
    assert_completed("SELECT * FROM t199", "SELECT * FROM t199 ");
    char *out = completed("", "SELECT * FROM ");
    assert_int_equal(strlen(out), 10 * 2 + 90 * 3 + 100 * 4 + 199);
    free(out);
    fetch_names = fetch;
}

/* However much stands before it. */
static void the_words_before_count_back_to_the_last_sixty_or_so(void **state)
{
    char line[512] = "SELECT 1";

    (void)state;
    for (int i = 0; i < 100; i++)
        (void)strcat(line, ",1");
    (void)strcat(line, " FROM prof");
    char *out = completed("", line);
    assert_string_equal(out + strlen(out) - 14, "FROM profiles ");
    free(out);
}

#define EVERY_NAME                                                                                 \
    "event_name|event_time|events|Größe|my table|profiles|properties|say \"hi\"|select"

static void what_the_words_before_do_not_tell_is_offered_whole(void **state)
{
    (void)state;
    assert_completed("pro", "profiles|prop|prop_number|properties");
    assert_completed("SELECT a+event_t", "SELECT a+event_time ");
    assert_completed("SELECT 1+event_n", "SELECT 1+event_name ");
    assert_completed("SELECT 1; SELECT event_n", "SELECT 1; SELECT event_name ");
    assert_completed("SELECT 12", "");
    assert_completed("SELECT e.", "event_name|event_time|Größe|properties");
    assert_completed("SELECT ", EVERY_NAME);
    assert_completed("", EVERY_NAME);
    assert_completed("SELECT 1;", EVERY_NAME);
    assert_completed("SELECT prop(lower(properties), 'pl", "SELECT prop(lower(properties), 'plan'");
    assert_completed("SELECT lower(f(x), 'pl", "SELECT lower(f(x), 'plan'");
    assert_completed("SELECT 1 WHERE \"event_name\" = 'Pu",
                     "SELECT 1 WHERE \"event_name\" = 'Purchase'");
    assert_completed("SELECT 1 WHERE other = 'pl", "SELECT 1 WHERE other = 'plan'");
    assert_completed("SELECT 1 WHERE other NOT LIKE 'pl", "SELECT 1 WHERE other NOT LIKE 'plan'");
    assert_completed("SELECT 1 WHERE event_name NOT IN ('Pu",
                     "SELECT 1 WHERE event_name NOT IN ('Purchase'");
    assert_completed("SELECT 1 WHERE event_name IN ('pl", "");
    assert_completed("SELECT 1 WHERE other IN ('pl", "SELECT 1 WHERE other IN ('plan'");
    assert_completed("SELECT 1 WHERE other NOT IN ('pl", "SELECT 1 WHERE other NOT IN ('plan'");
    assert_completed("SELECT /* a */ event_n", "SELECT /* a */ event_name ");
    assert_completed("SELECT * FROM /* a */", "events|my table|profiles|say \"hi\"|select");
    assert_completed("= 'pl", "= 'plan'");
}

static void names_that_a_line_cannot_hold_are_left_out(void **state)
{
    (void)state;
    assert_completed("SELECT 1 WHERE event_name = 't", "");
    assert_completed("SELECT prop(properties, '\x1b", "");
}

static void comments_and_finished_texts_are_left_alone(void **state)
{
    (void)state;
    assert_completed("SELECT 1 -- ev", "");
    assert_completed("SELECT /* ev", "");
    assert_completed("SELECT $1", "");
    assert_completed("SELECT $$ev", "");
    assert_completed("SELECT e'pl", "");
    assert_completed("SELECT 'plan'", "");
    /* What a line before began can't be changed. */
    assert_completed_behind("SELECT 'Page\n", "Vi", "");
}

static void commands_complete_their_words(void **state)
{
    (void)state;
    assert_completed("\\ke", "\\keys ");
    assert_completed("\\keys ev", "\\keys events ");
    assert_completed("\\keys events --event Pu", "\\keys events --event Purchase ");
    assert_completed("\\keys events --event 'Page V", "\\keys events --event 'Page View' ");
    assert_completed("\\keys events --event it", "\\keys events --event 'it''s' ");
    assert_completed("\\column events $browser_", "\\column events $browser_version ");
    assert_completed("\\column events event_t", "\\column events event_time ");
    assert_completed("\\format cs", "\\format csv ");
    assert_completed("\\format json", "json|jsonl");
    assert_completed("\\timing o", "off|on");
    assert_completed("\\nothing ev", "");
    assert_completed("\\keys ", "events|my table|profiles|say \"hi\"|select");
    assert_completed("\\keys events ev", "");
    assert_completed("\\column events plan more", "");
    assert_completed("\\rows 1", "");
    assert_completed("\\q ", "");
    assert_completed("\\keys events --event", "");
    assert_completed(".mode md", "");
    assert_completed(".mode ma", ".mode markdown ");
}

static void files_are_completed_folders_with_a_slash(void **state)
{
    char *folder = folder_make();
    char *path = path_in(folder, "a file.sql");
    char *inner = path_in(folder, "folder");
    char *line = NULL;
    char *wanted = NULL;

    (void)state;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(mkdir(inner, 0700), 0);
    assert_true(asprintf(&line, "\\i %s/a", folder) > 0);
    assert_true(asprintf(&wanted, "\\i '%s/a file.sql'", folder) > 0);
    assert_completed(line, wanted);
    free(line);
    free(wanted);
    assert_true(asprintf(&line, "\\o %s/f", folder) > 0);
    assert_true(asprintf(&wanted, "\\o %s/folder/", folder) > 0);
    assert_completed(line, wanted);
    free(line);
    free(wanted);
    assert_true(asprintf(&line, "\\i %s/*", folder) > 0);
    assert_completed(line, "");
    free(line);
    assert_completed("\\i /no/such/folder/x", "");
    free(inner);
    free(path);
    folder_remove(folder);
}

static void names_are_fetched_when_they_are_asked_for_and_once(void **state)
{
    name_catalog names = {.fetch = fetch};
    completion c = COMPLETION_INIT;

    (void)state;
    memset(fetches, 0, sizeof(fetches));
    for (int i = 0; i < 2; i++) {
        shell_completion_fill("SELECT * FROM e", 15, 15, &names, &c);
        completion_dispose(&c);
    }
    assert_int_equal(fetches[NAME_TABLE], 1);
    assert_int_equal(fetches[NAME_KEY], 0);
    name_catalog_forget(&names);
    shell_completion_fill("SELECT * FROM e", 15, 15, &names, &c);
    completion_dispose(&c);
    assert_int_equal(fetches[NAME_TABLE], 2);
    name_catalog_forget(&names);
}

static void the_common_beginning_is_of_whole_characters(void **state)
{
    completion c = COMPLETION_INIT;

    (void)state;
    assert_true(completion_add(&c, "a\xc3\xa4", "a\xc3\xa4"));
    assert_true(completion_add(&c, "a\xc3\xb6", "a\xc3\xb6"));
    assert_int_equal(completion_common_bytes(&c), 1);
    completion_dispose(&c);
    assert_true(completion_add(&c, "\xc3\xa4", "\xc3\xa4"));
    assert_true(completion_add(&c, "\xc3\xb6", "\xc3\xb6"));
    assert_int_equal(completion_common_bytes(&c), 0);
    completion_dispose(&c);
    assert_true(completion_add(&c, "ab", "ab"));
    assert_true(completion_add(&c, "abc", "abc"));
    assert_int_equal(completion_common_bytes(&c), 2);
    completion_dispose(&c);
}

static void what_would_be_inserted_twice_is_offered_once(void **state)
{
    completion c = COMPLETION_INIT;

    (void)state;
    assert_true(completion_add(&c, "a", "a"));
    assert_true(completion_add(&c, "A", "\"A\""));
    assert_true(completion_add(&c, "a", "a"));
    completion_sort(&c);
    assert_int_equal(c.count, 2);
    completion_dispose(&c);
}

static void words_are_read_as_they_are_quoted(void **state)
{
    static const char *const texts[] = {"plain", "two words", "it's", "say \"hi\"",
                                        "",      "a\\b",      "$x"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char *quoted = shell_words_quote(texts[i]);
        shell_words w;

        assert_true(shell_words_read(&w, quoted, strlen(quoted)));
        assert_int_equal(w.count, 1);
        assert_string_equal(w.words[0], texts[i]);
        assert_false(w.is_open);
        shell_words_dispose(&w);
        free(quoted);
    }
}

static void blanks_of_any_kind_part_words(void **state)
{
    shell_words w;

    (void)state;
    assert_true(shell_words_read(&w, "a\tb\v\x01\xc3\xa4 ", 8));
    assert_int_equal(w.count, 3);
    assert_string_equal(w.words[0], "a");
    assert_string_equal(w.words[1], "b");
    assert_string_equal(w.words[2], "\x01\xc3\xa4");
    assert_int_equal(w.last_at, 8);
    shell_words_dispose(&w);
    assert_true(shell_words_read(&w, "", 0));
    assert_int_equal(w.count, 0);
    assert_int_equal(w.last_at, 0);
    shell_words_dispose(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keywords_come_in_the_case_that_is_typed),
        cmocka_unit_test(tables_stand_behind_from),
        cmocka_unit_test(columns_and_functions_stand_elsewhere),
        cmocka_unit_test(keys_are_quoted_for_the_place_where_they_stand),
        cmocka_unit_test(event_names_stand_behind_event_name),
        cmocka_unit_test(names_of_any_kind_are_quoted_where_they_must_be),
        cmocka_unit_test(many_names_are_all_there),
        cmocka_unit_test(the_words_before_count_back_to_the_last_sixty_or_so),
        cmocka_unit_test(what_the_words_before_do_not_tell_is_offered_whole),
        cmocka_unit_test(names_that_a_line_cannot_hold_are_left_out),
        cmocka_unit_test(comments_and_finished_texts_are_left_alone),
        cmocka_unit_test(commands_complete_their_words),
        cmocka_unit_test(files_are_completed_folders_with_a_slash),
        cmocka_unit_test(names_are_fetched_when_they_are_asked_for_and_once),
        cmocka_unit_test(the_common_beginning_is_of_whole_characters),
        cmocka_unit_test(what_would_be_inserted_twice_is_offered_once),
        cmocka_unit_test(words_are_read_as_they_are_quoted),
        cmocka_unit_test(blanks_of_any_kind_part_words),
    };

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
