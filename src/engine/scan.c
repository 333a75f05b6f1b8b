#include "engine/scan.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/error.h"
#include "engine/connection_private.h"

/*
 * DuckDB gives a callback nothing but a handle that only DuckDB's own functions can read, so the table
 * of functions must be found without it: the one that the first scan of the process used. A process
 * that loads through two different DuckDB libraries is refused in engine_scan_attach.
 */
static pthread_mutex_t callback_mutex = PTHREAD_MUTEX_INITIALIZER;
static duckdb_api callback_api_copy;
static _Atomic(const duckdb_api *) callback_api;

/*
 * DuckDB's threads take their work from queues whose order C11 and thread checkers can't see. What crosses over to a
 * callback therefore goes through an atomic of our own: here, in a slot's scan, and in a worker's turn.
 */
static const duckdb_api *api_of_callbacks(void)
{
    return atomic_load_explicit(&callback_api, memory_order_acquire);
}

/*
 * A function that DuckDB's catalogue has once, it has for as long as the database is open. It therefore
 * points to this slot, whose scan comes and goes with each load.
 */
typedef struct engine_scan_slot {
    _Atomic(const engine_scan *) scan;
} engine_scan_slot;

/* One thread at a time has it, but not always the same. */
typedef struct scan_worker {
    const engine_scan *scan;
    void *worker;
    atomic_uint turn;
} scan_worker;

struct engine_chunk {
    void (*assign)(duckdb_vector vector, idx_t index, const char *text, idx_t bytes);
    duckdb_vector vectors[ENGINE_SCAN_MAX_COLUMNS];
    void *data[ENGINE_SCAN_MAX_COLUMNS];
};

static duckdb_logical_type logical_type_of(const duckdb_api *api, engine_scan_type type)
{
    duckdb_logical_type json = NULL;

    switch (type) {
    case ENGINE_SCAN_TIMESTAMP:
        return api->duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
    case ENGINE_SCAN_UINT64:
        return api->duckdb_create_logical_type(DUCKDB_TYPE_UBIGINT);
    case ENGINE_SCAN_BOOL:
        return api->duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case ENGINE_SCAN_JSON:
        json = api->duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
        api->duckdb_logical_type_set_alias(json, "JSON");
        return json;
    case ENGINE_SCAN_TEXT:
        break;
    }
    return api->duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
}

static void bind(duckdb_bind_info info)
{
    const duckdb_api *api = api_of_callbacks();
    engine_scan_slot *slot = api->duckdb_bind_get_extra_info(info);
    const engine_scan *scan = atomic_load_explicit(&slot->scan, memory_order_acquire);

    if (scan == NULL) {
        api->duckdb_bind_set_error(info,
                                   ENGINE_SCAN_NAME " is mpdata's own: it has rows only while "
                                                    "mpdata loads a table");
        return;
    }
    for (size_t i = 0; i < scan->column_count; i++) {
        const engine_scan_column *column = &scan->columns[i];
        duckdb_logical_type type = logical_type_of(api, column->type);
        api->duckdb_bind_add_result_column(info, column->name, type);
        api->duckdb_destroy_logical_type(&type);
    }
}

static void init(duckdb_init_info info)
{
    /* More than there are threads: DuckDB takes the smaller number. */
    api_of_callbacks()->duckdb_init_set_max_threads(info, 1024);
}

static void free_worker(void *data)
{
    scan_worker *worker = data;

    (void)atomic_load_explicit(&worker->turn, memory_order_acquire);
    worker->scan->worker_free(worker->worker);
    free(worker);
}

static void init_worker(duckdb_init_info info)
{
    const duckdb_api *api = api_of_callbacks();
    engine_scan_slot *slot = api->duckdb_init_get_extra_info(info);
    const engine_scan *scan = atomic_load_explicit(&slot->scan, memory_order_acquire);
    scan_worker *worker = calloc(1, sizeof(*worker));

    if (worker != NULL) {
        worker->scan = scan;
        worker->worker = scan->worker_new(scan->payload, api->duckdb_vector_size());
        atomic_store_explicit(&worker->turn, 1, memory_order_release);
    }
    if (worker == NULL || worker->worker == NULL) {
        free(worker);
        api->duckdb_init_set_error(info, "Out of Memory Error: memory ran out");
        return;
    }
    api->duckdb_init_set_init_data(info, worker, free_worker);
}

static void fill(duckdb_function_info info, duckdb_data_chunk output)
{
    const duckdb_api *api = api_of_callbacks();
    scan_worker *worker = api->duckdb_function_get_local_init_data(info);
    engine_chunk chunk = {.assign = api->duckdb_unsafe_vector_assign_string_element_len};
    size_t rows = 0;

    (void)atomic_load_explicit(&worker->turn, memory_order_acquire);
    if (chunk.assign == NULL)
        chunk.assign = api->duckdb_vector_assign_string_element_len;
    for (size_t i = 0; i < worker->scan->column_count; i++) {
        chunk.vectors[i] = api->duckdb_data_chunk_get_vector(output, i);
        chunk.data[i] = api->duckdb_vector_get_data(chunk.vectors[i]);
    }
    if (!worker->scan->fill(worker->worker, &chunk, api->duckdb_vector_size(), &rows)) {
        api->duckdb_function_set_error(info, "mpdata's scan failed");
        rows = 0;
    }
    api->duckdb_data_chunk_set_size(output, rows);
    (void)atomic_fetch_add_explicit(&worker->turn, 1, memory_order_release);
}

