#include "store/spill.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"

/* DuckDB's names. */
#define SPILL_FOLDER ".tmp"
#define SPILL_FILE "duckdb_temp_"

static void remove_files(DIR *folder)
{
    const struct dirent *entry = NULL;

    while ((entry = readdir(folder)) != NULL)
        if (strncmp(entry->d_name, SPILL_FILE, sizeof(SPILL_FILE) - 1) == 0)
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
}

/* A folder with anything else in it stays. */
static void sweep_folder(const char *path)
{
    DIR *folder = opendir(path);

    if (folder == NULL)
        return;
    remove_files(folder);
    (void)closedir(folder);
    (void)rmdir(path);
}

void spill_sweep(const char *path)
{
    buffer folder = BUFFER_INIT;

    if (buffer_append_format(&folder, "%s" SPILL_FOLDER, path) && buffer_terminate(&folder))
        sweep_folder(folder.data);
    buffer_dispose(&folder);
}
