/*
 * The search for DuckDB's library where nobody names it. The source is compiled into this test with folders that
 * the test can fill, instead of those of the installation and of the build tree.
 */
#include "harness.h"

#include <unistd.h>

#undef MPDATA_DUCKDB_INSTALL_DIR
#undef MPDATA_DUCKDB_BUILD_DIR
#define MPDATA_DUCKDB_INSTALL_DIR (install_folder)
#define MPDATA_DUCKDB_BUILD_DIR (build_folder)

static const char *install_folder;
static const char *build_folder;

/* NOLINTNEXTLINE(bugprone-suspicious-include): the module under test, with other folders. */
#include "engine/library.c"

static char *folder;
static bool has_memory = true;

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
bool __real_buffer_terminate(buffer *b);
bool __wrap_buffer_terminate(buffer *b);

bool __wrap_buffer_terminate(buffer *b)
{
    return has_memory && __real_buffer_terminate(b);
}

/* NOLINTEND(bugprone-reserved-identifier) */

static int make_folders(void **state)
{
    (void)state;
    folder = folder_make();
    install_folder = path_in(folder, "install");
    build_folder = path_in(folder, "build");
    return unsetenv("MPDATA_DUCKDB_LIBRARY");
}

static int remove_folders(void **state)
{
    (void)state;
    free((void *)(uintptr_t)install_folder);
    free((void *)(uintptr_t)build_folder);
    folder_remove(folder);
    return 0;
}

static void assert_names(const mpdata_error *error, const char *part)
{
    if (strstr(error->message, part) == NULL)
        fail_msg("\"%s\" does not name \"%s\"", error->message, part);
}

static void every_place_that_was_tried_is_named(void **state)
{
    engine_library *library = NULL;
    mpdata_error error;
    char place[4200];

    (void)state;
    if (engine_library_load(NULL, &library, &error) == MPDATA_OK) {
        /* The system has a DuckDB of its own. */
        engine_library_free(library);
        skip();
    }
    assert_int_equal(error.code, MPDATA_ERROR_ENGINE);
    assert_null(library);
    assert_names(&error, "/mpdata/" LIBRARY_FILE);
    (void)snprintf(place, sizeof(place), "%s/%s", install_folder, LIBRARY_FILE);
    assert_names(&error, place);
    (void)snprintf(place, sizeof(place), "%s/%s", build_folder, LIBRARY_FILE);
    assert_names(&error, place);
    assert_names(&error, LIBRARY_FILE ": cannot open shared object file");
    assert_names(&error, "script/setup");
}

static void without_memory_for_the_places_the_message_is_shorter(void **state)
{
    engine_library *library = NULL;
    mpdata_error error;

    (void)state;
    has_memory = false;
    assert_int_equal(engine_library_load("/nowhere/at/all", &library, &error), MPDATA_ERROR_ENGINE);
    has_memory = true;
    assert_names(&error, "was not found");
    assert_null(strstr(error.message, "/nowhere"));
    assert_int_equal(engine_library_load("/nowhere/at/all", &library, &error), MPDATA_ERROR_ENGINE);
    assert_names(&error, "/nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place_that_was_tried_is_named),
        cmocka_unit_test(without_memory_for_the_places_the_message_is_shorter),
    };

    return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
