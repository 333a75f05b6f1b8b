#include "store/check_sums.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/finding_list.h"
#include "store/metadata.h"
#include "store/row_cursor.h"

static const char has_column_sql[] =
    "SELECT count(*) FROM duckdb_columns() WHERE database_name = current_database()"
    " AND schema_name = 'main' AND table_name = '_metadata' AND column_name = 'checksum'";

mpdata_status check_sums_begin(check_sums *sums, engine_connection *connection, mpdata_error *error)
{
    int64_t columns = 0;
    mpdata_status status =
        row_cursor_read_int64(connection, has_column_sql, NULL, 0, &columns, error);

    sums->are_kept = columns > 0;
    return status;
}

bool check_sums_add(check_sums *sums, const char *table, int64_t sum)
{
    check_sum *more = realloc(sums->at, (sums->count + 1) * sizeof(*more));

    if (more == NULL)
        return false;
    sums->at = more;
    more[sums->count] = (check_sum){.table = strdup(table), .sum = sum};
    if (more[sums->count].table == NULL)
        return false;
    sums->count++;
    return true;
}

static const check_sum *find(const check_sums *sums, const char *table)
{
    for (size_t i = 0; i < sums->count; i++)
        if (strcasecmp(sums->at[i].table, table) == 0)
            return &sums->at[i];
    return NULL;
}

mpdata_status check_sums_compare(const check_sums *sums, engine_connection *connection,
                                 mpdata_check *check, const char *table, bool tells,
                                 mpdata_error *error)
{
    const check_sum *found = find(sums, table);
    bool differs = false;

    if (!sums->are_kept || found == NULL)
        return MPDATA_OK;
    mpdata_status status =
        metadata_checksum_differs(connection, table, found->sum, &differs, error);
    if (status == MPDATA_OK && differs && tells)
        status = finding_add(check, MPDATA_FINDING_CHANGED, table, error,
                             "has as many rows as when its checksum was kept, but not the same: "
                             "SQL changed it since then, or it is damaged");
    if (status == MPDATA_OK && sums->keeps)
        status = metadata_keep_checksum(connection, table, found->sum, error);
    return status;
}

void check_sums_dispose(check_sums *sums)
{
    for (size_t i = 0; i < sums->count; i++)
        free(sums->at[i].table);
    free(sums->at);
}
