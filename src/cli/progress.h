/*
 * How far a load is, on standard error: one line that is written over on a terminal, else a line now and then.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

#include "mpdata.h"

typedef struct progress {
    bool is_shown;
    bool is_terminal;
    bool has_line;
    mpdata_ingest_phase last_phase;
    /* For -v: the phase that was told of last. */
    bool has_noted;
    mpdata_ingest_phase noted_phase;
} progress;

/* For mpdata_ingest_options; the payload is the progress. Cancels the load once a signal came. */
int progress_report(const mpdata_ingest_progress *at, void *payload);
uint32_t progress_interval_ms(const progress *p);

/* Wipes the line. */
void progress_end(progress *p);

#endif
