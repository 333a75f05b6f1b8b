/*
 * A table's rows as lines of Mixpanel's export.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "mpdata/query.h"
#include "mpdata/table_export.h"
#include "query/batch.h"
#include "query/export_line.h"
#include "store/day.h"
#include "store/table.h"
#include "store/table_name.h"

/* Lines are gathered to so many bytes before they are written. */
#define BLOCK_BYTES ((size_t)1 << 18)

/* Of the selected rows. */
enum { EVENT_NAME, EVENT_TIME, EVENT_DISTINCT_ID, EVENT_INSERT_ID, EVENT_PROPERTIES };
enum { PROFILE_LAST_SEEN, PROFILE_DISTINCT_ID, PROFILE_PROPERTIES };

typedef struct table_exporter {
    mpdata_table_type type;
    mpdata_write_callback write;
    void *payload;
    buffer lines;
    uint64_t rows;
} table_exporter;

static bool append_day(buffer *sql, const char *comparison, int64_t day)
{
    char text[DAY_TEXT_BYTES];

    return buffer_append_format(sql, " AND event_time %s TIMESTAMP '%s'", comparison,
                                day_write(text, day));
}

static bool append_names(buffer *sql, const mpdata_table_export_options *o)
{
    bool done = o->where_event_count == 0 || buffer_append_text(sql, " AND event_name IN (");

    for (size_t i = 0; done && i < o->where_event_count; i++)
        done = buffer_append_text(sql, i == 0 ? "" : ", ") &&
               sql_append_text_literal(sql, o->where_events[i]);
    return done && (o->where_event_count == 0 || buffer_append_text(sql, ")"));
}

static bool append_select(buffer *sql, const table_facts *facts,
                          const mpdata_table_export_options *o)
{
    bool is_events = facts->type == MPDATA_TABLE_EVENTS;
    bool done =
        buffer_append_text(
            sql, is_events ? "SELECT event_name, event_time, distinct_id, insert_id, properties"
                           : "SELECT last_seen, distinct_id, properties") &&
        buffer_append_text(sql, " FROM ") && sql_append_name(sql, facts->name) &&
        buffer_append_text(sql, " WHERE true") && append_names(sql, o);

    if (done && o->from_day != MPDATA_NO_DAY)
        done = append_day(sql, ">=", o->from_day);
    if (done && o->to_day != MPDATA_NO_DAY)
        done = append_day(sql, "<", (int64_t)o->to_day + 1);
    return done;
}

static mpdata_text text_of(const mpdata_batch *batch, size_t column, size_t row)
{
    const engine_vector *vector = &batch->vectors[column];
    const engine_string *string = &((const engine_string *)vector->data)[row];

    if (engine_vector_is_null(vector, row))
        return (mpdata_text){"", 0};
    return (mpdata_text){engine_string_data(string), string->bytes};
}

static void read_time(const mpdata_batch *batch, size_t column, size_t row, export_row *out)
{
    const engine_vector *vector = &batch->vectors[column];

    out->has_time = !engine_vector_is_null(vector, row);
    out->time_us = out->has_time ? ((const int64_t *)vector->data)[row] : 0;
}

static export_fault append_row(table_exporter *x, const mpdata_batch *batch, size_t row)
{
    export_row line = {0};

    if (x->type == MPDATA_TABLE_PROFILES) {
        read_time(batch, PROFILE_LAST_SEEN, row, &line);
        line.distinct_id = text_of(batch, PROFILE_DISTINCT_ID, row);
        line.properties = text_of(batch, PROFILE_PROPERTIES, row);
        return export_line_append_profile(&x->lines, &line);
    }
    line.event_name = text_of(batch, EVENT_NAME, row);
    read_time(batch, EVENT_TIME, row, &line);
    line.distinct_id = text_of(batch, EVENT_DISTINCT_ID, row);
    line.insert_id = text_of(batch, EVENT_INSERT_ID, row);
    line.properties = text_of(batch, EVENT_PROPERTIES, row);
    return export_line_append_event(&x->lines, &line);
}

static mpdata_status fail_row(const table_exporter *x, export_fault fault, mpdata_error *error)
{
    if (fault == EXPORT_FAULT_MEMORY)
        return error_set_memory(error);
    return error_set(error, MPDATA_ERROR_INPUT,
                     "row %" PRIu64 " of the table is none that mpdata wrote: %s", x->rows + 1,
                     fault == EXPORT_FAULT_TIME ? "it has no time within the years 1 to 9999"
                                                : "its properties are no JSON object");
}

