/*
 * A table for people, drawn by libsmartcols. On a terminal it fits the line; elsewhere nothing is cut.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "amount_text.h"
#include "display_text.h"
#include "row_writer.h"
#include "table_layout.h"
#include "terminal_width.h"

typedef struct table_writer {
    row_writer base;
    const row_column *columns;
    size_t column_count;
    /* SIZE_MAX where no terminal is written to. */
    size_t line_width;
    display_text *cells;
    size_t cell_count;
    size_t cell_room;
} table_writer;

static bool add_cell(table_writer *t, display_text cell)
{
    if (cell.text == NULL)
        return false;
    if (t->cell_count == t->cell_room) {
        size_t room = t->cell_room == 0 ? 256 : t->cell_room * 2;
        display_text *cells = realloc(t->cells, room * sizeof(*cells));
        if (cells == NULL) {
            display_text_dispose(&cell);
            return false;
        }
        t->cells = cells;
        t->cell_room = room;
    }
    t->cells[t->cell_count++] = cell;
    return true;
}

/* The header is the first row of cells. */
static bool table_begin(row_writer *w, const row_column *columns, size_t count)
{
    table_writer *t = (table_writer *)w;

    t->columns = columns;
    t->column_count = count;
    for (size_t i = 0; i < count; i++)
        if (!add_cell(t, display_text_of(columns[i].name, strlen(columns[i].name), t->line_width)))
            return false;
    return true;
}

/* NULL is told from the text "NULL" by the quotes of the latter. */
static bool table_cell(row_writer *w, size_t column, const mpdata_text *text)
{
    table_writer *t = (table_writer *)w;

    (void)column;
    if (text == NULL)
        return add_cell(t, display_text_of("NULL", 4, t->line_width));
    if (text->bytes == 4 && memcmp(text->data, "NULL", 4) == 0)
        return add_cell(t, display_text_of("\"NULL\"", 6, t->line_width));
    return add_cell(t, display_text_of(text->data, text->bytes, t->line_width));
}

static bool table_end_row(row_writer *w)
{
    (void)w;
    return true;
}

static void measure(const table_writer *t, table_layout_column *layout)
{
    for (size_t i = 0; i < t->column_count; i++) {
        mpdata_column_class class = t->columns[i].class;
        layout[i].width = 0;
        layout[i].shrinks = !t->columns[i].keeps_width &&
                            (class == MPDATA_COLUMN_TEXT || class == MPDATA_COLUMN_JSON ||
                             class == MPDATA_COLUMN_NESTED);
    }
    for (size_t i = 0; i < t->cell_count; i++) {
        table_layout_column *column = &layout[i % t->column_count];
        if (t->cells[i].width > column->width)
            column->width = t->cells[i].width;
    }
}

static bool add_columns(const table_writer *t, struct libscols_table *table, size_t shown)
{
    for (size_t i = 0; i < shown; i++) {
        int flags = t->columns[i].class == MPDATA_COLUMN_NUMBER ? SCOLS_FL_RIGHT : 0;
        if (scols_table_new_column(table, NULL, 0, flags) == NULL)
            return false;
    }
    return true;
}

static bool add_line(struct libscols_table *table, struct libscols_line **out)
{
    *out = scols_table_new_line(table, NULL);
    return *out != NULL;
}

/* The caller frees it; NULL where memory ran out. */
static char *make_rule(size_t width)
{
    static const char dash[] = "\xe2\x94\x80";
    const size_t dash_bytes = sizeof(dash) - 1;
    char *rule = malloc(width * dash_bytes + 1);

    if (rule == NULL)
        return NULL;
    for (size_t cell = 0; cell < width; cell++)
        memcpy(rule + cell * dash_bytes, dash, dash_bytes);
    rule[width * dash_bytes] = '\0';
    return rule;
}

/* A rule as wide as each column. */
static bool add_rule(struct libscols_table *table, const table_layout_column *layout, size_t shown)
{
    struct libscols_line *line = NULL;
    bool is_good = add_line(table, &line);

    for (size_t i = 0; is_good && i < shown; i++) {
        char *rule = make_rule(layout[i].width);
        is_good = rule != NULL && scols_line_set_data(line, i, rule) == 0;
        free(rule);
    }
    return is_good;
}

