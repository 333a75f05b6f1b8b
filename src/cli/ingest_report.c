#include "ingest_report.h"

#include <stdbool.h>
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

/* Of what was read: records that were not asked for take their time too. */
static void print_first_line(const ingest_options *o, const mpdata_ingest_report *report,
                             uint64_t count, const char *what)
{
    char amount[AMOUNT_TEXT_BYTES];
    char rate[AMOUNT_TEXT_BYTES];
    char duration[AMOUNT_TEXT_BYTES];
    uint64_t ms = report->elapsed_ms == 0 ? 1 : report->elapsed_ms;

    amount_count(amount, count);
    amount_count(rate, (report->records + report->filtered) * 1000 / ms);
    amount_duration(duration, report->elapsed_ms);
    (void)fprintf(stderr, "%s: %s %s in %s (%s rows/s)\n", o->table, amount, what, duration, rate);
}

static const char *no_records(const mpdata_ingest_report *report)
{
    return report->filtered > 0 ? "no record in the input was asked for"
                                : "no records in the input";
}

static void print_dropped(const ingest_options *o, const mpdata_ingest_report *report)
{
    if (report->records == 0 && o->load.mode == MPDATA_INGEST_APPEND)
        (void)fprintf(stderr, "  %s: nothing was added\n", no_records(report));
    else if (report->records == 0)
        (void)fprintf(stderr, "  %s: %s is an empty table\n", no_records(report), o->table);
    else if (o->type == MPDATA_TABLE_EVENTS)
        print_count("duplicates dropped", report->duplicates);
    else
        print_count("duplicates dropped, for a record of the same profile that is as new",
                    report->duplicates);
    if (report->records > 0 && report->rows == 0)
        (void)fprintf(stderr, "  nothing new: %s had it all\n", o->table);
}

/* What a load says, and a dry run too. */
static void print_records(const ingest_options *o, const mpdata_ingest_report *report)
{
    print_count_unless_none("left out, as their event or day was not asked for", report->filtered);
    print_count_unless_none("bad records mended", report->repaired);
    if (report->rejects > 0) {
        print_count("bad records left out", report->rejects);
        (void)fprintf(stderr, "  see %s\n", o->rejects_path);
    }
}

static void print_size(const char *what, uint64_t size_bytes)
{
    char text[AMOUNT_TEXT_BYTES];

    amount_bytes(text, size_bytes);
    (void)fprintf(stderr, "  %s: %s\n", what, text);
}

void ingest_report_print(const ingest_options *o, const mpdata_ingest_report *report)
{
    static const char *const words[] = {"rows", "new rows", "rows"};

    print_first_line(o, report, report->rows - report->updated, words[o->load.mode]);
    print_dropped(o, report);
    print_count_unless_none("profiles updated", report->updated);
    print_count_unless_none("events kept under a new insert_id, for another event has theirs",
                            report->shared_ids);
    print_count_unless_none(
        "events kept under an insert_id made from their content, for they have none",
        report->missing_ids);
    print_records(o, report);
    if (o->load.mode == MPDATA_INGEST_APPEND)
        print_count("rows in the table", report->table_rows);
    if (!report->has_primary_key)
        (void)fputs("  no primary key: mpdata keeps the rows unique\n", stderr);
    if (report->file_bytes > 0)
        print_size("database file", report->file_bytes);
}

void ingest_report_print_check(const ingest_options *o, const mpdata_ingest_report *report)
{
    bool are_all_good = report->rejects == 0 && report->records > 0;

    print_first_line(o, report, report->records,
                     are_all_good ? "records, all of them good," : "good records");
    print_count_unless_none("events without an insert_id", report->missing_ids);
    print_records(o, report);
    print_size("bytes read", report->bytes);
    (void)fputs("  a dry run: nothing was stored, and repeats were not looked for\n", stderr);
}
