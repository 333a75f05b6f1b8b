#include "store/load_room.h"

#include "base/error.h"

#define MIB ((double)(1 << 20))
/* Of DuckDB's index, for a row: more than it takes where ids are of a common length. */
#define KEY_ROW_BYTES 256

/* Each thread compresses a vector; one may move another's rows to its own meanwhile. */
static uint64_t for_reading(const wide_rows_room *room)
{
    return room->bytes + room->most_bytes;
}

/* The vector that is read and the one that is compressed. */
static uint64_t for_copy(const wide_rows_room *room)
{
    return 2 * room->threads * room->most_bytes;
}

static void grow(void *load, const wide_rows_room *room)
{
    table_load *l = load;

    load_settings_make_room(&l->settings, l->db, for_reading(room));
}

void load_room_watch(table_load *l)
{
    wide_rows_watch(ingest_scan_wide_rows(l->scan), grow, l);
}

void load_room_for_copy(table_load *l)
{
    wide_rows_room room = wide_rows_needed(ingest_scan_wide_rows(l->scan));

    load_settings_make_room(&l->settings, l->db, for_copy(&room));
}

/* The rows of a temporary table are copied while the key is added to. */
static mpdata_status make_room_for_append(table_load *l, mpdata_error *error)
{
    wide_rows_room room = wide_rows_needed(ingest_scan_wide_rows(l->scan));
    int64_t rows = 0;
    mpdata_status status = load_ask(
        l, "SELECT (SELECT count(*) FROM {target}) + (SELECT count(*) FROM {})", &rows, error);

    if (status == MPDATA_OK)
        load_settings_make_room(&l->settings, l->db,
                                for_copy(&room) + (uint64_t)rows * KEY_ROW_BYTES);
    return status;
}

mpdata_status load_room_for_key(table_load *l, mpdata_error *error)
{
    bool has_grown = l->settings.grown_bytes > l->settings.reading_bytes;

    if (has_grown && l->options->mode == MPDATA_INGEST_APPEND)
        return make_room_for_append(l, error);
    mpdata_status status = has_grown ? load_run(l, "CHECKPOINT", NULL, error) : MPDATA_OK;
    return status == MPDATA_OK ? load_settings_lift_memory_limit(&l->settings, l->db, error)
                               : status;
}

bool load_room_lift(table_load *l, mpdata_status failed)
{
    return failed == MPDATA_ERROR_MEMORY && l->settings.is_limited &&
           load_settings_lift_memory_limit(&l->settings, l->db, NULL) == MPDATA_OK;
}

void load_room_name_lack(table_load *l, mpdata_status status, mpdata_error *error)
{
    wide_rows_room room = wide_rows_needed(ingest_scan_wide_rows(l->scan));
    uint64_t limit = l->settings.memory_limit_bytes;
    uint64_t wanted = LOAD_SETTINGS_READING_BYTES + for_reading(&room);

    if (error == NULL || status != MPDATA_ERROR_MEMORY || error->engine_type[0] == '\0')
        return;
    /* Rows that are not wide need some, too: then it is DuckDB's own message that helps. */
    if (wanted <= limit || for_reading(&room) < limit / 4)
        return;
    (void)error_set(error, MPDATA_ERROR_MEMORY,
                    "DuckDB's memory limit of %.0f MiB does not suffice for records as long as "
                    "these: with %u thread%s they take about %.0f MiB, with one about %.0f MiB. "
                    "Raise memory_limit_bytes, or lower threads: nothing was changed",
                    (double)limit / MIB, (unsigned)room.threads, room.threads == 1 ? "" : "s",
                    (double)wanted / MIB,
                    (double)(LOAD_SETTINGS_READING_BYTES + 2 * room.most_bytes) / MIB);
}
