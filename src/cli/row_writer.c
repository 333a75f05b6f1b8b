#include "row_writer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "exit_code.h"
#include "nearest.h"

static const char *const names[] = {"table", "csv",      "json",    "jsonl",
                                    "tsv",   "markdown", "parquet", "arrow"};
#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

const char *row_format_name(size_t format)
{
    return format < NAME_COUNT ? names[format] : NULL;
}

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
        (void)fail_usage("there is no format '%s': table, csv, tsv, json, jsonl, markdown, parquet "
                         "and arrow are there",
                         name);
    return false;
}

/* Whether the text ends so, with something before it. */
static bool ends_with(const char *text, size_t bytes, const char *end)
{
    size_t end_bytes = strlen(end);

    return bytes > end_bytes && strncasecmp(text + bytes - end_bytes, end, end_bytes) == 0;
}

void row_format_of_file(const char *path, row_format *out)
{
    static const struct {
        const char *end;
        row_format format;
    } ends[] = {
        {".csv", ROW_FORMAT_CSV},         {".tsv", ROW_FORMAT_TSV},
        {".tab", ROW_FORMAT_TSV},         {".json", ROW_FORMAT_JSON},
        {".jsonl", ROW_FORMAT_JSONL},     {".ndjson", ROW_FORMAT_JSONL},
        {".md", ROW_FORMAT_MARKDOWN},     {".markdown", ROW_FORMAT_MARKDOWN},
        {".parquet", ROW_FORMAT_PARQUET}, {".arrow", ROW_FORMAT_ARROW},
        {".feather", ROW_FORMAT_ARROW},   {".ipc", ROW_FORMAT_ARROW},
    };
    size_t bytes = strlen(path);

    if (ends_with(path, bytes, ".gz"))
        bytes -= strlen(".gz");
    else if (ends_with(path, bytes, ".zst"))
        bytes -= strlen(".zst");
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (ends_with(path, bytes, ends[i].end))
            *out = ends[i].format;
}

void *row_writer_allocate(size_t bytes, const row_writer_methods *methods, FILE *stream)
{
    row_writer *w = calloc(1, bytes);

    if (w == NULL)
        return NULL;
    w->methods = methods;
    w->out.stream = stream;
    w->max_rows = UINT64_MAX;
    return w;
}

bool row_format_is_binary(row_format format)
{
    return format == ROW_FORMAT_PARQUET || format == ROW_FORMAT_ARROW;
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
    case ROW_FORMAT_TSV:
        return row_writer_new_tsv(stream);
    case ROW_FORMAT_MARKDOWN:
        return row_writer_new_markdown(stream);
    default:
        return row_writer_new_table(stream, max_rows);
    }
}
