/*
 * Rows as they are shown: a table for people, CSV, JSON.
 *
 * A writer is given the columns, then the cells of each row in order, and the end of each row. Whatever
 * returns a bool returns false where memory ran out or the stream can't be written, with errno set. Of a cell that can't be
 * written the end of its row tells.
 */
#ifndef CLI_ROW_WRITER_H
#define CLI_ROW_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "mpdata.h"
#include "write_buffer.h"

typedef enum row_format {
    ROW_FORMAT_TABLE,
    ROW_FORMAT_CSV,
    ROW_FORMAT_JSON,
    ROW_FORMAT_JSONL,
    ROW_FORMAT_TSV,
    ROW_FORMAT_MARKDOWN,
    ROW_FORMAT_PARQUET,
    ROW_FORMAT_ARROW
} row_format;

/* Typed columns, which no row_writer writes: see binary_view.h. */
bool row_format_is_binary(row_format format);

/* NULL past the last one. */
const char *row_format_name(size_t format);

/* False, with the error printed, where there is no such format. */
bool row_format_read(const char *name, row_format *out);

/*
 * The format that the name of a file asks for: report.csv, events.jsonl.gz. Left as it is where the name does not tell.
 */
void row_format_of_file(const char *path, row_format *out);

typedef struct row_column {
    /* Borrowed until the writer is freed. */
    const char *name;
    mpdata_column_class class;
    /* Of no use where it is cut: a bar. */
    bool keeps_width;
} row_column;

typedef struct row_writer row_writer;

typedef struct row_writer_methods {
    bool (*begin)(row_writer *w, const row_column *columns, size_t count);
    /* `text` is NULL for NULL, and borrowed for the call. False where memory ran out. */
    bool (*cell)(row_writer *w, size_t column, const mpdata_text *text);
    bool (*end_row)(row_writer *w);
    /* Hands on all that was written. */
    bool (*finish)(row_writer *w);
    void (*free)(row_writer *w);
} row_writer_methods;

struct row_writer {
    const row_writer_methods *methods;
    /* Where the rows go, unless they are kept until the end. */
    write_buffer out;
    /* Cells are given as JSON values rather than as plain text. */
    bool takes_json;
    /* A writer that shows no more rows than this is told how many it was not given. */
    uint64_t max_rows;
    uint64_t rows_left_out;
    /* How to see the others; NULL: with --max-rows 0. Borrowed. */
    const char *way_to_all;
};

/* The caller frees it with methods->free. NULL where memory ran out. `max_rows` is for tables; 0: all. */
row_writer *row_writer_new(row_format format, FILE *stream, uint64_t max_rows);

/* For the functions below: a writer of `bytes`, which is the first member of what it is. All else is 0. */
void *row_writer_allocate(size_t bytes, const row_writer_methods *methods, FILE *stream);

row_writer *row_writer_new_table(FILE *stream, uint64_t max_rows);
row_writer *row_writer_new_csv(FILE *stream);
row_writer *row_writer_new_tsv(FILE *stream);
row_writer *row_writer_new_markdown(FILE *stream);
row_writer *row_writer_new_json(FILE *stream, bool is_lines);

/* `text` as a JSON string. Where it can't be written the stream says so. */
void row_writer_json_string(FILE *stream, const char *text, size_t bytes);

#endif
