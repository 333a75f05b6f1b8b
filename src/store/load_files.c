/*
 * Loads of files and other sources of bytes.
 */
#include "store/load.h"
#include "store/load_source.h"

static mpdata_status open_scan(table_load *l, const char *const *paths, size_t path_count,
                               mpdata_error *error)
{
    mpdata_status status = load_source_check(paths, path_count, error);

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
