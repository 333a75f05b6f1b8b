/*
 * Handles that are released when their scope ends.
 *
 *     MPDATA_AUTO(db) db = NULL;
 *     MPDATA_AUTO(result) result = NULL;
 *
 * declares `mpdata_db *db` and `mpdata_result *result`, and calls mpdata_db_free and
 * mpdata_result_free on every way out of the scope. Clean-up runs in the opposite order of
 * declaration. Absent where the compiler has no cleanup attribute (test with #ifdef MPDATA_AUTO).
 */
#ifndef MPDATA_AUTO_H
#define MPDATA_AUTO_H

#include "mpdata/check.h"
#include "mpdata/database.h"
#include "mpdata/keys.h"
#include "mpdata/load.h"
#include "mpdata/result.h"
#include "mpdata/statement.h"
#include "mpdata/table.h"

#if defined(__GNUC__) || defined(__clang__)

#define MPDATA_AUTO(noun) __attribute__((cleanup(mpdata_auto_free_##noun))) mpdata_##noun *

static inline void mpdata_auto_free_check(mpdata_check **check)
{
    mpdata_check_free(*check);
}

static inline void mpdata_auto_free_db(mpdata_db **db)
{
    mpdata_db_free(*db);
}

static inline void mpdata_auto_free_key_list(mpdata_key_list **list)
{
    mpdata_key_list_free(*list);
}

static inline void mpdata_auto_free_load(mpdata_load **load)
{
    mpdata_load_free(*load);
}

static inline void mpdata_auto_free_result(mpdata_result **result)
{
    mpdata_result_free(*result);
}

static inline void mpdata_auto_free_statement(mpdata_statement **statement)
{
    mpdata_statement_free(*statement);
}

static inline void mpdata_auto_free_table_list(mpdata_table_list **list)
{
    mpdata_table_list_free(*list);
}

static inline void mpdata_auto_free_table_schema(mpdata_table_schema **schema)
{
    mpdata_table_schema_free(*schema);
}

#endif

#endif
