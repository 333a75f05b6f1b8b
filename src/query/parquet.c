/*
 * A result as a Parquet file. DuckDB writes those, from a table: a private DuckDB in memory reads the result's rows as
 * Arrow's, so that whatever gives rows can be written, from a read-only database and in the safe mode, too.
 */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "engine/arrow.h"
#include "mpdata/arrow.h"
#include "query/arrow_source.h"
#include "query/new_file.h"
#include "query/parquet_type.h"
#include "query/result.h"
#include "store/table_name.h"

#define VIEW "mpdata_rows"
/* Half of DuckDB's own: each of its threads holds a row group in memory, and a row of an export is wide. */
#define ROW_GROUP_ROWS "61440"

static bool append_column(buffer *sql, const mpdata_result *result, size_t column)
{
    const engine_type *type = result_column_type(result, column);
    bool done = buffer_append_text(sql, column == 0 ? "" : ", ");

    if (!parquet_type_is_lossy(type))
        done = done && buffer_append_format(sql, "c%zu", column);
    else
        done = done && buffer_append_format(sql, "CAST(c%zu AS ", column) &&
               parquet_type_append(sql, type) && buffer_append_text(sql, ")");
    return done && buffer_append_text(sql, " AS ") &&
           sql_append_name(sql, mpdata_result_column_name(result, column));
}

/* DuckDB takes some paths for places elsewhere ("s3://..."), but none that begins so. */
static bool append_path(buffer *sql, const char *path)
{
    buffer text = BUFFER_INIT;
    bool done = buffer_append_text(&text, path[0] == '/' ? "" : "./") &&
                buffer_append_text(&text, path) && buffer_terminate(&text) &&
                sql_append_text_literal(sql, text.data);

    buffer_dispose(&text);
    return done;
}

static bool append_copy(buffer *sql, const mpdata_result *result, const char *path)
{
    size_t count = mpdata_result_column_count(result);
    bool done = buffer_append_text(sql, "COPY (SELECT ");

    for (size_t i = 0; done && i < count; i++)
        done = append_column(sql, result, i);
    done = done && buffer_append_text(sql, " FROM " VIEW " AS rows(");
    for (size_t i = 0; done && i < count; i++)
        done = buffer_append_format(sql, "%sc%zu", i == 0 ? "" : ", ", i);
    return done && buffer_append_text(sql, ")) TO ") && append_path(sql, path) &&
           buffer_append_text(
               sql, " (FORMAT parquet, USE_TMP_FILE false, ROW_GROUP_SIZE " ROW_GROUP_ROWS ")") &&
           buffer_terminate(sql);
}

static mpdata_status copy_rows(arrow_source *source, const char *sql, mpdata_error *error)
{
    mpdata_result *result = source->result;
    const engine_settings settings = {.memory_limit_bytes = result_memory_limit_bytes(result)};
    engine_connection *writer = NULL;
    mpdata_status status =
        engine_connection_open(result_library(result), NULL, &settings, &writer, error);

    if (status == MPDATA_OK)
        status = engine_arrow_view(writer, VIEW, &source->stream, error);
    if (status == MPDATA_OK)
        status = engine_execute_watched(writer, sql, result_is_interrupted, result, NULL, error);
    engine_connection_close(writer);
    /* The source's own failure says more than DuckDB, which only tells of it. */
    mpdata_status failure = status == MPDATA_OK ? MPDATA_OK : arrow_source_failure(source, error);
    return failure == MPDATA_OK ? status : failure;
}

static mpdata_status write_file(mpdata_result *result, const char *path, mpdata_error *error)
{
    arrow_source source;
    buffer sql = BUFFER_INIT;
    mpdata_status status = append_copy(&sql, result, path) ? MPDATA_OK : error_set_memory(error);

    if (status == MPDATA_OK)
        status = arrow_source_open(&source, result, error);
    if (status == MPDATA_OK) {
        status = copy_rows(&source, sql.data, error);
        arrow_source_close(&source);
    }
    buffer_dispose(&sql);
    return status;
}

mpdata_status mpdata_result_write_parquet(mpdata_result *result, const char *path,
                                          mpdata_error *error)
{
    new_file file;

    if (result == NULL || path == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the result and the path must not be NULL");
    if (mpdata_result_column_count(result) == 0)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the statement gives no columns, and a Parquet file needs one");
    mpdata_status status = new_file_begin(&file, path, error);
    if (status != MPDATA_OK)
        return status;
    status = write_file(result, file.path, error);
    mpdata_status end_status =
        new_file_end(&file, status == MPDATA_OK, status == MPDATA_OK ? error : NULL);
    return status == MPDATA_OK ? end_status : status;
}
