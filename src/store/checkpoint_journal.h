/*
 * What a checkpoint of DuckDB could damage, kept in "<database>.journal" while it may happen.
 *
 * A checkpoint writes the blocks of DuckDB's metadata in place, and only then the page that leads to the new state. A process that is
 * killed, or a machine that loses its power, in the midst of such a block leaves half of the old one and half of the new one, and
 * DuckDB opens the file no more. So the blocks are copied to the journal before, and the next open puts them back.
 */
#ifndef STORE_CHECKPOINT_JOURNAL_H
#define STORE_CHECKPOINT_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/file_layout.h"
#include "mpdata/error.h"

#define CHECKPOINT_JOURNAL_ENDING ".journal"
#define CHECKPOINT_JOURNAL_MAGIC "mpdata\nJ"

/*
 * What a journal begins with, in the byte order of the machine, as DuckDB's own file. Behind it come the first pages of the
 * database, the offset of each block, and the blocks.
 */
typedef struct checkpoint_journal_start {
    char magic[8];
    /* Of all that follows it. */
    uint64_t hash;
    uint64_t block_bytes;
    uint64_t block_count;
} checkpoint_journal_start;

uint64_t checkpoint_journal_hash(const char *journal, size_t bytes);

typedef struct checkpoint_journal {
    /* -1: there is none. */
    int descriptor;
    /* The folder, or the file system, lets nobody make one. */
    bool is_refused;
    /* Of the state whose blocks it has, or that is laid out in a way that is not known: the checksums of the database's pages. */
    bool has_state;
    uint64_t state[ENGINE_FILE_PAGES];
} checkpoint_journal;

/* Whether what begins so is a journal, or one that a lost power left without its beginning. */
bool checkpoint_journal_is_start(const char *data, size_t bytes);

/* Whether the journal has what a checkpoint of the file, open at `database`, could damage now. */
bool checkpoint_journal_is_current(const checkpoint_journal *j, int database);

/*
 * Copies these blocks, and syncs the copy. The file at `path`, open at `database`, is not written meanwhile. IO where that fails; the
 * database is then as it was.
 */
mpdata_status checkpoint_journal_write(checkpoint_journal *j, const char *path, int database,
                                       const uint64_t *blocks, size_t block_count,
                                       mpdata_error *error);

/* It is not needed any more: no checkpoint comes. */
void checkpoint_journal_remove(checkpoint_journal *j, const char *path);
/* The next open may need it. */
void checkpoint_journal_leave(checkpoint_journal *j);

/* "<database>.journal". The caller frees it; NULL where memory ran out. */
char *checkpoint_journal_path(const char *path);

#endif
