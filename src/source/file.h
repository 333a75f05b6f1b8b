/*
 * Something to be loaded: a file, read at any position by any thread; or standard input or another pipe, read once
 * from its start.
 */
#ifndef SOURCE_FILE_H
#define SOURCE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"

/* As a path: standard input. */
#define SOURCE_STANDARD_INPUT "-"

typedef struct source_file {
    int descriptor;
    /* What ends a wait for a pipe. */
    int wake_descriptor;
    /* "standard input" for that. */
    char *path;
    /* It is read once, from its start, and its length is not known. */
    bool is_pipe;
    uint64_t bytes;
    /* Where source_file_read_next goes on. */
    uint64_t next_offset;
} source_file;

/*
 * Opens what is at `path`. A file's length is taken now: what is appended later is not read.
 * Errors: FILE_NOT_FOUND, INPUT for a folder or another thing that can't be read, IO, MEMORY.
 */
mpdata_status source_file_open(source_file *file, const char *path, mpdata_error *error);

/*
 * Reads up to `bytes` at `offset` of what is no pipe; `*got` is less only at the end of the file. A file that has become
 * shorter since it was opened is an error. Any thread.
 */
mpdata_status source_file_read_at(const source_file *file, uint64_t offset, void *data,
                                  size_t bytes, size_t *got, mpdata_error *error);

/*
 * Reads on from where the last call ended; `*got` is 0 at the end alone. One thread at a time. Waits for a pipe's
 * writer; INTERRUPTED once source_file_wake was called.
 */
mpdata_status source_file_read_next(source_file *file, void *data, size_t bytes, size_t *got,
                                    mpdata_error *error);

/*
 * Whether a pipe has something to read, or has ended; waits for that up to `timeout_ms`, or less where a signal comes.
 * Nothing is taken from it.
 */
mpdata_status source_file_wait(const source_file *file, int timeout_ms, bool *is_ready,
                               mpdata_error *error);

/*
 * Whether there is a pipe at `path` with a name of its own: one that must not be opened but to be read, for who writes to
 * it is told when it is closed. Standard input, and what a shell calls /dev/fd/N, stay open whatever is closed.
 */
bool source_path_is_named_pipe(const char *path);

/* Any thread. */
void source_file_wake(source_file *file);

void source_file_close(source_file *file);

#endif
