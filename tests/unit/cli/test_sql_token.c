/*
 * Where statements end, and what is still open.
 */
#include "harness.h"

#include "shell_statement.h"
#include "sql_token.h"

static sql_extent extent_of(const char *text)
{
    return sql_extent_of(text, strlen(text));
}

static void assert_ends_at(const char *text, size_t bytes)
{
    sql_extent extent = extent_of(text);

    assert_true(extent.has_ended);
    assert_int_equal(extent.bytes, bytes);
}

static void assert_open(const char *text, char open)
{
    sql_extent extent = extent_of(text);

    assert_false(extent.has_ended);
    assert_int_equal(extent.open, open);
}

static void a_semicolon_ends_a_statement(void **state)
{
    (void)state;
    assert_ends_at("SELECT 1; SELECT 2;", 9);
    assert_ends_at(";", 1);
    assert_open("SELECT 1", '\0');
    assert_open("SELECT 1 +", '\0');
    assert_open("", '\0');
}

static void a_semicolon_within_a_text_is_one_of_the_text(void **state)
{
    (void)state;
    assert_ends_at("SELECT ';';", 11);
    assert_ends_at("SELECT 'it''s; fine';", 21);
    assert_ends_at("SELECT \"a;b\";", 13);
    assert_ends_at("SELECT \"a\"\";b\";", 15);
    assert_ends_at("SELECT $$;$$;", 13);
    assert_ends_at("SELECT $x$ $$;$y$ $x$;", 22);
    assert_ends_at("SELECT e'\\';';", 14);
    assert_ends_at("SELECT $\xc3\xa4$;$\xc3\xa4$;", 17);
    /* A tag has no digit in front: these are parameters. */
    assert_ends_at("SELECT $1$;$1$", 11);
    assert_ends_at("SELECT $a;", 10);
    assert_ends_at("SELECT $1;", 10);
    /* Without the e a backslash is nothing special. */
    assert_ends_at("SELECT '\\';'", 11);
}

static void a_semicolon_within_a_comment_is_none(void **state)
{
    (void)state;
    assert_ends_at("SELECT 1 -- ; no\n;", 18);
    assert_ends_at("SELECT /* ; /* ; */ ; */ 1;", 27);
    assert_ends_at("SELECT 1-1;", 11);
    assert_ends_at("SELECT 4 /2;", 12);
    assert_ends_at("SELECT 4 /-- ;\n2;", 17);
    assert_ends_at("SELECT 4 //* ; */2;", 19);
}

static void what_is_open_is_told(void **state)
{
    (void)state;
    assert_open("SELECT 'a;", '\'');
    assert_open("SELECT 'it''", '\'');
    assert_open("SELECT e'a\\'", '\'');
    assert_open("SELECT E'a\\", '\'');
    assert_open("SELECT \"a", '"');
    assert_open("SELECT $$ a;", '$');
    assert_open("SELECT $tag$ a; $$", '$');
    assert_open("SELECT /* a; /* */", '*');
    assert_open("SELECT 'a' -- it's", '\0');
    assert_open("SELECT $1", '\0');
    assert_open("SELECT a$b$ FROM", '\0');
}

static void blanks_and_comments_are_no_statement(void **state)
{
    (void)state;
    assert_true(extent_of(" -- a\n /* b */ \n").is_blank);
    assert_true(extent_of(" ;").is_blank);
    assert_false(extent_of("x").is_blank);
}

static void any_byte_is_taken_for_something(void **state)
{
    static const char text[] = "a\0b {1} \x0e~ $";
    sql_token t;
    size_t at = 0;
    size_t count = 0;

    (void)state;
    for (; sql_token_next(text, sizeof(text) - 1, &at, &t); count++)
        assert_true(t.bytes > 0);
    assert_int_equal(count, 9);
    assert_int_equal(at, sizeof(text) - 1);
}

static void assert_statement(const char *sql, shell_statement wanted)
{
    assert_int_equal(shell_statement_of(sql, strlen(sql)), wanted);
}

static void what_a_statement_leaves_in_the_session_is_known(void **state)
{
    (void)state;
    assert_statement("SELECT 1", SHELL_STATEMENT_READS);
    assert_statement("-- nothing", SHELL_STATEMENT_READS);
    assert_statement("-- set\n from events", SHELL_STATEMENT_READS);
    assert_statement("(SELECT 1)", SHELL_STATEMENT_READS);
    assert_statement("insert into t values (1)", SHELL_STATEMENT_CHANGES);
    assert_statement("CREATE OR REPLACE TABLE temperatures(a INT)", SHELL_STATEMENT_CHANGES);
    assert_statement("CREATE TEMP VIEW v AS SELECT 1", SHELL_STATEMENT_LEAVES);
    assert_statement("create or replace temporary table t(a int)", SHELL_STATEMENT_LEAVES);
    assert_statement("CREATE TABLE", SHELL_STATEMENT_CHANGES);
    assert_statement("CREATE TABLE t AS SELECT 1 AS temp", SHELL_STATEMENT_CHANGES);
    assert_statement("SET threads = 1", SHELL_STATEMENT_LEAVES);
    assert_statement("PREPARE p AS SELECT 1", SHELL_STATEMENT_LEAVES);
    assert_statement("ATTACH 'x.db'", SHELL_STATEMENT_LEAVES);
    assert_statement("BEGIN", SHELL_STATEMENT_BEGINS);
    assert_statement("rollback;", SHELL_STATEMENT_ENDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_semicolon_ends_a_statement),
        cmocka_unit_test(a_semicolon_within_a_text_is_one_of_the_text),
        cmocka_unit_test(a_semicolon_within_a_comment_is_none),
        cmocka_unit_test(what_is_open_is_told),
        cmocka_unit_test(blanks_and_comments_are_no_statement),
        cmocka_unit_test(any_byte_is_taken_for_something),
        cmocka_unit_test(what_a_statement_leaves_in_the_session_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
