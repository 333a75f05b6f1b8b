/*
 * The path of a database in the folder of all tests, where none is yet: make_target and remove_target are the set-up and tear-down
 * of their group.
 */
#ifndef TEST_TARGET_FIXTURE_H
#define TEST_TARGET_FIXTURE_H

#include "folder_fixture.h"

static char *target;

static inline int make_target(void **state)
{
    (void)make_folder(state);
    target = path_in(folder, "a.db");
    return 0;
}

static inline int remove_target(void **state)
{
    free(target);
    return remove_folder(state);
}

#endif
