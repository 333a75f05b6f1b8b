#include "store/time_zone.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/row_cursor.h"

/* A city by its own name first; then by how many letters they differ. */
static const char nearest_sql[] =
    "SELECT name, lower(name) = lower($1) FROM pg_timezone_names()"
    " ORDER BY ends_with(lower(name), '/' || replace(lower($1), ' ', '_')) DESC,"
    " levenshtein(lower(name), lower($1)), length(name) DESC, name LIMIT 3";

static mpdata_status set_unknown(const char *name, const buffer *nearest, mpdata_error *error)
{
    return error_set(error, MPDATA_ERROR_ARGUMENT,
                     "'%s' is no time zone that DuckDB knows. Did you mean %s?", name,
                     nearest->data);
}

/* 'A', 'B' or 'C' */
static bool append_name(buffer *names, mpdata_text name, bool is_last)
{
    const char *separator = is_last ? " or " : ", ";

    return buffer_append_text(names, names->bytes == 0 ? "" : separator) &&
           buffer_append_text(names, "'") && buffer_append(names, name.data, name.bytes) &&
           buffer_append_text(names, "'") && buffer_terminate(names);
}

static mpdata_status read_names(row_cursor *cursor, const char *name, char **out,
                                mpdata_error *error)
{
    buffer nearest = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    for (int i = 0; row_cursor_next(cursor, &status, error); i++) {
        mpdata_text found = row_cursor_text(cursor, 0);
        if (row_cursor_int64(cursor, 1) != 0)
            *out = strndup(found.data, found.bytes);
        else if (append_name(&nearest, found, i == 2))
            continue;
        if (*out == NULL)
            status = error_set_memory(error);
        break;
    }
    if (status == MPDATA_OK && *out == NULL)
        status = nearest.bytes == 0 ? error_set(error, MPDATA_ERROR_ENGINE,
                                                "this DuckDB knows no time zones at all")
                                    : set_unknown(name, &nearest, error);
    buffer_dispose(&nearest);
    return status;
}

mpdata_status time_zone_find(engine_connection *connection, const char *name, char **out,
                             mpdata_error *error)
{
    mpdata_value value = mpdata_value_text(name, strlen(name));
    row_cursor cursor;

    *out = NULL;
    mpdata_status status = row_cursor_open(&cursor, connection, nearest_sql, &value, 1, error);
    if (status == MPDATA_OK)
        status = read_names(&cursor, name, out, error);
    row_cursor_close(&cursor);
    return status;
}
