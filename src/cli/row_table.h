/*
 * Rows that a command makes itself, as a result with typed columns: for the formats that have types.
 */
#ifndef CLI_ROW_TABLE_H
#define CLI_ROW_TABLE_H

#include "row_writer.h"

typedef struct row_table row_table;

/* `columns` is borrowed. The caller frees it with row_table_free; NULL where memory ran out. */
row_table *row_table_new(const row_column *columns, size_t count);

/*
 * The next cell, as text that DuckDB casts to `type`, a static name of a type in SQL. `text` is NULL for NULL; the last
 * cell of a row ends it. False where memory ran out.
 */
bool row_table_add(row_table *t, const char *type, const mpdata_text *text);

/* Writes the rows in a format that row_format_is_binary, as binary_view_write does. Gives the exit code. */
int row_table_write(const row_table *t, row_format format, const char *path,
                    const char *database_path);
void row_table_free(row_table *t);

#endif
