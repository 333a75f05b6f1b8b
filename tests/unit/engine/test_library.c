/*
 * Finding DuckDB's library: which place wins, and what is said of a file that will not do.
 */
#include "harness.h"

#include <stdbool.h>

#include "mpdata.h"

static char *folder;
/* A DuckDB that works, by a path of its own. */
static char good[MPDATA_ERROR_SOURCE_BYTES];

static int find_a_good_library(void **state)
{
    mpdata_engine_info info;
    mpdata_error error;

    (void)state;
    folder = folder_make();
    if (mpdata_engine_info_read(NULL, &info, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    (void)snprintf(good, sizeof(good), "%s", info.path);
    assert_int_equal(unsetenv("MPDATA_DUCKDB_LIBRARY"), 0);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    folder_remove(folder);
    return 0;
}

static int forget_environment(void **state)
{
    (void)state;
    return unsetenv("MPDATA_DUCKDB_LIBRARY");
}

static void name_in_environment(const char *path)
{
    assert_int_equal(setenv("MPDATA_DUCKDB_LIBRARY", path, 1), 0);
}

static void assert_says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", text, part);
}

/* `explicit_path` may be NULL; `path` and `part` must be in the message. */
static void assert_not_loaded(const char *explicit_path, const char *path, const char *part)
{
    mpdata_engine_info info;
    mpdata_error error;

    assert_int_equal(mpdata_engine_info_read(explicit_path, &info, &error), MPDATA_ERROR_ENGINE);
    assert_int_equal(error.code, MPDATA_ERROR_ENGINE);
    assert_says(error.message, path);
    assert_says(error.message, part);
    assert_string_equal(info.version, "");
}

/* A shared library made of this C source; the test is skipped where there is no compiler. */
static char *library_of(const char *name, const char *source)
{
    char *path = path_in(folder, name);
    char *text = path_in(folder, "source.c");
    char command[8192];

    file_write_text(text, source);
    (void)snprintf(command, sizeof(command), "cc -shared -fPIC -o '%s' '%s' 2>/dev/null", path,
                   text);
    int status = system(command);
    free(text);
    if (status != 0) {
        free(path);
        skip();
    }
    return path;
}

static void what_is_found_tells_its_version_and_its_file(void **state)
{
    mpdata_engine_info info;

    (void)state;
    assert_int_equal(mpdata_engine_info_read(good, &info, NULL), MPDATA_OK);
    assert_string_equal(info.path, good);
    assert_true(info.version[0] >= '0' && info.version[0] <= '9');
    assert_int_equal(mpdata_engine_info_read(good, NULL, NULL), MPDATA_ERROR_ARGUMENT);
}

static void a_library_that_is_missing_is_named(void **state)
{
    char *path = path_in(folder, "missing.so");

    (void)state;
    assert_not_loaded(path, path, "No such file");
    name_in_environment(path);
    assert_not_loaded(NULL, path, "MPDATA_DUCKDB_LIBRARY");
    free(path);
}

static void a_file_that_is_no_library_is_named(void **state)
{
    char *text = path_in(folder, "text.so");
    char *empty = path_in(folder, "empty.so");

    (void)state;
    file_write_text(text,
                    "This is a text, and long enough to have room for the header of a library.");
    file_write_text(empty, "");
    assert_not_loaded(text, text, "invalid ELF header");
    assert_not_loaded(empty, empty, "file too short");
    assert_not_loaded(folder, folder, "Tried");
    free(text);
    free(empty);
}

static void an_empty_path_is_not_the_program_itself(void **state)
{
    (void)state;
    assert_not_loaded("", "Tried", "empty");
}

static void a_library_of_another_machine_is_named(void **state)
{
    /* A 64-bit ELF library as it begins, of a machine that nobody has. */
    unsigned char header[64] = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0};
    char *path = path_in(folder, "foreign.so");

    (void)state;
    header[16] = 3;
    header[18] = 0xfe;
    header[19] = 0xca;
    header[20] = 1;
    header[52] = 64;
    header[54] = 56;
    file_write(path, header, sizeof(header));
    assert_not_loaded(path, path, "Tried");
    free(path);
}

static void a_library_that_is_not_duckdbs_is_named(void **state)
{
    char *path = library_of("other.so", "int something_else(void) { return 1; }\n");

    (void)state;
    assert_not_loaded(path, path, "is not DuckDB's library");
    name_in_environment(path);
    assert_not_loaded(NULL, path, "is not DuckDB's library");
    free(path);
}

