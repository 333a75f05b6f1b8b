/*
 * Loads of files and other sources of bytes.
 */
#include "base/error.h"
#include "store/load.h"

static mpdata_status check_paths(const char *const *paths, size_t path_count, mpdata_error *error)
{
    if (paths == NULL || path_count == 0)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a load needs at least one file");
    for (size_t i = 0; i < path_count; i++)
        if (paths[i] == NULL)
            return error_set(error, MPDATA_ERROR_ARGUMENT, "a file's path must not be NULL");
    return MPDATA_OK;
}

mpdata_status mpdata_ingest_files(mpdata_db *db, mpdata_table_type type, const char *table,
                                  const char *const *paths, size_t path_count,
                                  const mpdata_ingest_options *options,
                                  mpdata_ingest_report *report, mpdata_error *error)
{
    table_load l;
    mpdata_status status = load_open(&l, db, type, table, options, error);

    if (status == MPDATA_OK)
        status = check_paths(paths, path_count, error);
    if (status == MPDATA_OK)
        status = load_describe(&l, paths, path_count, error);
    if (status == MPDATA_OK)
        status = ingest_scan_open(l.plan, paths, path_count, &db->interrupted, &l.scan, error);
    if (status == MPDATA_OK)
        status = load_execute(&l, error);
    if (status == MPDATA_OK && report != NULL)
        *report = l.report;
    load_close(&l);
    return status;
}
