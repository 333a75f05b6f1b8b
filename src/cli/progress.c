#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "amount_text.h"
#include "interrupt.h"
#include "note.h"
#include "terminal_width.h"

/* Longer than any line of ours. */
#define LINE_BYTES 192

static const char *phase_name(mpdata_ingest_phase phase)
{
    switch (phase) {
    case MPDATA_INGEST_READING:
        return "reading";
    case MPDATA_INGEST_DEDUPLICATING:
        return "finding repeats";
    case MPDATA_INGEST_KEYING:
        return "building the key";
    case MPDATA_INGEST_DONE:
        return "loaded";
    default:
        return "writing the file";
    }
}

static void add(char line[LINE_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(char line[LINE_BYTES], const char *format, ...)
{
    size_t used = strlen(line);
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(line + used, LINE_BYTES - used, format, arguments);
    va_end(arguments);
}

/* How much of it is done: of a pipe nobody knows the total. */
static void describe_bytes(char line[LINE_BYTES], const mpdata_ingest_progress *at)
{
    char done[AMOUNT_TEXT_BYTES];
    char total[AMOUNT_TEXT_BYTES];

    amount_bytes(done, at->bytes);
    amount_bytes(total, at->total_bytes);
    add(line, "reading: %s", done);
    if (at->total_bytes > 0)
        add(line, " of %s", total);
    if (at->total_bytes > 0 && at->bytes > 0)
        add(line, " (%.0f %%)", 100 * (double)at->bytes / (double)at->total_bytes);
}

static void describe_reading(char line[LINE_BYTES], const mpdata_ingest_progress *at)
{
    char rate[AMOUNT_TEXT_BYTES];
    char left[AMOUNT_TEXT_BYTES];

    describe_bytes(line, at);
    if (at->bytes == 0 || at->elapsed_ms == 0)
        return;
    amount_count(rate, at->rows * 1000 / at->elapsed_ms);
    add(line, ", %s rows/s", rate);
    if (at->total_bytes < at->bytes)
        return;
    double bytes_left = (double)(at->total_bytes - at->bytes);
    amount_duration(left, (uint64_t)(bytes_left / (double)at->bytes * (double)at->elapsed_ms));
    add(line, ", %s left", left);
}

static void describe_phase(char line[LINE_BYTES], const mpdata_ingest_progress *at)
{
    char rows[AMOUNT_TEXT_BYTES];

    amount_count(rows, at->rows);
    add(line, "%s: %s rows", phase_name(at->phase), rows);
}

/* A line that is broken by the terminal's edge could not be written over. */
static void print_over(const char *line)
{
    size_t width = terminal_width(stderr);

    (void)fprintf(stderr, "\r\033[K%.*s", width > LINE_BYTES ? LINE_BYTES : (int)width - 1, line);
}

/* The line that is written over is taken away for it. */
static void note_phase(progress *p, const mpdata_ingest_progress *at)
{
    char rows[AMOUNT_TEXT_BYTES];

    if (!note_is_wanted() || (p->has_noted && at->phase == p->noted_phase))
        return;
    progress_end(p);
    amount_count(rows, at->rows);
    note("%s: %s rows", phase_name(at->phase), rows);
    p->has_noted = true;
    p->noted_phase = at->phase;
}

int progress_report(const mpdata_ingest_progress *at, void *payload)
{
    progress *p = payload;
    char line[LINE_BYTES] = "";

    if (interrupt_came())
        return 1;
    note_phase(p, at);
    if (at->phase == MPDATA_INGEST_DONE)
        return 0;
    /* Elsewhere than on a terminal, the later phases have one line each. */
    if (!p->is_shown ||
        (!p->is_terminal && at->phase != MPDATA_INGEST_READING && at->phase == p->last_phase))
        return 0;
    if (at->phase == MPDATA_INGEST_READING)
        describe_reading(line, at);
    else
        describe_phase(line, at);
    if (p->is_terminal)
        print_over(line);
    else
        (void)fprintf(stderr, "%s\n", line);
    (void)fflush(stderr);
    p->has_line = true;
    p->last_phase = at->phase;
    return 0;
}

uint32_t progress_interval_ms(const progress *p)
{
    return p->is_shown && !p->is_terminal ? 1000 : 100;
}

void progress_end(progress *p)
{
    if (p->is_terminal && p->has_line)
        (void)fputs("\r\033[K", stderr);
    p->has_line = false;
}
