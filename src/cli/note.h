/*
 * What -v tells on standard error: each step as it begins or ends, and when that was.
 */
#ifndef CLI_NOTE_H
#define CLI_NOTE_H

#include <stdbool.h>

#include "mpdata.h"

/* When the process began, for the times of the notes. Called once, first. */
void note_begin(void);
void note_want(bool is_wanted);
bool note_is_wanted(void);

/* "mpdata: 0.012 s: ..." or, with --json, {"note":...,"elapsed_ms":...}. Nothing where nobody wants it. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The database that was opened, and the settings that it works with. */
void note_database(mpdata_db *db, bool is_read_only);

#endif
