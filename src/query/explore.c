#include "mpdata/explore.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/error.h"
#include "mpdata/query.h"
#include "mpdata/table.h"
#include "store/database.h"
#include "store/table.h"
#include "store/table_name.h"

/* Wider than any terminal. */
#define MAX_BAR_CELLS 1000

static mpdata_status find_table(mpdata_db *db, const char *table, const void *out,
                                table_facts *facts, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status == MPDATA_OK && out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    if (status == MPDATA_OK)
        status = table_name_check(table, error);
    if (status != MPDATA_OK)
        return status;
    database_end_streams(db);
    return table_facts_read(db, table, facts, error);
}

/* Runs the text that was built for a table, and disposes of it. */
static mpdata_status run_built(mpdata_db *db, buffer *sql, bool is_built,
                               const mpdata_value *values, size_t count, mpdata_result **out,
                               mpdata_error *error)
{
    mpdata_status status =
        is_built ? mpdata_query_run(db, sql->data, sql->bytes, values, count, out, error)
                 : error_set_memory(error);

    buffer_dispose(sql);
    return status;
}

/* `template_text` with {} for the table. */
static mpdata_status run_template(mpdata_db *db, const table_facts *facts,
                                  const char *template_text, const mpdata_value *values,
                                  size_t count, mpdata_result **out, mpdata_error *error)
{
    char *sql = sql_with_name(template_text, facts->name);

    if (sql == NULL)
        return error_set_memory(error);
    mpdata_status status =
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, values, count, out, error);
    free(sql);
    return status;
}

static void clear(mpdata_result **out)
{
    if (out != NULL)
        *out = NULL;
}

mpdata_status mpdata_table_sample(mpdata_db *db, const char *table, uint32_t rows, int32_t seed,
                                  mpdata_result **out, mpdata_error *error)
{
    table_facts facts;
    buffer sql = BUFFER_INIT;

    clear(out);
    mpdata_status status = find_table(db, table, out, &facts, error);
    if (status != MPDATA_OK)
        return status;
    bool is_built = buffer_append_text(&sql, "SELECT * FROM ") &&
                    sql_append_name(&sql, facts.name) &&
                    buffer_append_format(&sql, " USING SAMPLE reservoir(%u ROWS)", rows);
    if (seed != MPDATA_NO_SEED)
        is_built = is_built && buffer_append_format(&sql, " REPEATABLE (%d)", seed);
    return run_built(db, &sql, is_built, NULL, 0, out, error);
}

mpdata_status mpdata_table_summarize(mpdata_db *db, const char *table, mpdata_result **out,
                                     mpdata_error *error)
{
    table_facts facts;

    clear(out);
    mpdata_status status = find_table(db, table, out, &facts, error);
    return status == MPDATA_OK
               ? run_template(db, &facts, "SUMMARIZE SELECT * FROM {}", NULL, 0, out, error)
               : status;
}

static mpdata_status check_breakdown(const mpdata_breakdown_options *options,
                                     const table_facts *facts, mpdata_error *error)
{
    if (options->struct_bytes != sizeof(*options))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_BREAKDOWN_OPTIONS_INIT");
    if (options->period < MPDATA_PERIOD_ALL || options->period > MPDATA_PERIOD_MONTH)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "there is no period %d",
                         (int)options->period);
    if (options->bar_cells > MAX_BAR_CELLS)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a bar has at most %d cells", MAX_BAR_CELLS);
    if (facts->type != MPDATA_TABLE_EVENTS)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "%s is a table of %s: a breakdown counts events", facts->name,
                         mpdata_table_type_name(facts->type));
    return MPDATA_OK;
}

/* Drawn by DuckDB, which pads it with blanks. `count` is the SQL of what it is as long as. */
static bool append_bar(buffer *sql, const char *count, uint32_t cells)
{
    return cells == 0 ||
           buffer_append_format(sql, ", rtrim(bar(%s, 0, max(%s) OVER (), %u)) AS bar", count,
                                count, cells);
}

