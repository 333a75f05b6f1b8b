/*
 * mpdata: a company's Mixpanel data in a local DuckDB file, and SQL over it.
 *
 * This header includes every other one. The shortest useful program:
 *
 *     MPDATA_AUTO(db) db = NULL;
 *     mpdata_error error;
 *     const char *files[] = {"export.ndjson"};
 *
 *     if (mpdata_open("company.db", NULL, &db, &error) != MPDATA_OK ||
 *         mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "events", files, 1, NULL, NULL, &error) !=
 *             MPDATA_OK)
 *         fprintf(stderr, "%s\n", error.message);
 *
 * Conventions that hold in every header:
 *
 * - A function that can fail returns an `mpdata_status`, and takes a caller-owned `mpdata_error *`
 *   as its last argument, which may be NULL.
 * - An `out` argument is written only on success, and set to NULL or zero on failure.
 * - `_free` takes NULL and releases what the library allocated. `_dispose` releases the inside of a
 *   struct that the caller owns.
 * - Text is UTF-8. A length in bytes goes with every text that may hold a NUL byte.
 * - The library never prints, exits or installs a signal handler.
 */
#ifndef MPDATA_H
#define MPDATA_H

#include "mpdata/arrow.h"
#include "mpdata/auto.h"
#include "mpdata/backup.h"
#include "mpdata/check.h"
#include "mpdata/column.h"
#include "mpdata/database.h"
#include "mpdata/engine.h"
#include "mpdata/error.h"
#include "mpdata/explore.h"
#include "mpdata/export.h"
#include "mpdata/ingest.h"
#include "mpdata/keys.h"
#include "mpdata/limits.h"
#include "mpdata/load.h"
#include "mpdata/query.h"
#include "mpdata/result.h"
#include "mpdata/scratch.h"
#include "mpdata/statement.h"
#include "mpdata/status.h"
#include "mpdata/table.h"
#include "mpdata/table_export.h"
#include "mpdata/value.h"
#include "mpdata/version.h"
#include "mpdata/write.h"

#endif
