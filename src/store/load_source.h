/*
 * The sources of a load, before they are opened.
 */
#ifndef STORE_LOAD_SOURCE_H
#define STORE_LOAD_SOURCE_H

#include <stddef.h>

#include "mpdata/error.h"

/* Paths there must be, and none of them a database that this process has open: it must not be opened again (open_files.h). */
mpdata_status load_source_check(const char *const *paths, size_t path_count, mpdata_error *error);

#endif
