/*
 * The first record of a file, looked at before a load begins.
 */
#ifndef INGEST_FIRST_RECORD_H
#define INGEST_FIRST_RECORD_H

#include "ingest/plan.h"
#include "mpdata/error.h"
#include "source/file.h"

/*
 * Reads the start of `file`, which is no pipe, as a load would. Errors: those that the load would have with the first record,
 * or before it. A record that is longer than the start is the load's to judge.
 */
mpdata_status ingest_first_record_check(const ingest_plan *plan, source_file *file,
                                        mpdata_error *error);

#endif
