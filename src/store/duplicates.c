#include "store/duplicates.h"

#include "store/row_cursor.h"

/*
 * Grouping the key column alone is cheap and spills to disk where it must; all that follows looks at the few
 * rows whose key occurs more than once.
 */
static const char find_events_sql[] =
    "CREATE OR REPLACE TEMP TABLE temp._repeated AS"
    " SELECT rowid AS stage_row, event_name, event_time, distinct_id, insert_id,"
    "  row_number() OVER (PARTITION BY event_name, event_time, distinct_id, insert_id"
    "                     ORDER BY _sequence) AS repeat"
    " FROM {} WHERE insert_id IN"
    "  (SELECT insert_id FROM {} GROUP BY insert_id HAVING count(*) > 1)";

static const char drop_repeats_sql[] =
    "DELETE FROM {} WHERE rowid IN (SELECT stage_row FROM temp._repeated WHERE repeat > 1)";

/*
 * The hash is part of the format of the database: it never changes. The lengths keep ("ab", "c") and ("a", "bc")
 * apart.
 */
static const char find_shared_sql[] =
    "CREATE OR REPLACE TEMP TABLE temp._shared AS SELECT stage_row, new_id FROM"
    " (SELECT stage_row, insert_id || '#' || left(md5("
    "   strlen(event_name) || ':' || event_name || epoch_us(event_time) || ':'"
    "   || strlen(distinct_id) || ':' || distinct_id || insert_id), 16) AS new_id,"
    "  row_number() OVER (PARTITION BY insert_id"
    "                     ORDER BY event_time, event_name, distinct_id) AS place"
    "  FROM temp._repeated WHERE repeat = 1) WHERE place > 1";

/* Inserted anew, not updated: a key can't be built over rows with updates that no checkpoint has merged. */
static const char copy_shared_sql[] =
    "INSERT INTO {} SELECT stage.* REPLACE (shared.new_id AS insert_id)"
    " FROM {} AS stage JOIN temp._shared AS shared ON stage.rowid = shared.stage_row";

static const char drop_shared_sql[] =
    "DELETE FROM {} WHERE rowid IN (SELECT stage_row FROM temp._shared)";

/*
 * One record after the other, a later one wins unless both have a last_seen and its own is older. So the last
 * record without a last_seen beats all before it, and any record after it; among those after it the newest wins.
 */
static const char find_profiles_sql[] =
    "CREATE OR REPLACE TEMP TABLE temp._repeated AS SELECT stage_row, repeat FROM"
    " (SELECT stage_row, row_number() OVER (PARTITION BY distinct_id ORDER BY"
    "   _sequence > last_absent DESC,"
    "   CASE WHEN _sequence > last_absent THEN last_seen END DESC NULLS LAST,"
    "   _sequence DESC) AS repeat"
    "  FROM (SELECT rowid AS stage_row, distinct_id, last_seen, _sequence::BIGINT AS _sequence,"
    "    coalesce(max(CASE WHEN last_seen IS NULL THEN _sequence::BIGINT END)"
    "             OVER (PARTITION BY distinct_id), -1) AS last_absent"
    "   FROM {} WHERE distinct_id IN"
    "    (SELECT distinct_id FROM {} GROUP BY distinct_id HAVING count(*) > 1)))";

/* In `*out`, how many rows of the stage have a key that others have too. */
static mpdata_status find_repeated(load *l, const char *sql, uint64_t *out, mpdata_error *error)
{
    int64_t rows = 0;
    mpdata_status status = load_run(l, sql, NULL, error);

    if (status == MPDATA_OK)
        status = row_cursor_read_int64(l->db->connection, "SELECT count(*) FROM temp._repeated",
                                       NULL, 0, &rows, error);
    *out = (uint64_t)rows;
    return status;
}

static mpdata_status rename_shared(load *l, mpdata_error *error)
{
    int64_t rows = 0;
    mpdata_status status = load_run(l, find_shared_sql, NULL, error);

    if (status == MPDATA_OK)
        status = row_cursor_read_int64(l->db->connection, "SELECT count(*) FROM temp._shared", NULL,
                                       0, &rows, error);
    if (status == MPDATA_OK && rows > 0) {
        status = load_run(l, copy_shared_sql, NULL, error);
        if (status == MPDATA_OK)
            status = load_run(l, drop_shared_sql, &l->report.shared_ids, error);
    }
    if (status == MPDATA_OK)
        status = load_run(l, "DROP TABLE temp._shared", NULL, error);
    return status;
}

mpdata_status duplicates_resolve(load *l, mpdata_error *error)
{
    bool are_events = l->plan->type == MPDATA_TABLE_EVENTS;
    uint64_t repeated = 0;
    mpdata_status status =
        find_repeated(l, are_events ? find_events_sql : find_profiles_sql, &repeated, error);

    if (status == MPDATA_OK && repeated > 0) {
        status = load_run(l, drop_repeats_sql, &l->report.duplicates, error);
        if (status == MPDATA_OK && are_events)
            status = rename_shared(l, error);
    }
    if (status == MPDATA_OK)
        status = load_run(l, "DROP TABLE temp._repeated", NULL, error);
    return status;
}