static mpdata_status flush(table_exporter *x, mpdata_error *error)
{
    int error_number =
        x->lines.bytes == 0 ? 0 : x->write(x->lines.data, x->lines.bytes, x->payload);

    buffer_clear(&x->lines);
    return error_number == 0
               ? MPDATA_OK
               : error_set_errno(error, MPDATA_ERROR_IO, error_number, "can't write the export");
}

static mpdata_status write_batch(table_exporter *x, const mpdata_batch *batch, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    for (size_t row = 0; status == MPDATA_OK && row < batch->rows; row++) {
        export_fault fault = append_row(x, batch, row);

        if (fault != EXPORT_FAULT_NONE)
            return fail_row(x, fault, error);
        x->rows++;
        if (x->lines.bytes >= BLOCK_BYTES)
            status = flush(x, error);
    }
    return status;
}

static mpdata_status write_rows(table_exporter *x, mpdata_result *result, mpdata_error *error)
{
    const mpdata_batch *batch = NULL;
    mpdata_status status = MPDATA_OK;

    do {
        status = mpdata_result_next(result, &batch, error);
        if (status == MPDATA_OK && batch != NULL)
            status = write_batch(x, batch, error);
    } while (status == MPDATA_OK && batch != NULL);
    return status == MPDATA_OK ? flush(x, error) : status;
}

static mpdata_status check_options(const mpdata_table_export_options *o, const table_facts *facts,
                                   mpdata_error *error)
{
    bool is_part =
        o->where_event_count > 0 || o->from_day != MPDATA_NO_DAY || o->to_day != MPDATA_NO_DAY;

    if (is_part && facts->type == MPDATA_TABLE_PROFILES)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "\"%s\" holds profiles: a part by event or day is of events alone",
                         facts->name);
    if (o->where_event_count > 0 && o->where_events == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "where_events is NULL, and where_event_count is not 0");
    for (size_t i = 0; i < o->where_event_count; i++)
        if (o->where_events[i] == NULL)
            return error_set(error, MPDATA_ERROR_ARGUMENT,
                             "a name in where_events must not be NULL");
    return MPDATA_OK;
}

static mpdata_status start(mpdata_db *db, const char *table, const mpdata_table_export_options *o,
                           table_exporter *x, mpdata_result **out, mpdata_error *error)
{
    table_facts facts;
    buffer sql = BUFFER_INIT;

    database_end_streams(db);
    mpdata_status status = table_facts_read(db, table, &facts, error);
    if (status == MPDATA_OK)
        status = check_options(o, &facts, error);
    if (status != MPDATA_OK)
        return status;
    x->type = facts.type;
    status = append_select(&sql, &facts, o)
                 ? mpdata_query_run(db, sql.data, sql.bytes, NULL, 0, out, error)
                 : error_set_memory(error);
    buffer_dispose(&sql);
    return status;
}

mpdata_status mpdata_table_export(mpdata_db *db, const char *table,
                                  const mpdata_table_export_options *options,
                                  mpdata_write_callback write, void *payload, uint64_t *rows,
                                  mpdata_error *error)
{
    static const mpdata_table_export_options all = MPDATA_TABLE_EXPORT_OPTIONS_INIT;
    table_exporter x = {.write = write, .payload = payload, .lines = BUFFER_INIT};
    mpdata_result *result = NULL;
    mpdata_status status = database_check_open(db, error);

    if (rows != NULL)
        *rows = 0;
    if (status == MPDATA_OK)
        status = table_name_check(table, error);
    if (status != MPDATA_OK)
        return status;
    if (write == NULL || (options != NULL && options->struct_bytes != sizeof(*options)))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the callback must not be NULL, and the options are made with "
                         "MPDATA_TABLE_EXPORT_OPTIONS_INIT");
    status = start(db, table, options == NULL ? &all : options, &x, &result, error);
    if (status == MPDATA_OK)
        status = write_rows(&x, result, error);
    mpdata_result_free(result);
    buffer_dispose(&x.lines);
    if (rows != NULL)
        *rows = x.rows;
    return status;
}
