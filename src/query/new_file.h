/*
 * A file that appears under its name when it is complete.
 */
#ifndef QUERY_NEW_FILE_H
#define QUERY_NEW_FILE_H

#include <stdbool.h>

#include "mpdata/error.h"

typedef struct new_file {
    /* What is written to. */
    char *path;
    /* The name that it is to have; NULL where `path` is written in place. */
    char *final_path;
    int fd;
} new_file;

/*
 * Makes an empty file beside the one that is to be. A device, and a file that has no name any more, is written in place.
 * The caller calls new_file_end after this succeeded.
 */
mpdata_status new_file_begin(new_file *file, const char *path, mpdata_error *error);

/* Puts it in its place where `is_wanted`, else removes it. Releases what `file` holds. */
mpdata_status new_file_end(new_file *file, bool is_wanted, mpdata_error *error);

#endif
