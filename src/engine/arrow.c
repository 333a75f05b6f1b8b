#include "engine/arrow.h"

#include <string.h>

#include "base/error.h"
#include "engine/arrow_private.h"
#include "engine/connection_private.h"

/* Disposes of `data`, which DuckDB gives after every conversion. */
static mpdata_status take_error(const duckdb_api *api, duckdb_error_data data, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (data == NULL)
        return MPDATA_OK;
    if (api->duckdb_error_data_has_error(data)) {
        const char *text = api->duckdb_error_data_message(data);
        status = error_set(error, MPDATA_ERROR_QUERY, "DuckDB can't give this to Arrow: %s",
                           text == NULL ? "no reason given" : text);
    }
    api->duckdb_destroy_error_data(&data);
    return status;
}

/* Those of its children that `type` has of its own: of a LIST and a MAP they lie one level lower. */
static struct ArrowSchema **members_of(const engine_type *type, const struct ArrowSchema *schema)
{
    return type->kind == ENGINE_MAP ? schema->children[0]->children : schema->children;
}

/*
 * DuckDB's lossless conversion has no Arrow type for HUGEINT, and calls it opaque bytes. Every sum of integers is one:
 * the same 16 bytes are a decimal128, which readers know. What a schema points to is not freed through these pointers.
 */
static void name_int128(const engine_type *type, struct ArrowSchema *schema)
{
    struct ArrowSchema **members = members_of(type, schema);

    if (type->kind == ENGINE_INT128 && strcmp(schema->format, "w:16") == 0) {
        schema->format = "d:38,0";
        schema->metadata = NULL;
    }
    for (size_t i = 0; i < type->child_count; i++)
        name_int128(&type->children[i], members[i]);
}

mpdata_status engine_arrow_schema(const duckdb_api *api, duckdb_arrow_options options,
                                  const engine_arrow_columns *columns, struct ArrowSchema *out,
                                  mpdata_error *error)
{
    duckdb_error_data data = api->duckdb_to_arrow_schema(options, columns->logical_types,
                                                         columns->names, columns->count, out);
    mpdata_status status = take_error(api, data, error);

    if (status != MPDATA_OK)
        return status;
    for (size_t i = 0; i < columns->count; i++)
        name_int128(&columns->types[i], out->children[i]);
    return MPDATA_OK;
}

mpdata_status engine_arrow_array(const duckdb_api *api, duckdb_arrow_options options,
                                 duckdb_data_chunk chunk, struct ArrowArray *out,
                                 mpdata_error *error)
{
    return take_error(api, api->duckdb_data_chunk_to_arrow(options, chunk, out), error);
}

mpdata_status engine_arrow_view(engine_connection *connection, const char *name,
                                struct ArrowArrayStream *stream, mpdata_error *error)
{
    if (connection->api->duckdb_arrow_scan(connection->connection, name,
                                           (duckdb_arrow_stream)stream) == DuckDBSuccess)
        return MPDATA_OK;
    return error_set(error, MPDATA_ERROR_ENGINE, "DuckDB refused to read Arrow's rows");
}
