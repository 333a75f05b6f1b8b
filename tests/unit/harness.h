/*
 * What every unit test includes: cmocka with the headers that it needs before its own, and a folder to write in.
 */
#ifndef TEST_HARNESS_H
#define TEST_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A new folder of the test's own; freed with folder_remove, with all that is in it. */
static inline char *folder_make(void)
{
    const char *base = getenv("TMPDIR");
    char *path = malloc(4096);

    assert_non_null(path);
    (void)snprintf(path, 4096, "%s/mpdata-test-XXXXXX", base == NULL ? "/tmp" : base);
    assert_non_null(mkdtemp(path));
    return path;
}

static inline void folder_remove(char *path)
{
    char command[4200];

    (void)snprintf(command, sizeof(command), "rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
    free(path);
}

/* `folder/name`; the caller frees it. */
static inline char *path_in(const char *folder, const char *name)
{
    size_t bytes = strlen(folder) + strlen(name) + 2;
    char *path = malloc(bytes);

    assert_non_null(path);
    (void)snprintf(path, bytes, "%s/%s", folder, name);
    return path;
}

static inline void file_write(const char *path, const void *data, size_t bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
}

static inline void file_write_text(const char *path, const char *text)
{
    file_write(path, text, strlen(text));
}

#endif
