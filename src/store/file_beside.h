/*
 * A file that is written beside its place, in a private folder, and put there when it is complete: whole or not at all.
 *
 * The folder is "<target>.new-XXXXXX", held by a lock that dies with its process: so what a process that died has left is
 * known, and removed by the next one that makes the same file.
 */
#ifndef STORE_FILE_BESIDE_H
#define STORE_FILE_BESIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "mpdata/error.h"

typedef struct file_beside {
    /* Where to write. DuckDB's log and spill may lie beside it. */
    char *path;
    char *folder_path;
    /* Where it goes: absolute. */
    char *target;
    int parent;
    int folder;
} file_beside;

#define FILE_BESIDE_INIT                                                                           \
    {                                                                                              \
        NULL, NULL, NULL, -1, -1                                                                   \
    }

/* `target` is an absolute path. The caller calls file_beside_close, whether this succeeded or not. */
mpdata_status file_beside_open(file_beside *f, const char *target, mpdata_error *error);

/* IO where the disk has no room for so many bytes more: says how many there are. */
mpdata_status file_beside_check_room(const file_beside *f, uint64_t bytes, mpdata_error *error);

/*
 * The file, which nobody has open, is complete: its owner's alone (0600), synced, and at its place, which is synced, too.
 * A file that is there stays, and sets `is_taken`.
 */
mpdata_status file_beside_publish(file_beside *f, bool *is_taken, mpdata_error *error);

/*
 * The same, in the place of a file that is there. `locked` may be NULL; else it is set to a descriptor that holds a lock as
 * DuckDB's on the new file since before it had its name. As POSIX locks go, it ends when any descriptor of the file is closed.
 * After an error it is -1, or the new file is in place and only its folder could not be synced.
 */
mpdata_status file_beside_replace(file_beside *f, int *locked, mpdata_error *error);

/* Removes what is left in the folder, and the folder. */
void file_beside_close(file_beside *f);

/* Removes the folders that dead processes have left beside `target`. */
void file_beside_sweep(const char *target);

#endif
