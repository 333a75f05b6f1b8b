#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "engine/connection_private.h"
#include "engine/report.h"
#include "engine/sql_place.h"

/* What the system says where there is no room, behind what DuckDB was about to do. In quotes it would be somebody's own text. */
static bool has_no_room(const char *text)
{
    return strstr(text, "No space left on device") != NULL ||
           strstr(text, ": Disk quota exceeded") != NULL ||
           strstr(text, ": File too large") != NULL;
}

static mpdata_status status_of(const char *type, const char *text)
{
    if (strcmp(type, "INTERRUPT") == 0)
        return MPDATA_ERROR_INTERRUPTED;
    /* In a commit it has the type of that, and where a scan of ours says so, another one. */
    if (strcmp(type, "Out of Memory") == 0 || strncmp(text, "Out of Memory Error: ", 21) == 0 ||
        strstr(text, "commit: failed to pin block") != NULL ||
        strstr(text, "commit: could not allocate block") != NULL)
        return MPDATA_ERROR_MEMORY;
    if (strstr(text, "attached in read-only mode") != NULL)
        return MPDATA_ERROR_READ_ONLY;
    if (has_no_room(text))
        return MPDATA_ERROR_IO;
    return MPDATA_ERROR_QUERY;
}

/* What DuckDB says, and below it the line that it says it of. The caller disposes. */
static bool write_text(buffer *out, const engine_report *report, const char *sql, size_t sql_bytes)
{
    bool done = strcmp(report->type, "Unknown") == 0 ||
                buffer_append_format(out, "%s Error: ", report->type);

    done = done && buffer_append_text(out, report->message);
    if (report->has_position && done)
        done = buffer_append_text(out, "\n\n") &&
               sql_place_append_excerpt(out, sql, sql_bytes, report->position);
    return done && buffer_terminate(out);
}

static void set_message(mpdata_error *error, mpdata_status status, const engine_report *report,
                        const char *sql, size_t sql_bytes)
{
    buffer text = BUFFER_INIT;

    if (status == MPDATA_ERROR_INTERRUPTED)
        (void)error_set(error, status, "interrupted");
    else if (write_text(&text, report, sql, sql_bytes))
        (void)error_set(error, status, "%s", text.data);
    else
        (void)error_set(error, status, "%s", report->message);
    buffer_dispose(&text);
}

mpdata_status engine_error_set(mpdata_error *error, const char *text, const char *sql,
                               size_t sql_bytes)
{
    engine_report report;

    engine_report_read(&report, text);
    mpdata_status status = status_of(report.type, report.message);
    set_message(error, status, &report, sql, sql_bytes);
    error_add_engine_type(error, report.type);
    error_add_query(error, sql, sql_bytes);
    error_add_candidates(error, report.candidates);
    if (report.has_position) {
        sql_place place = sql_place_at(sql, sql_bytes, report.position);
        error_add_place(error, place.line, place.column);
    }
    engine_report_dispose(&report);
    return status;
}
