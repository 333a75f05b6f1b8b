#include "store/duplicates.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "store/row_cursor.h"

/*
 * The scan has marked the keys that may occur more than once. To count them alone is cheap and spills to disk where it
 * must; all that follows looks at the few rows whose key does. They are in these tables, which live as long as the resolution:
 *
 *   _met        keys of the table that the stage has, too
 *   _repeated   rows of the stage whose key others have too, or the table
 *   _taken      rows of the table that have one of these keys
 *   _known      those of the stage's that the table has already
 *   _shared     those of them that need another key
 *   _existing   a view: the rows of the table that is appended to
 */

#define REPEATED_KEYS(key)                                                                         \
    " " key " IN (SELECT " key " FROM {} WHERE " key " IN (SELECT " key                            \
    " FROM {} WHERE _seen) GROUP BY " key " HAVING count(*) > 1)"

/*
 * The hash is part of the format of the database: it never changes. The lengths keep ("ab", "c") and ("a", "bc")
 * apart.
 */
#define SHARED_ID                                                                                  \
    "insert_id || '#' || left(md5(strlen(event_name) || ':' || event_name"                         \
    " || epoch_us(event_time) || ':' || strlen(distinct_id) || ':' || distinct_id"                 \
    " || insert_id), 16)"

#define REPEATED_EVENTS(order, also)                                                               \
    "CREATE OR REPLACE TEMP TABLE temp._repeated AS"                                               \
    " SELECT rowid AS stage_row, event_name, event_time, distinct_id, insert_id,"                  \
    "  " SHARED_ID " AS shared_id,"                                                                \
    "  row_number() OVER (PARTITION BY event_name, event_time, distinct_id, insert_id"             \
    "                     ORDER BY _sequence " order ") AS repeat"                                 \
    " FROM {} WHERE" REPEATED_KEYS("insert_id") also

#define ALSO_EXISTING " OR insert_id IN (SELECT insert_id FROM temp._met)"

/* Of a large table and a small load the table's ids are the ones that are read past the load's, not kept. */
static const char find_met_sql[] =
    "CREATE OR REPLACE TEMP TABLE temp._met AS SELECT insert_id FROM temp._existing"
    " WHERE insert_id IN (SELECT insert_id FROM {})";

static const char *find_events_sql(const table_load *l)
{
    bool keeps_last = l->options->keep == MPDATA_INGEST_KEEP_LAST;

    if (l->options->mode != MPDATA_INGEST_APPEND)
        return keeps_last ? REPEATED_EVENTS("DESC", "") : REPEATED_EVENTS("ASC", "");
    return keeps_last ? REPEATED_EVENTS("DESC", ALSO_EXISTING)
                      : REPEATED_EVENTS("ASC", ALSO_EXISTING);
}

static const char drop_repeats_sql[] =
    "DELETE FROM {} WHERE rowid IN (SELECT stage_row FROM temp._repeated WHERE repeat > 1)";

/* An event that the table has, under its plain id or under its shared one. */
static const char find_known_events_sql[] =
    "CREATE OR REPLACE TEMP TABLE temp._known AS SELECT stage_row FROM temp._repeated r"
    " WHERE repeat = 1 AND EXISTS (SELECT 1 FROM temp._taken t"
    "  WHERE (t.insert_id = r.insert_id OR t.insert_id = r.shared_id)"
    "  AND t.event_name = r.event_name AND t.event_time = r.event_time"
    "  AND t.distinct_id = r.distinct_id)";

static const char find_taken_sql[] =
    "CREATE OR REPLACE TEMP TABLE temp._taken AS"
    " SELECT insert_id, event_name, event_time, distinct_id FROM temp._existing"
    " WHERE insert_id IN (SELECT insert_id FROM temp._repeated"
    "  UNION ALL SELECT shared_id FROM temp._repeated)";

static const char drop_known_sql[] =
    "DELETE FROM {} WHERE rowid IN (SELECT stage_row FROM temp._known)";

static const char forget_known_sql[] =
    "DELETE FROM temp._repeated WHERE stage_row IN (SELECT stage_row FROM temp._known)";

#define FIND_SHARED(taken)                                                                         \
    "CREATE OR REPLACE TEMP TABLE temp._shared AS SELECT stage_row, new_id FROM"                   \
    " (SELECT stage_row, insert_id, shared_id AS new_id,"                                          \
    "  row_number() OVER (PARTITION BY insert_id"                                                  \
    "                     ORDER BY event_time, event_name, distinct_id) AS place"                  \
    "  FROM temp._repeated WHERE repeat = 1) WHERE place > 1" taken

/* Who has an id that is made here for another event: then it is another event too, and gets one of its own. */
static const char find_collisions_sql[] =
    "INSERT INTO temp._shared SELECT rowid, " SHARED_ID " FROM {}"
    " WHERE insert_id IN (SELECT new_id FROM temp._shared)"
    " AND rowid NOT IN (SELECT stage_row FROM temp._shared)";

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
    "   FROM {} WHERE" REPEATED_KEYS("distinct_id") "))";

/* A profile that is older than the table's, or the same again. */
static const char find_known_profiles_sql[] =
    "CREATE OR REPLACE TEMP TABLE temp._known AS SELECT s.rowid AS stage_row"
    " FROM {} s JOIN temp._existing e ON s.distinct_id = e.distinct_id"
    " WHERE s.last_seen < e.last_seen OR (s.last_seen IS NOT DISTINCT FROM e.last_seen"
    "  AND s.properties::VARCHAR = e.properties::VARCHAR)";

