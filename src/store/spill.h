/*
 * What DuckDB moves out of memory: files in a folder beside the database, which a process that dies leaves there.
 */
#ifndef STORE_SPILL_H
#define STORE_SPILL_H

/* Removes the spill of the database at `path`. For who is alone with it, and has run nothing yet. */
void spill_sweep(const char *path);

#endif