static void a_duckdb_that_is_too_old_is_named_with_both_versions(void **state)
{
    static const char *const versions[] = {"v1.4.3", "v1.2.10", "v0.10.3"};

    (void)state;
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        char source[256];
        char name[32];

        (void)snprintf(name, sizeof(name), "old%zu.so", i);
        (void)snprintf(source, sizeof(source),
                       "const char *duckdb_library_version(void) { return \"%s\"; }\n",
                       versions[i]);
        char *path = library_of(name, source);
        assert_not_loaded(path, path, versions[i] + 1);
        assert_not_loaded(path, path, "needs " MPDATA_ENGINE_OLDEST_VERSION " or newer");
        free(path);
    }
}

/* A development build has a hash for its version: only what it lacks can be held against it. */
static void a_duckdb_that_lacks_functions_is_named_with_the_first_of_them(void **state)
{
    static const char *const versions[] = {"v1.4.4", "v9.0.0", "0f1e2d3c4b"};

    (void)state;
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        char source[256];
        char name[32];

        (void)snprintf(name, sizeof(name), "lacking%zu.so", i);
        (void)snprintf(source, sizeof(source),
                       "const char *duckdb_library_version(void) { return \"%s\"; }\n",
                       versions[i]);
        char *path = library_of(name, source);
        assert_not_loaded(path, path, "lacks the function duckdb_");
        free(path);
    }
}

static void the_path_in_the_options_wins_over_the_environment(void **state)
{
    char *missing = path_in(folder, "missing.so");
    char *other = path_in(folder, "also-missing.so");
    mpdata_engine_info info;

    (void)state;
    name_in_environment(missing);
    assert_int_equal(mpdata_engine_info_read(good, &info, NULL), MPDATA_OK);
    assert_not_loaded(other, other, "No such file");
    name_in_environment(good);
    assert_not_loaded(missing, missing, "No such file");
    free(missing);
    free(other);
}

static void the_environment_wins_over_the_search(void **state)
{
    char *missing = path_in(folder, "missing.so");
    mpdata_engine_info info;

    (void)state;
    name_in_environment(missing);
    assert_not_loaded(NULL, missing, "No such file");
    name_in_environment(good);
    assert_int_equal(mpdata_engine_info_read(NULL, &info, NULL), MPDATA_OK);
    assert_string_equal(info.path, good);
    free(missing);
}

static void an_empty_variable_is_none(void **state)
{
    mpdata_engine_info without;
    mpdata_engine_info with;
    mpdata_status status = mpdata_engine_info_read(NULL, &without, NULL);

    (void)state;
    name_in_environment("");
    assert_int_equal(mpdata_engine_info_read(NULL, &with, NULL), status);
    assert_string_equal(with.path, without.path);
}

static void opening_a_database_takes_the_library_of_its_options(void **state)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    char *missing = path_in(folder, "missing.so");
    char *file = path_in(folder, "new.db");
    mpdata_db *db = NULL;
    mpdata_error error;

    (void)state;
    options.engine_library = missing;
    assert_int_equal(mpdata_open_memory(&options, &db, &error), MPDATA_ERROR_ENGINE);
    assert_null(db);
    assert_says(error.message, missing);
    assert_int_equal(mpdata_open(file, &options, &db, &error), MPDATA_ERROR_ENGINE);
    assert_null(fopen(file, "rb"));
    options.engine_library = good;
    assert_int_equal(mpdata_open_memory(&options, &db, &error), MPDATA_OK);
    mpdata_db_free(db);
    free(missing);
    free(file);
}

#define TEST(name) cmocka_unit_test_teardown(name, forget_environment)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_found_tells_its_version_and_its_file),
        TEST(a_library_that_is_missing_is_named),
        TEST(a_file_that_is_no_library_is_named),
        TEST(an_empty_path_is_not_the_program_itself),
        TEST(a_library_of_another_machine_is_named),
        TEST(a_library_that_is_not_duckdbs_is_named),
        TEST(a_duckdb_that_is_too_old_is_named_with_both_versions),
        TEST(a_duckdb_that_lacks_functions_is_named_with_the_first_of_them),
        TEST(the_path_in_the_options_wins_over_the_environment),
        TEST(the_environment_wins_over_the_search),
        TEST(an_empty_variable_is_none),
        TEST(opening_a_database_takes_the_library_of_its_options),
    };

    return cmocka_run_group_tests(tests, find_a_good_library, remove_folder);
}