/* The table takes the texts over. */
static bool add_row(table_writer *t, struct libscols_table *table,
                    const table_layout_column *layout, size_t first_cell, size_t shown)
{
    struct libscols_line *line = NULL;

    if (!add_line(table, &line))
        return false;
    for (size_t i = 0; i < shown; i++) {
        display_text *cell = &t->cells[first_cell + i];

        display_text_shorten(cell, layout[i].width);
        if (scols_line_refer_data(line, i, cell->text) != 0)
            return false;
        cell->text = NULL;
    }
    return true;
}

static bool fill(table_writer *t, struct libscols_table *table, const table_layout_column *layout,
                 size_t shown)
{
    bool is_good = add_columns(t, table, shown) && add_row(t, table, layout, 0, shown) &&
                   add_rule(table, layout, shown);

    for (size_t at = t->column_count; is_good && at < t->cell_count; at += t->column_count)
        is_good = add_row(t, table, layout, at, shown);
    return is_good;
}

static bool draw(table_writer *t, struct libscols_table *table, const table_layout_column *layout,
                 size_t shown)
{
    /*
     * The widths are settled, and the texts are fit to be seen: smartcols has only to align them. What is not asked how it
     * ended keeps a value, and fails for a wrong argument alone.
     */
    (void)scols_table_set_stream(table, t->base.out.stream);
    (void)scols_table_enable_noheadings(table, 1);
    (void)scols_table_enable_noencoding(table, 1);
    (void)scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
    return scols_table_set_column_separator(table, "  ") == 0 && fill(t, table, layout, shown) &&
           scols_print_table(table) == 0;
}

static bool draw_footer(const table_writer *t, size_t shown_columns)
{
    FILE *stream = t->base.out.stream;
    uint64_t rows = t->cell_count / t->column_count - 1;
    char all[AMOUNT_TEXT_BYTES];
    char shown[AMOUNT_TEXT_BYTES];

    amount_count(shown, rows);
    amount_count(all, rows + t->base.rows_left_out);
    if (t->base.rows_left_out > 0)
        (void)fprintf(stream, "(%s of %s rows shown; %s shows all)\n", shown, all,
                      t->base.way_to_all == NULL ? "--max-rows 0" : t->base.way_to_all);
    else if (rows == 0)
        (void)fputs("(no rows)\n", stream);
    if (shown_columns < t->column_count)
        (void)fprintf(stream, "(%zu of %zu columns fit the terminal)\n", shown_columns,
                      t->column_count);
    return ferror(stream) == 0;
}

static bool table_finish(row_writer *w)
{
    table_writer *t = (table_writer *)w;

    if (t->column_count == 0)
        return true;
    table_layout_column *layout = calloc(t->column_count, sizeof(*layout));
    struct libscols_table *table = scols_new_table();
    bool is_good = layout != NULL && table != NULL;

    if (is_good) {
        measure(t, layout);
        size_t shown = table_layout_fit(layout, t->column_count, t->line_width);
        is_good = draw(t, table, layout, shown) && draw_footer(t, shown);
    }
    scols_unref_table(table);
    free(layout);
    /* smartcols asks for the terminal, and so leaves another reason than that there was no memory. */
    if (!is_good && ferror(t->base.out.stream) == 0)
        errno = ENOMEM;
    return is_good;
}

static void table_free(row_writer *w)
{
    table_writer *t = (table_writer *)w;

    for (size_t i = 0; i < t->cell_count; i++)
        display_text_dispose(&t->cells[i]);
    free(t->cells);
    free(t);
}

row_writer *row_writer_new_table(FILE *stream, uint64_t max_rows)
{
    static const row_writer_methods methods = {table_begin, table_cell, table_end_row, table_finish,
                                               table_free};
    table_writer *t = row_writer_allocate(sizeof(*t), &methods, stream);

    if (t == NULL)
        return NULL;
    if (max_rows > 0)
        t->base.max_rows = max_rows;
    t->line_width = terminal_width(stream);
    return &t->base;
}
