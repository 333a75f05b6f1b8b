#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "engine/connection_private.h"

/* DuckDB's own words for its types, as its messages begin with them. */
static const char *type_name(duckdb_error_type type)
{
    static const char *const names[] = {
        [DUCKDB_ERROR_OUT_OF_RANGE] = "Out of Range",
        [DUCKDB_ERROR_CONVERSION] = "Conversion",
        [DUCKDB_ERROR_UNKNOWN_TYPE] = "Unknown Type",
        [DUCKDB_ERROR_DECIMAL] = "Decimal",
        [DUCKDB_ERROR_MISMATCH_TYPE] = "Mismatch Type",
        [DUCKDB_ERROR_DIVIDE_BY_ZERO] = "Divide by Zero",
        [DUCKDB_ERROR_OBJECT_SIZE] = "Object Size",
        [DUCKDB_ERROR_INVALID_TYPE] = "Invalid type",
        [DUCKDB_ERROR_SERIALIZATION] = "Serialization",
        [DUCKDB_ERROR_TRANSACTION] = "TransactionContext",
        [DUCKDB_ERROR_NOT_IMPLEMENTED] = "Not implemented",
        [DUCKDB_ERROR_EXPRESSION] = "Expression",
        [DUCKDB_ERROR_CATALOG] = "Catalog",
        [DUCKDB_ERROR_PARSER] = "Parser",
        [DUCKDB_ERROR_PLANNER] = "Planner",
        [DUCKDB_ERROR_SCHEDULER] = "Scheduler",
        [DUCKDB_ERROR_EXECUTOR] = "Executor",
        [DUCKDB_ERROR_CONSTRAINT] = "Constraint",
        [DUCKDB_ERROR_INDEX] = "Index",
        [DUCKDB_ERROR_STAT] = "Stat",
        [DUCKDB_ERROR_CONNECTION] = "Connection",
        [DUCKDB_ERROR_SYNTAX] = "Syntax",
        [DUCKDB_ERROR_SETTINGS] = "Settings",
        [DUCKDB_ERROR_BINDER] = "Binder",
        [DUCKDB_ERROR_NETWORK] = "Network",
        [DUCKDB_ERROR_OPTIMIZER] = "Optimizer",
        [DUCKDB_ERROR_NULL_POINTER] = "NullPointer",
        [DUCKDB_ERROR_IO] = "IO",
        [DUCKDB_ERROR_INTERRUPT] = "INTERRUPT",
        [DUCKDB_ERROR_FATAL] = "FATAL",
        [DUCKDB_ERROR_INTERNAL] = "INTERNAL",
        [DUCKDB_ERROR_INVALID_INPUT] = "Invalid Input",
        [DUCKDB_ERROR_OUT_OF_MEMORY] = "Out of Memory",
        [DUCKDB_ERROR_PERMISSION] = "Permission",
        [DUCKDB_ERROR_PARAMETER_NOT_RESOLVED] = "Parameter Not Resolved",
        [DUCKDB_ERROR_PARAMETER_NOT_ALLOWED] = "Parameter Not Allowed",
        [DUCKDB_ERROR_DEPENDENCY] = "Dependency",
        [DUCKDB_ERROR_HTTP] = "HTTP",
        [DUCKDB_ERROR_MISSING_EXTENSION] = "Missing Extension",
        [DUCKDB_ERROR_AUTOLOAD] = "Extension Autoloading",
        [DUCKDB_ERROR_SEQUENCE] = "Sequence",
        [DUCKDB_INVALID_CONFIGURATION] = "Invalid Configuration",
    };
    size_t index = (size_t)type;

    if (index >= sizeof(names) / sizeof(names[0]) || names[index] == NULL)
        return "Unknown";
    return names[index];
}

/* "Binder Error: ..." gives "Binder". Pending and prepared statements tell their type in no other way. */
static void type_from_text(char *out, size_t out_bytes, const char *text)
{
    const char *end = strstr(text, " Error: ");
    const char *colon = strchr(text, ':');

    if (end == NULL || colon == NULL || colon < end || (size_t)(end - text) >= out_bytes)
        (void)snprintf(out, out_bytes, "Unknown");
    else
        (void)snprintf(out, out_bytes, "%.*s", (int)(end - text), text);
}

static mpdata_status status_of(const char *type, const char *text)
{
    if (strcmp(type, "INTERRUPT") == 0)
        return MPDATA_ERROR_INTERRUPTED;
    if (strcmp(type, "Out of Memory") == 0)
        return MPDATA_ERROR_MEMORY;
    if (strstr(text, "attached in read-only mode") != NULL)
        return MPDATA_ERROR_READ_ONLY;
    if (strstr(text, "No space left on device") != NULL)
        return MPDATA_ERROR_IO;
    return MPDATA_ERROR_QUERY;
}

mpdata_status engine_error_set(mpdata_error *error, duckdb_error_type type, const char *text,
                               const char *sql, size_t sql_bytes)
{
    char name[MPDATA_ERROR_ENGINE_TYPE_BYTES];
    const char *reason = text == NULL ? "DuckDB gave no reason" : text;

    if (type == DUCKDB_ERROR_INVALID)
        type_from_text(name, sizeof(name), reason);
    else
        (void)snprintf(name, sizeof(name), "%s", type_name(type));

    mpdata_status status = status_of(name, reason);
    if (status == MPDATA_ERROR_INTERRUPTED)
        reason = "interrupted";
    (void)error_set(error, status, "%s", reason);
    error_add_engine_type(error, name);
    error_add_query(error, sql, sql_bytes);
    return status;
}
