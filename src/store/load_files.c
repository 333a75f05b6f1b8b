/*
 * Loads of files and other sources of bytes.
 */
#include <sys/stat.h>

#include "base/error.h"
#include "store/load.h"
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

static mpdata_status check_paths(const char *const *paths, size_t path_count, mpdata_error *error)
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

static mpdata_status open_scan(table_load *l, const char *const *paths, size_t path_count,
                               mpdata_error *error)
{
    mpdata_status status = check_paths(paths, path_count, error);

    if (status == MPDATA_OK)
        status = ingest_scan_open(l->plan, paths, path_count, &l->db->interrupted, &l->scan, error);
    return status;
}

mpdata_status mpdata_ingest_files(mpdata_db *db, mpdata_table_type type, const char *table,
                                  const char *const *paths, size_t path_count,
                                  const mpdata_ingest_options *options,
                                  mpdata_ingest_report *report, mpdata_error *error)
{
    table_load l;
    mpdata_status status = load_open(&l, db, type, table, options, error);

    if (status == MPDATA_OK)
        status = open_scan(&l, paths, path_count, error);
    if (status == MPDATA_OK)
        status = load_describe(&l, paths, path_count, error);
    if (status == MPDATA_OK)
        status = load_execute(&l, error);
    if (status == MPDATA_OK && report != NULL)
        *report = l.report;
    load_close(&l);
    return status;
}

mpdata_status mpdata_ingest_check(mpdata_table_type type, const char *const *paths,
                                  size_t path_count, const mpdata_ingest_options *options,
                                  mpdata_ingest_report *report, mpdata_error *error)
{
    mpdata_db *db = NULL;
    table_load l;
    mpdata_status status = mpdata_open_memory(NULL, &db, error);

    if (status != MPDATA_OK)
        return status;
    status = load_open_check(&l, db, type, options, error);
    if (status == MPDATA_OK)
        status = open_scan(&l, paths, path_count, error);
    if (status == MPDATA_OK)
        status = load_execute_check(&l, error);
    if (status == MPDATA_OK && report != NULL)
        *report = l.report;
    load_close(&l);
    mpdata_db_free(db);
    return status;
}
