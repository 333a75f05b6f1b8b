#include "result_view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "binary_view.h"
#include "exit_code.h"
#include "note.h"
#include "output.h"

typedef struct showing {
    mpdata_result *result;
    row_writer *writer;
    row_column *columns;
    size_t column_count;
    output out;
} showing;

/* `*goes_on` turns false where nobody reads any more: no error, but the end. */
static int end_output(const showing *s, bool *goes_on)
{
    *goes_on = false;
    return output_fail(&s->out, errno);
}

static int write_cell(const showing *s, const mpdata_batch *batch, size_t column, size_t row)
{
    mpdata_error error;
    mpdata_text text = {NULL, 0};
    bool is_null = mpdata_batch_is_null(batch, column, row);
    mpdata_status status = MPDATA_OK;

    if (!is_null)
        status = s->writer->takes_json ? mpdata_batch_json(batch, column, row, &text, &error)
                                       : mpdata_batch_text(batch, column, row, &text, &error);
    if (status != MPDATA_OK)
        return fail(&error);
    return s->writer->methods->cell(s->writer, column, is_null ? NULL : &text) ? EXIT_CODE_OK
                                                                               : fail_memory();
}

static int write_row(const showing *s, const mpdata_batch *batch, size_t row, bool *goes_on)
{
    for (size_t column = 0; column < s->column_count; column++) {
        int code = write_cell(s, batch, column, row);
        if (code != EXIT_CODE_OK)
            return code;
    }
    return s->writer->methods->end_row(s->writer) ? EXIT_CODE_OK : end_output(s, goes_on);
}

static int write_batch(const showing *s, const mpdata_batch *batch, uint64_t *shown, bool *goes_on)
{
    size_t rows = mpdata_batch_rows(batch);
    int code = EXIT_CODE_OK;

    for (size_t row = 0; code == EXIT_CODE_OK && *goes_on && row < rows; row++) {
        if (*shown == s->writer->max_rows) {
            s->writer->rows_left_out += rows - row;
            break;
        }
        code = write_row(s, batch, row, goes_on);
        (*shown)++;
    }
    /* The next rows may be long in coming: these are not kept back for them. */
    if (code == EXIT_CODE_OK && *goes_on && !write_buffer_flush(&s->writer->out))
        return end_output(s, goes_on);
    return code;
}

static int write_rows(const showing *s)
{
    const mpdata_batch *batch = NULL;
    mpdata_error error;
    uint64_t shown = 0;
    bool goes_on = true;

    if (!s->writer->methods->begin(s->writer, s->columns, s->column_count))
        return output_fail(&s->out, errno);
    while (goes_on) {
        if (mpdata_result_next(s->result, &batch, &error) != MPDATA_OK)
            return fail(&error);
        if (batch == NULL)
            break;
        int code = write_batch(s, batch, &shown, &goes_on);
        if (code != EXIT_CODE_OK)
            return code;
    }
    if (goes_on && !s->writer->methods->finish(s->writer))
        return output_fail(&s->out, errno);
    note("rows written: %llu, columns: %zu", (unsigned long long)shown, s->column_count);
    return EXIT_CODE_OK;
}

static bool prepare(showing *s, const result_view *view)
{
    s->column_count = mpdata_result_column_count(s->result);
    s->columns = calloc(s->column_count + 1, sizeof(*s->columns));
    s->writer = row_writer_new(view->format, s->out.stream, view->max_rows);
    if (s->writer != NULL)
        s->writer->way_to_all = view->way_to_all;
    for (size_t i = 0; s->columns != NULL && i < s->column_count; i++) {
        const char *name = mpdata_result_column_name(s->result, i);
        bool is_bar = view->bar_column != NULL && strcmp(name, view->bar_column) == 0;

        s->columns[i] = (row_column){name, mpdata_result_column_class(s->result, i), is_bar};
    }
    return s->columns != NULL && s->writer != NULL;
}

int result_view_show(const result_view *view, mpdata_db *db, mpdata_result *result)
{
    if (row_format_is_binary(view->format))
        return binary_view_write(view->format, view->output, mpdata_db_path(db), result);
    showing s = {result, NULL, NULL, 0, OUTPUT_INIT};
    int code = output_open(&s.out, view->output, mpdata_db_path(db));

    if (code == EXIT_CODE_OK)
        code = output_close(&s.out, prepare(&s, view) ? write_rows(&s) : fail_memory());
    if (s.writer != NULL)
        s.writer->methods->free(s.writer);
    free(s.columns);
    return code;
}
