#include "store/memory_limit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/row_cursor.h"

/* "19.0 GiB", as DuckDB writes its limit. */
#define TEXT_BYTES 32
/* Less than a block, so that DuckDB lets go of all that it can. It needs no more itself to set the limit back. */
#define HARDLY_ANY_BYTES (UINT64_C(128) << 10)
/* With the little that is left nothing else would run. */
#define SET_BACK_TRIES 3
/* Above it is what DuckDB writes where there is none, with a unit that it does not read. */
#define MOST_BYTES (UINT64_C(1) << 60)

mpdata_status memory_limit_set(engine_connection *connection, uint64_t bytes, mpdata_error *error)
{
    char sql[64] = "SET memory_limit = '-1'";

    if (bytes < MOST_BYTES)
        (void)snprintf(sql, sizeof(sql), "SET memory_limit = '%" PRIu64 "B'", bytes);
    return engine_execute(connection, sql, error);
}

/*
 * DuckDB cuts after the first digit: `named` where it has that text, or else the middle of what can have been cut, which has the
 * same text when it was set.
 */
static uint64_t parse_bytes(const char *text, uint64_t named)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    char *unit = NULL;
    double amount = strtod(text, &unit);
    double scale = 1;

    while (*unit == ' ')
        unit++;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        double least = scale * amount;
        double cut = i == 0 ? 1 : scale / 10;

        if (strcmp(unit, units[i]) == 0)
            return (double)named >= least - 1 && (double)named < least + cut
                       ? named
                       : (uint64_t)(least + cut / 2);
        scale *= 1024;
    }
    return UINT64_MAX;
}

static mpdata_status ask(mpdata_db *db, char text[TEXT_BYTES], mpdata_error *error)
{
    row_cursor cursor;
    mpdata_status status = row_cursor_open(
        &cursor, db->connection, "SELECT current_setting('memory_limit')", NULL, 0, error);

    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, error)) {
        mpdata_text told = row_cursor_text(&cursor, 0);
        if (told.bytes < TEXT_BYTES)
            (void)snprintf(text, TEXT_BYTES, "%.*s", (int)told.bytes, told.data);
    }
    row_cursor_close(&cursor);
    return status;
}

mpdata_status memory_limit_ask(mpdata_db *db, uint64_t *bytes, mpdata_error *error)
{
    char text[TEXT_BYTES] = "";
    mpdata_status status = ask(db, text, error);

    if (status == MPDATA_OK && text[0] == '\0')
        return error_set(error, MPDATA_ERROR_INTERNAL, "DuckDB does not tell its memory limit");
    *bytes = parse_bytes(text, db->instance->memory_limit_bytes);
    return status;
}

/* Whether it is of the file, or what DuckDB keeps for itself: it can be read again, or is never written elsewhere. */
static bool is_of_file(mpdata_text tag)
{
    static const char *const tags[] = {"BASE_TABLE", "ART_INDEX", "METADATA", "ALLOCATOR",
                                       "EXTERNAL_FILE_CACHE"};

    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        if (strlen(tags[i]) == tag.bytes && memcmp(tags[i], tag.data, tag.bytes) == 0)
            return true;
    return false;
}

/* Compared here: DuckDB's IN, or a sum, takes memory itself. */
static bool holds_file_alone(mpdata_db *db)
{
    row_cursor cursor;
    bool holds = true;
    mpdata_status status = row_cursor_open(
        &cursor, db->connection, "SELECT tag FROM duckdb_memory() WHERE memory_usage_bytes > 0",
        NULL, 0, NULL);

    while (status == MPDATA_OK && row_cursor_next(&cursor, &status, NULL))
        holds = holds && is_of_file(row_cursor_text(&cursor, 0));
    row_cursor_close(&cursor);
    return status == MPDATA_OK && holds;
}

bool memory_limit_forget_buffers(mpdata_db *db)
{
    uint64_t bytes = 0;

    if (memory_limit_ask(db, &bytes, NULL) != MPDATA_OK || !holds_file_alone(db))
        return false;
    /* Where it is refused, what the setting says has changed all the same. */
    (void)memory_limit_set(db->connection, HARDLY_ANY_BYTES, NULL);
    for (int i = 0; i < SET_BACK_TRIES; i++)
        if (memory_limit_set(db->connection, bytes, NULL) == MPDATA_OK)
            return true;
    return false;
}

void memory_limit_count_load(mpdata_db *db)
{
    database_instance *instance = db->instance;

    if (instance->path != NULL && ++instance->loads >= MEMORY_LIMIT_LOADS_BETWEEN &&
        memory_limit_forget_buffers(db))
        instance->loads = 0;
}
