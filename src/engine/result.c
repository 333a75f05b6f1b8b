#include "engine/result.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/arrow_private.h"
#include "engine/column_private.h"
#include "engine/result_private.h"

struct engine_result {
    const duckdb_api *api;
    duckdb_result source;
    duckdb_data_chunk chunk;
    /* NULL until Arrow is asked for. */
    duckdb_arrow_options arrow_options;
    engine_zone *zone;
    char *sql;
    size_t sql_bytes;
    uint64_t rows_changed;
    size_t column_count;
    engine_type *types;
    engine_vector *vectors;
    bool ended;
    mpdata_status failure;
};

static mpdata_status check_readable(const engine_result *result, size_t column, mpdata_error *error)
{
    const engine_type *type = &result->types[column];

    if (!engine_type_contains(type, ENGINE_UNKNOWN))
        return MPDATA_OK;
    (void)error_set(error, MPDATA_ERROR_QUERY,
                    "the column \"%s\" is of a type that mpdata can't read: cast it to VARCHAR or "
                    "JSON in the query",
                    engine_result_column_name(result, column));
    error_add_query(error, result->sql, result->sql_bytes);
    return MPDATA_ERROR_QUERY;
}

static bool read_type(engine_result *result, size_t column)
{
    duckdb_logical_type logical = result->api->duckdb_column_logical_type(&result->source, column);
    bool done = engine_type_read(result->api, logical, &result->types[column]);

    result->api->duckdb_destroy_logical_type(&logical);
    return done && engine_vector_init(&result->vectors[column], &result->types[column]);
}

/* Only names of members can be keywords, so that most results need not ask for those. */
static bool load_words(engine_result *result, duckdb_database database, engine_type_words *words)
{
    memset(words, 0, sizeof(*words));
    for (size_t i = 0; i < result->column_count; i++) {
        if (engine_type_contains(&result->types[i], ENGINE_STRUCT) ||
            engine_type_contains(&result->types[i], ENGINE_UNION))
            return engine_type_words_load(result->api, database, words);
    }
    return true;
}

static bool name_types(engine_result *result, duckdb_database database)
{
    engine_type_words words;
    bool done = load_words(result, database, &words);

    for (size_t i = 0; done && i < result->column_count; i++)
        done = engine_type_name(&result->types[i], &words);
    engine_type_words_dispose(&words);
    return done;
}

static mpdata_status read_columns(engine_result *result, duckdb_database database,
                                  mpdata_error *error)
{
    size_t count = (size_t)result->api->duckdb_column_count(&result->source);

    result->types = calloc(count + 1, sizeof(*result->types));
    result->vectors = calloc(count + 1, sizeof(*result->vectors));
    if (result->types == NULL || result->vectors == NULL)
        return error_set_memory(error);
    result->column_count = count;
    for (size_t i = 0; i < count; i++) {
        if (!read_type(result, i))
            return error_set_memory(error);
        mpdata_status status = check_readable(result, i, error);
        if (status != MPDATA_OK)
            return status;
    }
    return name_types(result, database) ? MPDATA_OK : error_set_memory(error);
}

mpdata_status engine_result_new(engine_connection *connection, duckdb_result *source,
                                engine_zone *zone, const char *sql, size_t sql_bytes,
                                engine_result **out, mpdata_error *error)
{
    engine_result *result = calloc(1, sizeof(*result));
    mpdata_status status = MPDATA_OK;

    *out = NULL;
    if (result == NULL) {
        connection->api->duckdb_destroy_result(source);
        engine_zone_free(zone);
        return error_set_memory(error);
    }
    result->api = connection->api;
    result->source = *source;
    result->zone = zone;
    result->sql_bytes = sql_bytes;
    result->sql = strndup(sql, sql_bytes);
    if (result->sql == NULL)
        status = error_set_memory(error);
    else if (result->api->duckdb_result_return_type(result->source) ==
             DUCKDB_RESULT_TYPE_QUERY_RESULT)
        status = read_columns(result, connection->database->handle, error);
    else
        result->rows_changed = result->api->duckdb_rows_changed(&result->source);
    if (status != MPDATA_OK) {
        engine_result_free(result);
        return status;
    }
    *out = result;
    return MPDATA_OK;
}

size_t engine_result_column_count(const engine_result *result)
{
    return result->column_count;
}

const char *engine_result_column_name(const engine_result *result, size_t column)
{
    /* The function only reads, and its parameter is not const. */
    duckdb_result source = result->source;

    return result->api->duckdb_column_name(&source, column);
}

const engine_type *engine_result_column_type(const engine_result *result, size_t column)
{
    return &result->types[column];
}

uint64_t engine_result_rows_changed(const engine_result *result)
{
    return result->rows_changed;
}

