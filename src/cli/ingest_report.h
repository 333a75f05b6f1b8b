/*
 * What a load did, in a few lines on standard error.
 */
#ifndef CLI_INGEST_REPORT_H
#define CLI_INGEST_REPORT_H

#include "ingest_options.h"

void ingest_report_print(const ingest_options *o, const mpdata_ingest_report *report);

/* The same of a dry run. */
void ingest_report_print_check(const ingest_options *o, const mpdata_ingest_report *report);

#endif
