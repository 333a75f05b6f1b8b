/*
 * A folder that all tests of one program share: make_folder and remove_folder are the set-up and tear-down of their group.
 */
#ifndef TEST_FOLDER_FIXTURE_H
#define TEST_FOLDER_FIXTURE_H

#include "harness.h"

static char *folder;

static inline int make_folder(void **state)
{
    (void)state;
    folder = folder_make();
    return 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    folder_remove(folder);
    return 0;
}

/* `command` is for the shell. */
static inline void run_in_folder(const char *command)
{
    char line[8300];

    (void)snprintf(line, sizeof(line), "cd '%s' && { %s; }", folder, command);
    assert_int_equal(system(line), 0);
}

#endif
