/*
 * DuckDB's settings while a load reads, and their way back.
 */
#ifndef STORE_LOAD_SETTINGS_H
#define STORE_LOAD_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/database.h"
#include "store/memory_limit.h"

/*
 * DuckDB's buffers while rows stream into a new table. More makes a load no faster, see docs/BENCHMARKS.md; with less, a
 * line of 64 MiB does not fit.
 */
#define LOAD_SETTINGS_READING_BYTES (UINT64_C(200) << 20)

typedef struct load_settings {
    /* What memory_limit was before. */
    uint64_t memory_limit_bytes;
    /* What it is while rows stream in, and what it grew to. */
    uint64_t reading_bytes;
    uint64_t grown_bytes;
    bool is_limited;
    /* For settings in the midst of a statement; NULL until then. */
    engine_connection *beside;
} load_settings;

#define LOAD_SETTINGS_INIT                                                                         \
    {                                                                                              \
        0, 0, 0, false, NULL                                                                       \
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

/*
 * As much more than rows need that are not wide, where there is so much. Any thread, but one at a time; also while a
 * statement runs on the connection.
 */
void load_settings_make_room(load_settings *s, mpdata_db *db, uint64_t more_bytes);

/* The limit that holds outside of reading. */
mpdata_status load_settings_read_memory_limit(const load_settings *s, mpdata_db *db, uint64_t *out,
                                              mpdata_error *error);

/* Once rows no longer stream in. A second call does nothing. */
mpdata_status load_settings_lift_memory_limit(load_settings *s, mpdata_db *db, mpdata_error *error);

/* All of them as they were before. */
mpdata_status load_settings_restore(load_settings *s, mpdata_db *db, mpdata_error *error);

#endif
