#include "store/load_source.h"

#include <sys/stat.h>

#include "base/error.h"
#include "store/open_files.h"

/*
 * Looked at before it is opened: closing it again would drop the lock that DuckDB holds on it, as POSIX locks go.
 */
static mpdata_status check_no_database(const char *path, mpdata_error *error)
{
    struct stat facts;

    if (stat(path, &facts) != 0 || !open_files_has(facts.st_dev, facts.st_ino))
        return MPDATA_OK;
    (void)error_set(error, MPDATA_ERROR_INPUT,
                    "%s: a database that is open, not a file with an export", path);
    error_add_source(error, path);
    return MPDATA_ERROR_INPUT;
}

mpdata_status load_source_check(const char *const *paths, size_t path_count, mpdata_error *error)
{
    if (paths == NULL || path_count == 0)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a load needs at least one file");
    for (size_t i = 0; i < path_count; i++) {
        if (paths[i] == NULL)
            return error_set(error, MPDATA_ERROR_ARGUMENT, "a file's path must not be NULL");
        mpdata_status status = check_no_database(paths[i], error);
        if (status != MPDATA_OK)
            return status;
    }
    return MPDATA_OK;
}
