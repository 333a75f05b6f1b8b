#include "error_object.h"

#include <inttypes.h>
#include <string.h>

#include "row_writer.h"

/* Set once, before any other thread is started. */
static bool is_wanted;

void error_object_want(void)
{
    is_wanted = true;
}

bool error_object_is_wanted(void)
{
    return is_wanted;
}

static void put_text(FILE *to, const char *name, const char *text)
{
    if (text[0] == '\0')
        return;
    (void)fprintf(to, ",\"%s\":", name);
    row_writer_json_string(to, text, strlen(text));
}

static void put_count(FILE *to, const char *name, uint64_t count)
{
    (void)fprintf(to, ",\"%s\":%" PRIu64, name, count);
}

static void put_candidates(FILE *to, const char *names)
{
    const char *comma = "";

    if (names[0] == '\0')
        return;
    (void)fputs(",\"candidates\":[", to);
    while (*names != '\0') {
        size_t bytes = strcspn(names, "\n");

        (void)fputs(comma, to);
        row_writer_json_string(to, names, bytes);
        names += bytes + (names[bytes] == '\n');
        comma = ",";
    }
    (void)fputc(']', to);
}

void error_object_print(FILE *to, const mpdata_error *error, int exit_code)
{
    (void)fprintf(to, "{\"code\":\"%s\",\"exit\":%d", mpdata_status_name(error->code), exit_code);
    put_text(to, "message", error->message);
    put_text(to, "source", error->source);
    if (error->record > 0)
        put_count(to, "record", error->record);
    if (error->has_byte_offset)
        put_count(to, "byte_offset", error->byte_offset);
    put_text(to, "query", error->query);
    put_text(to, "engine_type", error->engine_type);
    if (error->line > 0) {
        put_count(to, "line", error->line);
        put_count(to, "column", error->column);
    }
    put_candidates(to, error->candidates);
    (void)fputs("}\n", to);
}
