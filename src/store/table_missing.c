#include "store/table_missing.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/row_cursor.h"

static const char kind_sql[] =
    "SELECT kind FROM (SELECT table_name AS name, 'table' AS kind FROM duckdb_tables()"
    "  WHERE database_name = current_database() AND schema_name = 'main'"
    " UNION ALL SELECT view_name, 'view' FROM duckdb_views()"
    "  WHERE database_name = current_database() AND schema_name = 'main')"
    " WHERE lower(name) = lower($1)";

/* Those whose names differ in a third of their letters at most. */
static const char nearest_sql[] =
    "SELECT t.table_name"
    " FROM main._metadata m JOIN duckdb_tables() t ON lower(t.table_name) = lower(m.table_name)"
    " WHERE t.database_name = current_database() AND t.schema_name = 'main'"
    " AND levenshtein(lower(t.table_name), lower($1)) <= length(t.table_name) // 3 + 1"
    " ORDER BY levenshtein(lower(t.table_name), lower($1)), t.table_name LIMIT 3";

static bool append_question(buffer *question, buffer *names, mpdata_text name)
{
    return buffer_append_text(question, question->bytes == 0 ? ". Did you mean '" : " or '") &&
           buffer_append(question, name.data, name.bytes) && buffer_append_text(question, "'") &&
           (names->bytes == 0 || buffer_append_text(names, "\n")) &&
           buffer_append(names, name.data, name.bytes);
}

/* False where memory ran out: what is there of the question is cut. */
static bool find_nearest(mpdata_db *db, const mpdata_value *name, buffer *question, buffer *names)
{
    row_cursor cursor;
    bool is_whole = true;
    mpdata_status status = row_cursor_open(&cursor, db->connection, nearest_sql, name, 1, NULL);

    while (is_whole && status == MPDATA_OK && row_cursor_next(&cursor, &status, NULL))
        is_whole = append_question(question, names, row_cursor_text(&cursor, 0));
    row_cursor_close(&cursor);
    return is_whole;
}

/* What can't be found out is left out: the error is that of the missing table all the same. */
static mpdata_status set_with_nearest(mpdata_db *db, const char *name, const mpdata_value *value,
                                      mpdata_error *error)
{
    buffer question = BUFFER_INIT;
    buffer names = BUFFER_INIT;

    bool is_whole = find_nearest(db, value, &question, &names) && question.bytes > 0 &&
                    buffer_append_text(&question, "?") && buffer_terminate(&question) &&
                    buffer_terminate(&names);
    mpdata_status status =
        error_set(error, MPDATA_ERROR_TABLE_NOT_FOUND, "there is no table '%s'%s", name,
                  is_whole ? question.data : "");
    if (is_whole)
        error_add_candidates(error, names.data);
    buffer_dispose(&question);
    buffer_dispose(&names);
    return status;
}

mpdata_status table_missing_set(mpdata_db *db, const char *name, mpdata_error *error)
{
    mpdata_value value = mpdata_value_text(name, strlen(name));
    char kind[16] = "";
    row_cursor cursor;
    mpdata_status status = row_cursor_open(&cursor, db->connection, kind_sql, &value, 1, NULL);

    if (status == MPDATA_OK && row_cursor_next(&cursor, &status, NULL)) {
        mpdata_text text = row_cursor_text(&cursor, 0);
        (void)snprintf(kind, sizeof(kind), "%.*s", (int)text.bytes, text.data);
    }
    row_cursor_close(&cursor);
    if (kind[0] != '\0')
        return error_set(error, MPDATA_ERROR_TABLE_NOT_FOUND,
                         "'%s' is a %s that mpdata did not load: it can be asked in SQL alone",
                         name, kind);
    return set_with_nearest(db, name, &value, error);
}