static mpdata_status keep_api_for_callbacks(const engine_connection *connection,
                                            mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    (void)pthread_mutex_lock(&callback_mutex);
    if (callback_api_copy.duckdb_open_ext == NULL) {
        callback_api_copy = *connection->api;
        atomic_store_explicit(&callback_api, &callback_api_copy, memory_order_release);
    } else if (callback_api_copy.duckdb_open_ext != connection->api->duckdb_open_ext) {
        status = error_set(error, MPDATA_ERROR_ENGINE,
                           "this process has loaded data through another DuckDB library before; "
                           "%s can't be used beside it",
                           engine_library_path(connection->database->library));
    }
    (void)pthread_mutex_unlock(&callback_mutex);
    return status;
}

static mpdata_status register_function(engine_connection *connection, engine_scan_slot *slot,
                                       mpdata_error *error)
{
    const duckdb_api *api = connection->api;
    duckdb_table_function function = api->duckdb_create_table_function();
    mpdata_status status = MPDATA_OK;

    api->duckdb_table_function_set_name(function, ENGINE_SCAN_NAME);
    api->duckdb_table_function_set_extra_info(function, slot, NULL);
    api->duckdb_table_function_set_bind(function, bind);
    api->duckdb_table_function_set_init(function, init);
    api->duckdb_table_function_set_local_init(function, init_worker);
    api->duckdb_table_function_set_function(function, fill);
    if (api->duckdb_register_table_function(connection->connection, function) != DuckDBSuccess)
        status = error_set(error, MPDATA_ERROR_ENGINE, "DuckDB refused mpdata's table function");
    api->duckdb_destroy_table_function(&function);
    return status;
}

static mpdata_status make_slot(engine_connection *connection, mpdata_error *error)
{
    mpdata_status status = keep_api_for_callbacks(connection, error);

    if (status != MPDATA_OK)
        return status;
    engine_scan_slot *slot = calloc(1, sizeof(*slot));
    if (slot == NULL)
        return error_set_memory(error);
    /* A result that was not read to its end has its transaction open still: with it the function would go. */
    status = engine_execute(connection, "SELECT 1", error);
    if (status == MPDATA_OK)
        status = register_function(connection, slot, error);
    if (status != MPDATA_OK) {
        free(slot);
        return status;
    }
    connection->database->scan_slot = slot;
    return MPDATA_OK;
}

void engine_scan_slot_free(engine_scan_slot *slot)
{
    free(slot);
}

mpdata_status engine_scan_attach(engine_connection *connection, const engine_scan *scan,
                                 mpdata_error *error)
{
    if (scan->column_count > ENGINE_SCAN_MAX_COLUMNS)
        return error_set(error, MPDATA_ERROR_INTERNAL, "a scan of %zu columns", scan->column_count);
    if (connection->database->scan_slot == NULL) {
        mpdata_status status = make_slot(connection, error);
        if (status != MPDATA_OK)
            return status;
    }
    atomic_store_explicit(&connection->database->scan_slot->scan, scan, memory_order_release);
    return MPDATA_OK;
}

void engine_scan_detach(engine_connection *connection)
{
    if (connection->database->scan_slot != NULL)
        atomic_store_explicit(&connection->database->scan_slot->scan, NULL, memory_order_release);
}

void engine_chunk_set_text(engine_chunk *chunk, size_t column, size_t row, const char *data,
                           size_t bytes)
{
    chunk->assign(chunk->vectors[column], row, data, bytes);
}

void engine_chunk_set_int64(engine_chunk *chunk, size_t column, size_t row, int64_t value)
{
    ((int64_t *)chunk->data[column])[row] = value;
}

void engine_chunk_set_uint64(engine_chunk *chunk, size_t column, size_t row, uint64_t value)
{
    ((uint64_t *)chunk->data[column])[row] = value;
}

void engine_chunk_set_bool(engine_chunk *chunk, size_t column, size_t row, bool value)
{
    ((bool *)chunk->data[column])[row] = value;
}

void engine_chunk_set_null(engine_chunk *chunk, size_t column, size_t row)
{
    const duckdb_api *api = api_of_callbacks();

    api->duckdb_vector_ensure_validity_writable(chunk->vectors[column]);
    uint64_t *validity = api->duckdb_vector_get_validity(chunk->vectors[column]);
    validity[row / 64] &= ~(UINT64_C(1) << (row % 64));
}