/* DuckDB gives no chunk at the end and no chunk after a failure: only the error tells which it was. */
static mpdata_status end(engine_result *result, mpdata_error *error)
{
    const char *text = result->api->duckdb_result_error(&result->source);

    result->ended = true;
    if (text == NULL || text[0] == '\0')
        return MPDATA_OK;
    result->failure = engine_error_set(error, text, result->sql, result->sql_bytes);
    return result->failure;
}

static mpdata_status repeat_failure(const engine_result *result, mpdata_error *error)
{
    (void)error_set(error, result->failure, "the statement failed before: it gives no more rows");
    error_add_query(error, result->sql, result->sql_bytes);
    return result->failure;
}

/* As the settings were when the statement began. */
static duckdb_arrow_options arrow_options(engine_result *result)
{
    if (result->arrow_options == NULL)
        result->arrow_options = result->api->duckdb_result_get_arrow_options(&result->source);
    return result->arrow_options;
}

static void read_chunk(engine_result *result)
{
    for (size_t i = 0; i < result->column_count; i++)
        engine_vector_read(result->api, result->api->duckdb_data_chunk_get_vector(result->chunk, i),
                           &result->vectors[i]);
}

/* The next chunk that has rows; 0 rows at the end. */
static mpdata_status fetch_chunk(engine_result *result, size_t *rows, mpdata_error *error)
{
    *rows = 0;
    if (result->failure != MPDATA_OK)
        return repeat_failure(result, error);
    while (*rows == 0 && !result->ended && result->column_count > 0) {
        result->api->duckdb_destroy_data_chunk(&result->chunk);
        result->chunk = result->api->duckdb_fetch_chunk(result->source);
        if (result->chunk == NULL)
            return end(result, error);
        *rows = (size_t)result->api->duckdb_data_chunk_get_size(result->chunk);
    }
    return MPDATA_OK;
}

mpdata_status engine_result_next(engine_result *result, const engine_vector **vectors, size_t *rows,
                                 mpdata_error *error)
{
    mpdata_status status = fetch_chunk(result, rows, error);

    *vectors = result->vectors;
    if (*rows > 0)
        read_chunk(result);
    return status;
}

mpdata_status engine_result_next_arrow(engine_result *result, struct ArrowArray *out, size_t *rows,
                                       mpdata_error *error)
{
    mpdata_status status = fetch_chunk(result, rows, error);

    memset(out, 0, sizeof(*out));
    if (*rows == 0)
        return status;
    status = engine_arrow_array(result->api, arrow_options(result), result->chunk, out, error);
    if (status != MPDATA_OK) {
        *rows = 0;
        result->failure = status;
        error_add_query(error, result->sql, result->sql_bytes);
    }
    return status;
}

mpdata_status engine_result_arrow_schema(engine_result *result, struct ArrowSchema *out,
                                         mpdata_error *error)
{
    const duckdb_api *api = result->api;
    size_t count = result->column_count;
    duckdb_logical_type *types = calloc(count + 1, sizeof(duckdb_logical_type));
    const char **names = calloc(count + 1, sizeof(*names));
    mpdata_status status = MPDATA_OK;

    memset(out, 0, sizeof(*out));
    if (types == NULL || names == NULL) {
        status = error_set_memory(error);
    } else {
        for (size_t i = 0; i < count; i++) {
            types[i] = api->duckdb_column_logical_type(&result->source, i);
            names[i] = engine_result_column_name(result, i);
        }
        engine_arrow_columns columns = {result->types, types, names, count};
        status = engine_arrow_schema(api, arrow_options(result), &columns, out, error);
        for (size_t i = 0; i < count; i++)
            api->duckdb_destroy_logical_type(&types[i]);
    }
    free(types);
    free(names);
    return status;
}

mpdata_status engine_result_utc_offset(engine_result *result, int64_t microseconds,
                                       int32_t *seconds, mpdata_error *error)
{
    *seconds = 0;
    if (result->zone == NULL)
        return MPDATA_OK;
    return engine_zone_offset(result->zone, microseconds, seconds, error);
}

void engine_result_free(engine_result *result)
{
    if (result == NULL)
        return;
    result->api->duckdb_destroy_data_chunk(&result->chunk);
    /* Where DuckDB exports no such function, 48 bytes are lost for good. */
    if (result->arrow_options != NULL && result->api->duckdb_destroy_arrow_options != NULL)
        result->api->duckdb_destroy_arrow_options(&result->arrow_options);
    result->api->duckdb_destroy_result(&result->source);
    engine_zone_free(result->zone);
    for (size_t i = 0; i < result->column_count; i++) {
        engine_vector_dispose(&result->vectors[i]);
        engine_type_dispose(&result->types[i]);
    }
    free(result->vectors);
    free(result->types);
    free(result->sql);
    free(result);
}
