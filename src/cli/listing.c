#include "listing.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exit_code.h"
#include "output.h"

#define SECONDS_OF_DAY 86400

static void keep_error(listing *l, bool is_good)
{
    if (!is_good && l->error_number == 0)
        l->error_number = errno == 0 ? EIO : errno;
}

bool listing_begin(listing *l, row_format format, const row_column *columns, size_t count)
{
    *l = (listing){row_writer_new(format, stdout, 0), count, 0, 0};
    errno = ENOMEM;
    keep_error(l, l->writer != NULL && l->writer->methods->begin(l->writer, columns, count));
    return l->error_number == 0;
}

static void put(listing *l, const mpdata_text *text)
{
    if (l->error_number != 0)
        return;
    const row_writer_methods *methods = l->writer->methods;
    keep_error(l, methods->cell(l->writer, l->next_column, text));
    l->next_column++;
    if (l->next_column == l->column_count) {
        keep_error(l, methods->end_row(l->writer));
        l->next_column = 0;
    }
}

static void put_plain(listing *l, const char *text)
{
    put(l, &(mpdata_text){text, strlen(text)});
}

static void put_json_string(listing *l, mpdata_text text)
{
    char *quoted = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&quoted, &bytes);
    bool is_good = stream != NULL && row_writer_json_string(stream, text.data, text.bytes);

    if (stream != NULL && fclose(stream) != 0)
        is_good = false;
    keep_error(l, is_good);
    put(l, &(mpdata_text){quoted, bytes});
    free(quoted);
}

void listing_bytes(listing *l, mpdata_text text)
{
    if (l->error_number == 0 && l->writer->takes_json)
        put_json_string(l, text);
    else
        put(l, &text);
}

void listing_text(listing *l, const char *text)
{
    listing_bytes(l, (mpdata_text){text, strlen(text)});
}

void listing_share(listing *l, uint64_t part, uint64_t whole)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%.6g", whole == 0 ? 0 : (double)part / (double)whole);
    put_plain(l, text);
}

void listing_count(listing *l, uint64_t count)
{
    char text[24];

    (void)snprintf(text, sizeof(text), "%" PRIu64, count);
    put_plain(l, text);
}

void listing_bool(listing *l, bool boolean)
{
    put_plain(l, boolean ? "true" : "false");
}

void listing_null(listing *l)
{
    put(l, NULL);
}

/* "2025-01-31 23:59:59", or the first part of it alone. */
static void put_time(listing *l, int64_t seconds, size_t characters)
{
    char text[48];
    struct tm parts;
    time_t at = (time_t)seconds;

    if (gmtime_r(&at, &parts) == NULL ||
        strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts) < characters) {
        listing_null(l);
        return;
    }
    text[characters] = '\0';
    listing_text(l, text);
}

void listing_day(listing *l, int32_t day)
{
    if (day == MPDATA_NO_DAY)
        listing_null(l);
    else
        put_time(l, (int64_t)day * SECONDS_OF_DAY, sizeof("2025-01-31") - 1);
}

void listing_time(listing *l, int64_t us)
{
    put_time(l, us / 1000000, sizeof("2025-01-31 23:59:59") - 1);
}

int listing_end(listing *l)
{
    output standard = {stdout, NULL, NULL, NULL};

    if (l->error_number == 0)
        keep_error(l, l->writer->methods->finish(l->writer));
    if (l->writer != NULL)
        l->writer->methods->free(l->writer);
    l->writer = NULL;
    if (l->error_number != 0)
        return output_fail(&standard, l->error_number);
    return output_close(&standard, EXIT_CODE_OK);
}
