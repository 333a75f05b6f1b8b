#include "listing.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exit_code.h"
#include "output.h"
#include "text_stream.h"

#define SECONDS_OF_DAY 86400
/* Of a day, with its time: of any year. */
#define TIME_BYTES 96

static void keep_error(listing *l, bool is_good)
{
    if (!is_good && l->error_number == 0)
        l->error_number = output_error_number();
}

static void begin_text(listing *l, const row_column *columns, size_t count)
{
    l->exit_code = output_open(&l->out, l->place.output, l->place.database_path);
    if (l->exit_code != EXIT_CODE_OK)
        return;
    l->writer = row_writer_new(l->place.format, l->out.stream, 0);
    errno = ENOMEM;
    keep_error(l, l->writer != NULL && l->writer->methods->begin(l->writer, columns, count));
}

void listing_begin(listing *l, const listing_place *place, const row_column *columns, size_t count)
{
    *l = (listing){.place = *place, .out = OUTPUT_INIT, .column_count = count};
    if (!row_format_is_binary(place->format)) {
        begin_text(l, columns, count);
        return;
    }
    errno = ENOMEM;
    l->typed = row_table_new(columns, count);
    keep_error(l, l->typed != NULL);
}

/* `type` is that of the column, in SQL; NULL where this cell does not tell. */
static void put(listing *l, const char *type, const mpdata_text *text)
{
    if (l->error_number != 0 || l->exit_code != EXIT_CODE_OK)
        return;
    if (l->typed != NULL) {
        errno = ENOMEM;
        keep_error(l, row_table_add(l->typed, type, text));
        return;
    }
    /* Without one its error is kept. */
    if (l->writer == NULL)
        return;
    const row_writer_methods *methods = l->writer->methods;
    keep_error(l, methods->cell(l->writer, l->next_column, text));
    l->next_column++;
    if (l->next_column == l->column_count) {
        keep_error(l, methods->end_row(l->writer));
        l->next_column = 0;
    }
}

static void put_plain(listing *l, const char *type, const char *text)
{
    put(l, type, &(mpdata_text){text, strlen(text)});
}

static void put_json_string(listing *l, mpdata_text text)
{
    char *quoted = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&quoted, &bytes);

    if (stream != NULL)
        row_writer_json_string(stream, text.data, text.bytes);
    errno = ENOMEM;
    keep_error(l, stream != NULL && text_stream_end(stream, &quoted) != NULL);
    put(l, NULL, &(mpdata_text){quoted, bytes});
    free(quoted);
}

void listing_bytes(listing *l, mpdata_text text)
{
    if (l->writer != NULL && l->writer->takes_json)
        put_json_string(l, text);
    else
        put(l, "VARCHAR", &text);
}

void listing_text(listing *l, const char *text)
{
    listing_bytes(l, (mpdata_text){text, strlen(text)});
}

void listing_share(listing *l, uint64_t part, uint64_t whole)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%.6g", (double)part / (double)whole);
    put_plain(l, "DOUBLE", text);
}

void listing_count(listing *l, uint64_t count)
{
    char text[24];

    (void)snprintf(text, sizeof(text), "%" PRIu64, count);
    put_plain(l, "UBIGINT", text);
}

void listing_bool(listing *l, bool boolean)
{
    put_plain(l, "BOOLEAN", boolean ? "true" : "false");
}

void listing_null(listing *l)
{
    put(l, NULL, NULL);
}

static struct tm parts_of(int64_t seconds)
{
    struct tm parts = {0};
    time_t at = (time_t)seconds;

    (void)gmtime_r(&at, &parts);
    return parts;
}

/* "2025-01-31", with zeros in front of the years before 1000. */
static void print_day(char text[TIME_BYTES], const struct tm *parts)
{
    (void)snprintf(text, TIME_BYTES, "%04d-%02d-%02d", parts->tm_year + 1900, parts->tm_mon + 1,
                   parts->tm_mday);
}

static void put_time(listing *l, const char *type, const char *text)
{
    if (l->typed != NULL)
        put_plain(l, type, text);
    else
        listing_text(l, text);
}

void listing_day(listing *l, int32_t day)
{
    char text[TIME_BYTES];
    struct tm parts = parts_of((int64_t)day * SECONDS_OF_DAY);

    print_day(text, &parts);
    if (day == MPDATA_NO_DAY)
        put(l, "DATE", NULL);
    else
        put_time(l, "DATE", text);
}

void listing_time(listing *l, int64_t us)
{
    char text[TIME_BYTES];
    struct tm parts = parts_of(us / 1000000);

    print_day(text, &parts);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof(text) - used, " %02d:%02d:%02d", parts.tm_hour, parts.tm_min,
                   parts.tm_sec);
    put_time(l, "TIMESTAMP", text);
}

static int finish_typed(listing *l)
{
    int code = row_table_write(l->typed, l->place.format, l->place.output, l->place.database_path);

    row_table_free(l->typed);
    l->typed = NULL;
    return code;
}

int listing_end(listing *l)
{
    if (l->typed != NULL && l->error_number == 0)
        return finish_typed(l);
    if (l->writer != NULL && l->error_number == 0)
        keep_error(l, l->writer->methods->finish(l->writer));
    if (l->error_number != 0)
        l->exit_code = output_fail(&l->out, l->error_number);
    if (l->writer != NULL)
        l->writer->methods->free(l->writer);
    row_table_free(l->typed);
    return output_close(&l->out, l->exit_code);
}
