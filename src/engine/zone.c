#include "engine/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "engine/column.h"
#include "engine/connection_private.h"

#define MICROSECONDS_PER_SECOND INT64_C(1000000)
#define SECONDS_PER_DAY 86400
#define MICROSECONDS_PER_DAY (SECONDS_PER_DAY * MICROSECONDS_PER_SECOND)

/* Answers are kept for spans of this many days: about a year, one question to DuckDB. */
enum { SPAN_DAYS = 366, SPAN_SLOTS = 64 };

typedef struct zone_span {
    bool filled;
    int64_t first_day;
    /* At the start of each day, and at the end of the last. */
    int32_t offsets[SPAN_DAYS + 1];
    /* The second of the day at which its second offset begins; 0 where not looked for yet. */
    int32_t change_seconds[SPAN_DAYS];
} zone_span;

struct engine_zone {
    const duckdb_api *api;
    duckdb_database database;
    duckdb_connection connection;
    /* NULL where the zone is UTC. */
    char *name;
    zone_span *spans;
};

static bool is_utc(const char *name)
{
    static const char *const names[] = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z", "Zulu", "Etc/UCT"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

static bool keep_name(engine_zone *zone, duckdb_data_chunk chunk)
{
    const engine_string *string =
        zone->api->duckdb_vector_get_data(zone->api->duckdb_data_chunk_get_vector(chunk, 0));

    zone->name = strndup(engine_string_data(string), string->bytes);
    if (zone->name == NULL)
        return false;
    if (is_utc(zone->name)) {
        free(zone->name);
        zone->name = NULL;
    }
    return true;
}

/* A DuckDB without its calendar extension has no such setting, and shows UTC. */
static bool read_name(engine_zone *zone, engine_connection *connection)
{
    const duckdb_api *api = connection->api;
    duckdb_result result;
    bool done = true;

    memset(&result, 0, sizeof(result));
    if (api->duckdb_query(connection->connection, "SELECT current_setting('TimeZone')", &result) ==
        DuckDBSuccess) {
        duckdb_data_chunk chunk = api->duckdb_fetch_chunk(result);
        if (chunk != NULL)
            done = keep_name(zone, chunk);
        api->duckdb_destroy_data_chunk(&chunk);
    }
    api->duckdb_destroy_result(&result);
    return done;
}

mpdata_status engine_zone_new(engine_connection *connection, engine_zone **out, mpdata_error *error)
{
    engine_zone *zone = calloc(1, sizeof(*zone));

    *out = NULL;
    if (zone == NULL)
        return error_set_memory(error);
    zone->api = connection->api;
    zone->database = connection->database->handle;
    if (!read_name(zone, connection)) {
        engine_zone_free(zone);
        return error_set_memory(error);
    }
    *out = zone;
    return MPDATA_OK;
}

void engine_zone_free(engine_zone *zone)
{
    if (zone == NULL)
        return;
    if (zone->connection != NULL)
        zone->api->duckdb_disconnect(&zone->connection);
    free(zone->spans);
    free(zone->name);
    free(zone);
}

/* Runs `sql`; where it gives a chunk of `count` INTEGERs, they are copied to `out`. */
static mpdata_status ask(engine_zone *zone, const char *sql, int32_t *out, size_t count,
                         mpdata_error *error)
{
    const duckdb_api *api = zone->api;
    duckdb_result result;
    mpdata_status status = MPDATA_OK;

    memset(&result, 0, sizeof(result));
    if (api->duckdb_query(zone->connection, sql, &result) != DuckDBSuccess) {
        status = engine_error_set(error, api->duckdb_result_error(&result), sql, strlen(sql));
    } else if (count > 0) {
        duckdb_data_chunk chunk = api->duckdb_fetch_chunk(result);
        if (chunk == NULL || api->duckdb_data_chunk_get_size(chunk) != count)
            status = error_set(error, MPDATA_ERROR_INTERNAL, "DuckDB told no time zone offsets");
        else
            memcpy(out, api->duckdb_vector_get_data(api->duckdb_data_chunk_get_vector(chunk, 0)),
                   count * sizeof(*out));
        api->duckdb_destroy_data_chunk(&chunk);
    }
    api->duckdb_destroy_result(&result);
    return status;
}

static mpdata_status connect(engine_zone *zone, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;

    if (zone->api->duckdb_connect(zone->database, &zone->connection) != DuckDBSuccess)
        return error_set(error, MPDATA_ERROR_ENGINE, "DuckDB refused a connection");
    /* DuckDB takes no name but those of its calendar, and none of them has a quote. */
    bool done =
        buffer_append_format(&sql, "SET TimeZone = '%s'", zone->name) && buffer_terminate(&sql);
    mpdata_status status = done ? ask(zone, sql.data, NULL, 0, error) : error_set_memory(error);
    buffer_dispose(&sql);
    return status;
}

/* Offsets at `count` instants, `step` microseconds apart. */
static mpdata_status ask_offsets(engine_zone *zone, int64_t first, int64_t step, size_t count,
                                 int32_t *out, mpdata_error *error)
{
    char sql[256];

    if (zone->connection == NULL) {
        mpdata_status status = connect(zone, error);
        if (status != MPDATA_OK)
            return status;
    }
    (void)snprintf(sql, sizeof(sql),
                   "SELECT date_part('timezone', make_timestamptz(%lld + i * %lld))::INTEGER "
                   "FROM range(%zu) t(i) ORDER BY i",
                   (long long)first, (long long)step, count);
    return ask(zone, sql, out, count, error);
}

static int64_t divide_down(int64_t value, int64_t by)
{
    int64_t quotient = value / by;

    return value % by < 0 ? quotient - 1 : quotient;
}

static mpdata_status fill_span(engine_zone *zone, zone_span *span, int64_t first_day,
                               mpdata_error *error)
{
    memset(span, 0, sizeof(*span));
    mpdata_status status = ask_offsets(zone, first_day * MICROSECONDS_PER_DAY, MICROSECONDS_PER_DAY,
                                       SPAN_DAYS + 1, span->offsets, error);
    span->first_day = first_day;
    span->filled = status == MPDATA_OK;
    return status;
}

/* NULL where it could not be filled. */
static zone_span *find_span(engine_zone *zone, int64_t day, mpdata_status *status,
                            mpdata_error *error)
{
    int64_t number = divide_down(day, SPAN_DAYS);
    int64_t slot = number % SPAN_SLOTS;
    int64_t first_day = number * SPAN_DAYS;

    if (zone->spans == NULL)
        zone->spans = calloc(SPAN_SLOTS, sizeof(*zone->spans));
    if (zone->spans == NULL) {
        *status = error_set_memory(error);
        return NULL;
    }
    zone_span *span = &zone->spans[slot < 0 ? slot + SPAN_SLOTS : slot];
    if (!span->filled || span->first_day != first_day)
        *status = fill_span(zone, span, first_day, error);
    return *status == MPDATA_OK ? span : NULL;
}

/* Halves the day until the second is left at which the new offset begins. */
static mpdata_status find_change(engine_zone *zone, int64_t day, int32_t before, int32_t *second,
                                 mpdata_error *error)
{
    int32_t low = 0;
    int32_t high = SECONDS_PER_DAY;

    while (high - low > 1) {
        int32_t middle = low + (high - low) / 2;
        int32_t offset = 0;
        mpdata_status status =
            ask_offsets(zone, day * MICROSECONDS_PER_DAY + middle * MICROSECONDS_PER_SECOND, 0, 1,
                        &offset, error);
        if (status != MPDATA_OK)
            return status;
        if (offset == before)
            low = middle;
        else
            high = middle;
    }
    *second = high;
    return MPDATA_OK;
}

/* The first and last years of what a timestamp can hold: no span lies wholly inside. */
static bool is_extreme(int64_t microseconds)
{
    int64_t margin = 2 * SPAN_DAYS * MICROSECONDS_PER_DAY;

    return microseconds > INT64_MAX - margin || microseconds < -INT64_MAX + margin;
}

mpdata_status engine_zone_offset(engine_zone *zone, int64_t microseconds, int32_t *seconds,
                                 mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    *seconds = 0;
    if (zone->name == NULL)
        return MPDATA_OK;
    if (is_extreme(microseconds))
        return ask_offsets(zone, microseconds, 0, 1, seconds, error);

    int64_t day = divide_down(microseconds, MICROSECONDS_PER_DAY);
    zone_span *span = find_span(zone, day, &status, error);
    if (span == NULL)
        return status;
    int64_t index = day - span->first_day;
    *seconds = span->offsets[index];
    if (span->offsets[index] == span->offsets[index + 1])
        return MPDATA_OK;
    if (span->change_seconds[index] == 0)
        status = find_change(zone, day, span->offsets[index], &span->change_seconds[index], error);
    if (microseconds - day * MICROSECONDS_PER_DAY >=
        span->change_seconds[index] * MICROSECONDS_PER_SECOND)
        *seconds = span->offsets[index + 1];
    return status;
}
