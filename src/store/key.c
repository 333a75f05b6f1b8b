#include "store/key.h"

#include "base/buffer.h"
#include "base/error.h"
#include "store/table_name.h"

mpdata_status key_decide(table_load *l, uint64_t rows, mpdata_error *error)
{
    uint64_t limit = 0;

    if (l->options->primary_key == MPDATA_PRIMARY_KEY_NO)
        l->table.has_primary_key = false;
    if (!l->table.has_primary_key || l->options->mode == MPDATA_INGEST_APPEND)
        return MPDATA_OK;
    mpdata_status status = load_settings_read_memory_limit(&l->settings, l->db, &limit, error);
    if (status != MPDATA_OK)
        return status;
    uint64_t bytes = rows * MPDATA_KEY_ROW_BYTES;
    if (l->options->primary_key == MPDATA_PRIMARY_KEY_AUTO) {
        l->table.has_primary_key = bytes <= limit / 2;
        return MPDATA_OK;
    }
    l->key_rows_most = limit / MPDATA_KEY_ROW_BYTES;
    if (bytes <= limit)
        return MPDATA_OK;
    return error_set(error, MPDATA_ERROR_MEMORY,
                     "the primary key of about %llu rows takes %llu MiB of memory, and DuckDB may "
                     "use %llu. Load without a primary key: rows are kept unique all the same",
                     (unsigned long long)rows, (unsigned long long)(bytes >> 20),
                     (unsigned long long)(limit >> 20));
}

bool key_is_too_large(const table_load *l)
{
    return l->phase == MPDATA_INGEST_READING && l->key_rows_most > 0 &&
           ingest_scan_counts(l->scan).distinct_keys > l->key_rows_most;
}

mpdata_status key_build(table_load *l, mpdata_error *error)
{
    buffer sql = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (!l->table.has_primary_key)
        return MPDATA_OK;
    status = load_settings_for_key(l->db, error);
    if (status != MPDATA_OK)
        return status;
    if (buffer_append_text(&sql, "ALTER TABLE {} ADD PRIMARY KEY (") &&
        sql_append_name(&sql, l->plan->key_column) && buffer_append_text(&sql, ")") &&
        buffer_terminate(&sql))
        status = load_run(l, sql.data, NULL, error);
    else
        status = error_set_memory(error);
    buffer_dispose(&sql);
    return status;
}
