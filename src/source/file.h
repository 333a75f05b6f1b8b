/*
 * A file to be loaded: opened once, read at any position by any thread.
 */
#ifndef SOURCE_FILE_H
#define SOURCE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"

typedef struct source_file {
    int descriptor;
    char *path;
    uint64_t bytes;
} source_file;

/*
 * Opens the regular file at `path`. Its length is taken now: what is appended later is not read.
 * Errors: FILE_NOT_FOUND, INPUT for a folder or another thing that is no file, IO, MEMORY.
 */
mpdata_status source_file_open(source_file *file, const char *path, mpdata_error *error);

/*
 * Reads up to `bytes` at `offset`; `*got` is less only at the end of the file. A file that has become
 * shorter since it was opened is an error. Any thread.
 */
mpdata_status source_file_read_at(const source_file *file, uint64_t offset, void *data,
                                  size_t bytes, size_t *got, mpdata_error *error);

void source_file_close(source_file *file);

#endif
