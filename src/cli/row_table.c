#include "row_table.h"

#include <stdlib.h>
#include <string.h>

#include "binary_view.h"
#include "exit_code.h"
#include "text_stream.h"

struct row_table {
    const row_column *columns;
    size_t column_count;
    /* NULL until a cell tells. */
    const char **types;
    mpdata_value *cells;
    size_t cell_count;
    size_t cell_capacity;
};

row_table *row_table_new(const row_column *columns, size_t count)
{
    row_table *t = calloc(1, sizeof(*t));

    if (t == NULL)
        return NULL;
    *t = (row_table){.columns = columns, .column_count = count};
    t->types = calloc(count + 1, sizeof(*t->types));
    if (t->types != NULL)
        return t;
    free(t);
    return NULL;
}

void row_table_free(row_table *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->cell_count; i++)
        mpdata_value_dispose(&t->cells[i]);
    free(t->cells);
    free(t->types);
    free(t);
}

static bool make_room(row_table *t)
{
    size_t capacity = t->cell_capacity == 0 ? 256 : t->cell_capacity * 2;
    mpdata_value *cells = NULL;

    if (t->cell_count < t->cell_capacity)
        return true;
    cells = realloc(t->cells, capacity * sizeof(*cells));
    if (cells == NULL)
        return false;
    t->cells = cells;
    t->cell_capacity = capacity;
    return true;
}

bool row_table_add(row_table *t, const char *type, const mpdata_text *text)
{
    mpdata_value cell = mpdata_value_null();

    if (!make_room(t))
        return false;
    if (text != NULL) {
        cell.owned = malloc(text->bytes + 1);
        if (cell.owned == NULL)
            return false;
        if (text->bytes > 0)
            memcpy(cell.owned, text->data, text->bytes);
        cell.kind = MPDATA_VALUE_TEXT;
        cell.text = (mpdata_text){cell.owned, text->bytes};
    }
    if (type != NULL)
        t->types[t->cell_count % t->column_count] = type;
    t->cells[t->cell_count++] = cell;
    return true;
}

/* Where no cell tells: all are NULL, or there is none. */
static const char *type_of(const row_table *t, size_t column)
{
    if (t->types[column] != NULL)
        return t->types[column];
    switch (t->columns[column].class) {
    case MPDATA_COLUMN_NUMBER:
        return "UBIGINT";
    case MPDATA_COLUMN_TIME:
        return "TIMESTAMP";
    default:
        return "VARCHAR";
    }
}

/* Names of columns are the command's own words, which need no quotes. The caller frees what this gives. */
static char *make_sql(const row_table *t, bool is_insert)
{
    char *sql = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&sql, &bytes);

    if (stream == NULL)
        return NULL;
    (void)fputs(is_insert ? "INSERT INTO listing VALUES (" : "CREATE TABLE listing (", stream);
    for (size_t i = 0; i < t->column_count; i++) {
        (void)fputs(i == 0 ? "" : ", ", stream);
        if (is_insert)
            (void)fprintf(stream, "CAST(? AS %s)", type_of(t, i));
        else
            (void)fprintf(stream, "\"%s\" %s", t->columns[i].name, type_of(t, i));
    }
    (void)fputc(')', stream);
    return text_stream_end(stream, &sql);
}

static mpdata_status insert_rows(const row_table *t, mpdata_db *db, const char *sql,
                                 mpdata_error *error)
{
    MPDATA_AUTO(statement) insert = NULL;
    mpdata_status status = mpdata_statement_prepare(db, sql, MPDATA_NUL_TERMINATED, &insert, error);

    for (size_t i = 0; status == MPDATA_OK && i < t->cell_count; i += t->column_count)
        status = mpdata_statement_execute(insert, &t->cells[i], t->column_count, NULL, error);
    return status;
}

static mpdata_status fill(const row_table *t, mpdata_db *db, mpdata_error *error)
{
    char *create = make_sql(t, false);
    char *insert = make_sql(t, true);
    mpdata_status status = MPDATA_ERROR_MEMORY;

    if (create == NULL || insert == NULL)
        *error = (mpdata_error){.code = status, .message = "memory ran out"};
    else
        status = mpdata_query_execute(db, create, MPDATA_NUL_TERMINATED, NULL, 0, NULL, error);
    if (status == MPDATA_OK)
        status = insert_rows(t, db, insert, error);
    free(create);
    free(insert);
    return status;
}

int row_table_write(const row_table *t, row_format format, const char *path,
                    const char *database_path)
{
    MPDATA_AUTO(db) db = NULL;
    MPDATA_AUTO(result) result = NULL;
    mpdata_error error;
    mpdata_status status = mpdata_open_memory(NULL, &db, &error);

    if (status == MPDATA_OK)
        status = fill(t, db, &error);
    if (status == MPDATA_OK)
        status =
            mpdata_query_run(db, "FROM listing", MPDATA_NUL_TERMINATED, NULL, 0, &result, &error);
    return status == MPDATA_OK ? binary_view_write(format, path, database_path, result)
                               : fail(&error);
}
