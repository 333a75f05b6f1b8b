#include "progress.h"

#include <stdio.h>

#include "amount_text.h"
#include "interrupt.h"

static const char *phase_name(mpdata_ingest_phase phase)
{
    switch (phase) {
    case MPDATA_INGEST_READING:
        return "reading";
    case MPDATA_INGEST_DEDUPLICATING:
        return "finding repeats";
    case MPDATA_INGEST_KEYING:
        return "building the key";
    default:
        return "writing the file";
    }
}

static void print_reading(const mpdata_ingest_progress *at)
{
    char done[AMOUNT_TEXT_BYTES];
    char total[AMOUNT_TEXT_BYTES];
    char rate[AMOUNT_TEXT_BYTES];
    char left[AMOUNT_TEXT_BYTES];

    amount_bytes(done, at->bytes);
    amount_bytes(total, at->total_bytes);
    (void)fprintf(stderr, "reading: %s of %s", done, total);
    if (at->bytes == 0 || at->elapsed_ms == 0 || at->total_bytes < at->bytes)
        return;
    double bytes_left = (double)(at->total_bytes - at->bytes);
    amount_count(rate, at->rows * 1000 / at->elapsed_ms);
    amount_duration(left, (uint64_t)(bytes_left / (double)at->bytes * (double)at->elapsed_ms));
    (void)fprintf(stderr, " (%.0f %%), %s rows/s, %s left",
                  100 * (double)at->bytes / (double)at->total_bytes, rate, left);
}

static void print_phase(const mpdata_ingest_progress *at)
{
    char rows[AMOUNT_TEXT_BYTES];

    amount_count(rows, at->rows);
    (void)fprintf(stderr, "%s: %s rows", phase_name(at->phase), rows);
}

int progress_report(const mpdata_ingest_progress *at, void *payload)
{
    progress *p = payload;

    if (interrupt_came())
        return 1;
    /* Elsewhere than on a terminal, the later phases have one line each. */
    if (!p->is_shown ||
        (!p->is_terminal && at->phase != MPDATA_INGEST_READING && at->phase == p->last_phase))
        return 0;
    if (p->is_terminal)
        (void)fputs("\r\033[K", stderr);
    if (at->phase == MPDATA_INGEST_READING)
        print_reading(at);
    else
        print_phase(at);
    if (!p->is_terminal)
        (void)fputc('\n', stderr);
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
