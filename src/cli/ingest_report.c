#include "ingest_report.h"

#include <stdio.h>

#include "amount_text.h"

static void print_count(const char *what, uint64_t count)
{
    char text[AMOUNT_TEXT_BYTES];

    amount_count(text, count);
    (void)fprintf(stderr, "  %s: %s\n", what, text);
}

static void print_count_unless_none(const char *what, uint64_t count)
{
    if (count > 0)
        print_count(what, count);
}

static void print_first_line(const ingest_options *o, const mpdata_ingest_report *report)
{
    static const char *const words[] = {"rows", "new rows", "rows"};
    char rows[AMOUNT_TEXT_BYTES];
    char rate[AMOUNT_TEXT_BYTES];
    char duration[AMOUNT_TEXT_BYTES];
    uint64_t ms = report->elapsed_ms == 0 ? 1 : report->elapsed_ms;

    amount_count(rows, report->rows - report->updated);
    amount_count(rate, report->records * 1000 / ms);
    amount_duration(duration, report->elapsed_ms);
    (void)fprintf(stderr, "%s: %s %s in %s (%s rows/s)\n", o->table, rows, words[o->load.mode],
                  duration, rate);
}

static void print_dropped(const ingest_options *o, const mpdata_ingest_report *report)
{
    if (report->records == 0 && o->load.mode == MPDATA_INGEST_APPEND)
        (void)fputs("  no records in the input: nothing was added\n", stderr);
    else if (report->records == 0)
        (void)fprintf(stderr, "  no records in the input: %s is an empty table\n", o->table);
    else if (o->type == MPDATA_TABLE_EVENTS)
        print_count("duplicates dropped", report->duplicates);
    else
        print_count("duplicates dropped, for a record of the same profile that is as new",
                    report->duplicates);
    if (report->records > 0 && report->rows == 0)
        (void)fprintf(stderr, "  nothing new: %s had it all\n", o->table);
}

void ingest_report_print(const ingest_options *o, const mpdata_ingest_report *report)
{
    char bytes[AMOUNT_TEXT_BYTES];

    print_first_line(o, report);
    print_dropped(o, report);
    print_count_unless_none("profiles updated", report->updated);
    print_count_unless_none("events kept under a new insert_id, for another event has theirs",
                            report->shared_ids);
    print_count_unless_none(
        "events kept under an insert_id made from their content, for they have none",
        report->missing_ids);
    print_count_unless_none("bad records mended", report->repaired);
    if (report->rejects > 0) {
        print_count("bad records left out", report->rejects);
        (void)fprintf(stderr, "  see %s\n", o->rejects_path);
    }
    if (o->load.mode == MPDATA_INGEST_APPEND)
        print_count("rows in the table", report->table_rows);
    if (!report->has_primary_key)
        (void)fputs("  no primary key: mpdata keeps the rows unique\n", stderr);
    if (report->file_bytes > 0) {
        amount_bytes(bytes, report->file_bytes);
        (void)fprintf(stderr, "  database file: %s\n", bytes);
    }
}
