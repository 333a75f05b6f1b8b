/*
 * What scratch databases have left behind.
 *
 * mpdata_open_ephemeral (mpdata/database.h) makes a folder of its own, holds it by a lock, and removes it when the
 * database is closed or the process calls exit(). A process that is killed, or loses its power, leaves the folder, and
 * with the process its lock is gone: the next open of any database removes such folders from $TMPDIR, or else /tmp;
 * an ephemeral one looks in the folder it was given, too. A folder that somebody holds, or that another user owns, is never
 * touched, and neither is a file that mpdata did not put there.
 */
#ifndef MPDATA_SCRATCH_H
#define MPDATA_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum mpdata_scratch_state {
    /* A living process has it. */
    MPDATA_SCRATCH_IN_USE = 1,
    /* Nobody has it any more; it was only looked at. */
    MPDATA_SCRATCH_LEFT = 2,
    MPDATA_SCRATCH_REMOVED = 3,
    /* Nobody has it any more, and it can't be removed. */
    MPDATA_SCRATCH_STUCK = 4
} mpdata_scratch_state;

typedef struct mpdata_scratch {
    /* Borrowed for the call. */
    const char *path;
    /* Of the database and its files. */
    uint64_t bytes;
    mpdata_scratch_state state;
    /* Why it can't be removed; "" otherwise. */
    const char *reason;
} mpdata_scratch;

/* Anything but 0 ends the looking. */
typedef int (*mpdata_scratch_callback)(const mpdata_scratch *found, void *payload);

typedef struct mpdata_scratch_options {
    /* sizeof(mpdata_scratch_options), set by the init macro: lets the struct grow. */
    size_t struct_bytes;
    /* Where to look; NULL: $TMPDIR, or else /tmp. */
    const char *folder;
    /* Only look. */
    bool is_dry_run;
    /* Told of each folder of this user's, in no order. May be NULL. */
    mpdata_scratch_callback on_found;
    void *payload;
} mpdata_scratch_options;

#define MPDATA_SCRATCH_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(mpdata_scratch_options), 0, false, 0, 0                                             \
    }

/*
 * Removes what dead processes have left. `options` may be NULL. Any thread.
 * Errors: ARGUMENT; IO where the folder can't be read, and where something can't be looked at or removed: the first such.
 */
MPDATA_EXPORT mpdata_status mpdata_scratch_clean(const mpdata_scratch_options *options,
                                                 mpdata_error *error);

/*
 * Removes the scratch databases of this process at once, open or not, as exit() does: for a program that ends by a signal.
 * What still works with them fails. Any thread; not for signal handlers: it takes a lock.
 */
MPDATA_EXPORT void mpdata_scratch_discard(void);

#ifdef __cplusplus
}
#endif

#endif