static bool build_breakdown(buffer *sql, const mpdata_breakdown_options *options,
                            const table_facts *facts)
{
    static const char *const periods[] = {NULL, "day", "week", "month"};
    const char *period = periods[options->period];
    bool done = buffer_append_text(sql, "SELECT ");

    if (period != NULL)
        done =
            done && buffer_append_format(sql, "mp_%s(event_time, $zone) AS %s, ", period, period);
    done =
        done && buffer_append_text(sql, "event_name, count(*) AS events") &&
        append_bar(sql, "count(*)", options->bar_cells) &&
        buffer_append_format(sql,
                             ", count(DISTINCT distinct_id) AS users,"
                             " round(count(*) / sum(count(*)) OVER (%s%s), 6) AS share",
                             period == NULL ? "" : "PARTITION BY ", period == NULL ? "" : period);
    if (period == NULL)
        done = done && buffer_append_text(sql, ", min(event_time) AS first_time,"
                                               " max(event_time) AS last_time");
    done = done && buffer_append_text(sql, " FROM ") && sql_append_name(sql, facts->name);
    if (period == NULL)
        return done &&
               buffer_append_text(sql, " GROUP BY event_name ORDER BY events DESC, event_name");
    return done && buffer_append_format(sql,
                                        " GROUP BY %s, event_name"
                                        " ORDER BY %s, events DESC, event_name",
                                        period, period);
}

mpdata_status mpdata_table_breakdown(mpdata_db *db, const char *table,
                                     const mpdata_breakdown_options *options, mpdata_result **out,
                                     mpdata_error *error)
{
    static const mpdata_breakdown_options defaults = MPDATA_BREAKDOWN_OPTIONS_INIT;
    table_facts facts;
    buffer sql = BUFFER_INIT;

    clear(out);
    if (options == NULL)
        options = &defaults;
    mpdata_status status = find_table(db, table, out, &facts, error);
    if (status == MPDATA_OK)
        status = check_breakdown(options, &facts, error);
    if (status != MPDATA_OK)
        return status;
    const char *zone = options->time_zone == NULL ? "UTC" : options->time_zone;
    const mpdata_value value = mpdata_value_named("zone", mpdata_value_text(zone, strlen(zone)));
    bool is_built = build_breakdown(&sql, options, &facts);
    return run_built(db, &sql, is_built, &value, options->period == MPDATA_PERIOD_ALL ? 0 : 1, out,
                     error);
}

static const char *const columns_of[][6] = {
    [MPDATA_TABLE_EVENTS] = {"event_name", "event_time", "distinct_id", "insert_id", "properties"},
    [MPDATA_TABLE_PROFILES] = {"distinct_id", "properties", "last_seen"},
};

static bool is_column(const table_facts *facts, const char *name)
{
    for (const char *const *at = columns_of[facts->type]; *at != NULL; at++)
        if (strcasecmp(*at, name) == 0)
            return true;
    return false;
}

/* "FROM (SELECT the value AS value FROM the table)"; `*takes_name` where the property's name is the parameter $name. */
static bool append_values_of(buffer *sql, const table_facts *facts, const char *column,
                             mpdata_column_source source, bool *takes_name)
{
    bool done = buffer_append_text(sql, " FROM (SELECT ");

    *takes_name = source == MPDATA_PROPERTY_ONLY || !is_column(facts, column);
    if (*takes_name)
        done = done && buffer_append_text(sql, "prop(properties, $name)");
    else
        done = done && sql_append_name(sql, column);
    return done && buffer_append_text(sql, " AS value FROM ") &&
           sql_append_name(sql, facts->name) && buffer_append_text(sql, ")");
}

