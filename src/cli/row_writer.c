#include "row_writer.h"

#include "exit_code.h"
#include "nearest.h"

static const char *const names[] = {"table", "csv", "json", "jsonl"};
#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

bool row_format_read(const char *name, row_format *out)
{
    nearest best = NEAREST_INIT;
    int found = nearest_find(&best, name, names, NAME_COUNT);

    if (found >= 0) {
        *out = (row_format)found;
        return true;
    }
    if (best.name != NULL)
        (void)fail_usage("there is no format '%s'. Did you mean '%s'?", name, best.name);
    else
        (void)fail_usage("there is no format '%s': table, csv, json and jsonl are there", name);
    return false;
}

row_writer *row_writer_new(row_format format, FILE *stream, uint64_t max_rows)
{
    switch (format) {
    case ROW_FORMAT_CSV:
        return row_writer_new_csv(stream);
    case ROW_FORMAT_JSON:
        return row_writer_new_json(stream, false);
    case ROW_FORMAT_JSONL:
        return row_writer_new_json(stream, true);
    default:
        return row_writer_new_table(stream, max_rows);
    }
}
