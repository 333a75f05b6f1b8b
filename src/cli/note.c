#include "note.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "amount_text.h"
#include "display_text.h"
#include "error_object.h"
#include "row_writer.h"

/* Longer than a path of any length that is used; what is longer is cut. */
#define NOTE_BYTES 8192

static struct timespec began;
static bool is_wanted;

void note_begin(void)
{
    (void)clock_gettime(CLOCK_MONOTONIC, &began);
}

void note_want(bool wanted)
{
    is_wanted = wanted;
}

bool note_is_wanted(void)
{
    return is_wanted;
}

static uint64_t elapsed_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)((now.tv_sec - began.tv_sec) * 1000 + (now.tv_nsec - began.tv_nsec) / 1000000);
}

void note(const char *format, ...)
{
    char text[NOTE_BYTES];
    va_list arguments;
    uint64_t at_ms = elapsed_ms();

    if (!is_wanted)
        return;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (error_object_is_wanted()) {
        (void)fputs("{\"note\":", stderr);
        row_writer_json_string(stderr, text, strlen(text));
        (void)fprintf(stderr, ",\"elapsed_ms\":%" PRIu64 "}\n", at_ms);
        return;
    }
    (void)fprintf(stderr, "mpdata: %" PRIu64 ".%03u s: ", at_ms / 1000, (unsigned)(at_ms % 1000));
    display_text_print(stderr, text);
    (void)fputc('\n', stderr);
}

static void note_settings(mpdata_db *db)
{
    static const char sql[] = "SELECT current_setting('threads') || ' threads, at most ' ||"
                              " current_setting('memory_limit') || ' of memory for DuckDB'";
    const mpdata_batch *batch = NULL;
    mpdata_result *result = NULL;
    mpdata_text text;

    if (mpdata_query_run(db, sql, sizeof(sql) - 1, NULL, 0, &result, NULL) == MPDATA_OK &&
        mpdata_result_next(result, &batch, NULL) == MPDATA_OK && batch != NULL &&
        mpdata_batch_text(batch, 0, 0, &text, NULL) == MPDATA_OK)
        note("%.*s", (int)text.bytes, text.data);
    mpdata_result_free(result);
}

void note_database(mpdata_db *db, bool is_read_only)
{
    char bytes[AMOUNT_TEXT_BYTES];
    mpdata_db_info info;
    const char *path = mpdata_db_path(db);

    if (!is_wanted || mpdata_db_info_read(db, &info, NULL) != MPDATA_OK)
        return;
    note("mpdata %s, DuckDB %s (%s)", mpdata_version_string(), info.engine_version,
         info.engine_path);
    amount_bytes(bytes, info.file_bytes + info.log_bytes);
    if (path == NULL)
        note("opened a database in memory");
    else
        note("opened %s for %s: %s", path, is_read_only ? "reading" : "writing", bytes);
    note_settings(db);
}
