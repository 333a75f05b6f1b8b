/*
 * What lies in the folder of a scratch database: its name, and removing it.
 *
 * All of it goes by descriptors of the folders and by fixed names, so that no link and no folder that somebody puts in
 * the way leads elsewhere.
 */
#ifndef STORE_SCRATCH_CONTENTS_H
#define STORE_SCRATCH_CONTENTS_H

#include <stdbool.h>
#include <stdint.h>

#define SCRATCH_FOLDER_MARK "mpdata-scratch-"
#define SCRATCH_DATABASE "scratch.db"

/*
 * A folder of this name below `base`: 0700, ours, and no link. Its descriptor; -1 and errno where it is anything else:
 * EPERM for another owner or other permissions.
 */
int scratch_folder_open(int base, const char *name);

/* Whether `folder` is what the name below `base` stands for now. */
bool scratch_folder_has_name(int folder, int base, const char *name);

/*
 * Removes the database, its logs and what DuckDB moved out of memory, then the folder. 0, or the errno of the first that
 * failed: ENOTEMPTY where there is anything that mpdata did not put there, which stays. The caller holds the folder's lock.
 */
int scratch_contents_remove(int folder, int base, const char *name);

/* Of the files that scratch_contents_remove would remove. 0, or the errno of the first that can't be looked at. */
int scratch_contents_bytes(int folder, uint64_t *bytes);

#endif
