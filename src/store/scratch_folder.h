/*
 * The private folder of a scratch database: made, held by a lock, and removed.
 *
 * The lock (flock, on the folder itself) dies with the process, so that a folder whose lock is free is nobody's any
 * more: the next process removes it. systemd's cleaning of /tmp leaves a locked folder alone, too.
 *
 * exit() knows nothing of handles: so the folders that this process has are kept in a list, the third thing that mpdata
 * keeps for the process, and a function given to atexit() once, with the first folder, removes what is in it then. Two given to
 * pthread_atfork() with it keep a child from finding the list locked.
 */
#ifndef STORE_SCRATCH_FOLDER_H
#define STORE_SCRATCH_FOLDER_H

#include "mpdata/error.h"

typedef struct scratch_folder scratch_folder;

/*
 * Opens the folder that scratch folders are made in: `path`, or where it is NULL $TMPDIR, or else /tmp. The caller closes
 * `*out`, and frees `*real`, its path without links.
 */
mpdata_status scratch_base_open(const char *path, int *out, char **real, mpdata_error *error);

/* Makes a folder below `base_path` (as scratch_base_open). The caller ends it with scratch_folder_close. */
mpdata_status scratch_folder_make(const char *base_path, scratch_folder **out, mpdata_error *error);

/* Where the database lies in it. Valid until scratch_folder_close. */
const char *scratch_folder_database(const scratch_folder *f);

/* IO where another folder has its name by now: then a database opened by its path is none of ours. */
mpdata_status scratch_folder_check(const scratch_folder *f, mpdata_error *error);

/*
 * Removes the folder with all that DuckDB put there, and frees `f`; what can't be removed is an error (IO), and stays for
 * later processes to remove. In a child of the process that made it the folder is left alone. NULL is allowed.
 */
mpdata_status scratch_folder_close(scratch_folder *f, mpdata_error *error);

/* What exit() does: removes all folders of this process. */
void scratch_folder_remove_all(void);

#endif