static mpdata_status check_column(mpdata_db *db, const char *table, const char *column,
                                  mpdata_result **out, table_facts *facts, mpdata_error *error)
{
    clear(out);
    mpdata_status status = find_table(db, table, out, facts, error);
    if (status == MPDATA_OK && column == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the name of the column must not be NULL");
    return status;
}

mpdata_status mpdata_table_column_statistics(mpdata_db *db, const char *table, const char *column,
                                             mpdata_column_source source, mpdata_result **out,
                                             mpdata_error *error)
{
    static const char statistics[] =
        "SELECT count(*) AS rows, count(value) AS present, count(*) - count(value) AS missing,"
        " approx_count_distinct(value) AS distinct_about, count(number) AS numbers,"
        " min(number) AS min, max(number) AS max, avg(number) AS mean,"
        " median(number) AS median, quantile_cont(number, 0.95) AS p95,"
        " min(length(text)) AS shortest, max(length(text)) AS longest"
        " FROM (SELECT value, CAST(value AS VARCHAR) AS text,"
        " CASE WHEN isfinite(TRY_CAST(CAST(value AS VARCHAR) AS DOUBLE))"
        " THEN TRY_CAST(CAST(value AS VARCHAR) AS DOUBLE) END AS number";
    table_facts facts;
    buffer sql = BUFFER_INIT;
    bool takes_name = false;

    mpdata_status status = check_column(db, table, column, out, &facts, error);
    if (status != MPDATA_OK)
        return status;
    const mpdata_value name = mpdata_value_named("name", mpdata_value_text(column, strlen(column)));
    bool is_built = buffer_append_text(&sql, statistics) &&
                    append_values_of(&sql, &facts, column, source, &takes_name) &&
                    buffer_append_text(&sql, ")");
    return run_built(db, &sql, is_built, &name, takes_name ? 1 : 0, out, error);
}

mpdata_status mpdata_table_column_values(mpdata_db *db, const char *table, const char *column,
                                         mpdata_column_source source, uint32_t top,
                                         uint32_t bar_cells, mpdata_result **out,
                                         mpdata_error *error)
{
    table_facts facts;
    buffer sql = BUFFER_INIT;
    bool takes_name = false;

    mpdata_status status = check_column(db, table, column, out, &facts, error);
    if (status == MPDATA_OK && bar_cells > MAX_BAR_CELLS)
        status =
            error_set(error, MPDATA_ERROR_ARGUMENT, "a bar has at most %d cells", MAX_BAR_CELLS);
    if (status != MPDATA_OK)
        return status;
    const mpdata_value name = mpdata_value_named("name", mpdata_value_text(column, strlen(column)));
    bool is_built =
        buffer_append_text(&sql, "SELECT CAST(value AS VARCHAR) AS value,"
                                 " count(*) AS rows,"
                                 " round(count(*) / sum(count(*)) OVER (), 6) AS share") &&
        append_bar(&sql, "count(*)", bar_cells) &&
        append_values_of(&sql, &facts, column, source, &takes_name) &&
        buffer_append_text(&sql, " GROUP BY value ORDER BY rows DESC, value");
    if (top > 0)
        is_built = is_built && buffer_append_format(&sql, " LIMIT %u", top);
    return run_built(db, &sql, is_built, &name, takes_name ? 1 : 0, out, error);
}

mpdata_status mpdata_table_loads(mpdata_db *db, const char *table, mpdata_result **out,
                                 mpdata_error *error)
{
    static const char loads[] =
        "SELECT started_at, mode, seconds, sources, bytes, rows_in, rows_kept, repeats, updated,"
        " shared_ids, missing_ids, rejects, repaired, filtered, mpdata_version FROM _loads"
        " WHERE lower(table_name) = lower(?) ORDER BY started_at";
    table_facts facts;

    clear(out);
    mpdata_status status = find_table(db, table, out, &facts, error);
    if (status != MPDATA_OK)
        return status;
    const mpdata_value name = mpdata_value_text(facts.name, strlen(facts.name));
    return mpdata_query_run(db, loads, MPDATA_NUL_TERMINATED, &name, 1, out, error);
}