static const char count_updated_sql[] =
    "SELECT count(*) FROM {} s JOIN temp._existing e ON s.distinct_id = e.distinct_id";

static mpdata_status run_all(table_load *l, const char *const *sqls, size_t count,
                             mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    for (size_t i = 0; status == MPDATA_OK && i < count; i++)
        status = load_run(l, sqls[i], NULL, error);
    return status;
}

#define RUN_ALL(l, error, ...)                                                                     \
    run_all((l), (const char *const[]){__VA_ARGS__},                                               \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), (error))

/*
 * Without an index, rows are looked at by their time alone, which DuckDB finds without reading the others. An identity
 * holds the time, so no repeat is missed.
 */
static mpdata_status view_existing(table_load *l, mpdata_error *error)
{
    char sql[256];
    int64_t first = 0;
    int64_t last = 0;

    if (l->table.has_primary_key || l->plan->type != MPDATA_TABLE_EVENTS)
        return load_run(l, "CREATE OR REPLACE TEMP VIEW _existing AS SELECT * FROM main.{target}",
                        NULL, error);
    mpdata_status status = load_ask(l, "SELECT epoch_us(min(event_time)) FROM {}", &first, error);
    if (status == MPDATA_OK)
        status = load_ask(l, "SELECT epoch_us(max(event_time)) FROM {}", &last, error);
    (void)snprintf(sql, sizeof(sql),
                   "CREATE OR REPLACE TEMP VIEW _existing AS SELECT * FROM main.{target} WHERE "
                   "event_time BETWEEN make_timestamp(%" PRId64 ") AND make_timestamp(%" PRId64 ")",
                   first, last);
    return status == MPDATA_OK ? load_run(l, sql, NULL, error) : status;
}

static mpdata_status rename_shared(table_load *l, mpdata_error *error)
{
    static const char among_loaded[] = FIND_SHARED("");
    static const char beside_table[] =
        FIND_SHARED(" OR insert_id IN (SELECT insert_id FROM temp._taken)");
    bool appends = l->options->mode == MPDATA_INGEST_APPEND;
    int64_t rows = 0;
    mpdata_status status = load_run(l, appends ? beside_table : among_loaded, NULL, error);

    if (status == MPDATA_OK)
        status = load_ask(l, "SELECT count(*) FROM temp._shared", &rows, error);
    if (status != MPDATA_OK || rows == 0)
        return status;
    status = RUN_ALL(l, error, find_collisions_sql, copy_shared_sql);
    if (status == MPDATA_OK)
        status = load_run(l, drop_shared_sql, &l->report.shared_ids, error);
    return status;
}

static mpdata_status drop_known(table_load *l, mpdata_error *error)
{
    uint64_t known = 0;
    mpdata_status status = load_run(l, drop_known_sql, &known, error);

    l->report.duplicates += known;
    return status;
}

static mpdata_status resolve_events(table_load *l, mpdata_error *error)
{
    bool appends = l->options->mode == MPDATA_INGEST_APPEND;
    int64_t repeated = 0;
    mpdata_status status = appends ? load_run(l, find_met_sql, NULL, error) : MPDATA_OK;

    if (status == MPDATA_OK)
        status = load_run(l, find_events_sql(l), NULL, error);
    if (status == MPDATA_OK)
        status = load_ask(l, "SELECT count(*) FROM temp._repeated", &repeated, error);
    if (status != MPDATA_OK || repeated == 0)
        return status;
    status = load_run(l, drop_repeats_sql, &l->report.duplicates, error);
    if (status == MPDATA_OK && appends)
        status = RUN_ALL(l, error, find_taken_sql, find_known_events_sql);
    if (status == MPDATA_OK && appends)
        status = drop_known(l, error);
    if (status == MPDATA_OK && appends)
        status = load_run(l, forget_known_sql, NULL, error);
    return status == MPDATA_OK ? rename_shared(l, error) : status;
}

static mpdata_status resolve_profiles(table_load *l, mpdata_error *error)
{
    int64_t updated = 0;
    mpdata_status status = load_run(l, find_profiles_sql, NULL, error);

    if (status == MPDATA_OK)
        status = load_run(l, drop_repeats_sql, &l->report.duplicates, error);
    if (status != MPDATA_OK || l->options->mode != MPDATA_INGEST_APPEND)
        return status;
    status = load_run(l, find_known_profiles_sql, NULL, error);
    if (status == MPDATA_OK)
        status = drop_known(l, error);
    if (status == MPDATA_OK)
        status = load_ask(l, count_updated_sql, &updated, error);
    l->report.updated = (uint64_t)updated;
    return status;
}

mpdata_status duplicates_resolve(table_load *l, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (l->options->mode == MPDATA_INGEST_APPEND)
        status = view_existing(l, error);
    if (status == MPDATA_OK)
        status = l->plan->type == MPDATA_TABLE_EVENTS ? resolve_events(l, error)
                                                      : resolve_profiles(l, error);
    duplicates_clean_up(l);
    return status;
}

void duplicates_clean_up(table_load *l)
{
    static const char *const sqls[] = {
        "DROP VIEW IF EXISTS temp._existing",  "DROP TABLE IF EXISTS temp._met",
        "DROP TABLE IF EXISTS temp._repeated", "DROP TABLE IF EXISTS temp._taken",
        "DROP TABLE IF EXISTS temp._known",    "DROP TABLE IF EXISTS temp._shared",
    };

    for (size_t i = 0; i < sizeof(sqls) / sizeof(sqls[0]); i++)
        (void)engine_execute(l->db->connection, sqls[i], NULL);
}
