/*
 * DuckDB's settings while a load reads, and their way back.
 */
#ifndef STORE_LOAD_SETTINGS_H
#define STORE_LOAD_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/database.h"

/* "19.0 GiB", "268435456B" */
#define LOAD_SETTINGS_LIMIT_BYTES 32

typedef struct load_settings {
    /* What memory_limit was before, as DuckDB writes it. */
    char memory_limit[LOAD_SETTINGS_LIMIT_BYTES];
    uint64_t memory_limit_bytes;
    bool is_limited;
} load_settings;

#define LOAD_SETTINGS_INIT                                                                         \
    {                                                                                              \
        "", 0, false                                                                               \
    }

/* Rows stream in: little memory, and no order to keep, for the sequence column knows it where it matters. */
mpdata_status load_settings_for_reading(load_settings *s, mpdata_db *db, bool appends,
                                        mpdata_error *error);

/* The memory of an append, for a check: what does not fit is written to disk. */
mpdata_status load_settings_for_checking(load_settings *s, mpdata_db *db, mpdata_error *error);

/*
 * From here on a commit writes the file itself instead of the log. A log with a new key in it can't be opened for
 * reading only, and has failed to replay (see docs/ARCHITECTURE.md).
 */
mpdata_status load_settings_for_key(mpdata_db *db, mpdata_error *error);

/* The limit that holds outside of reading, as DuckDB rounds it. */
mpdata_status load_settings_read_memory_limit(const load_settings *s, mpdata_db *db, uint64_t *out,
                                              mpdata_error *error);

/* Once rows no longer stream in. A second call does nothing. */
mpdata_status load_settings_lift_memory_limit(load_settings *s, mpdata_db *db, mpdata_error *error);

/* All of them as they were before. */
mpdata_status load_settings_restore(load_settings *s, mpdata_db *db, mpdata_error *error);

#endif
