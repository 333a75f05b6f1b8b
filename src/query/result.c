#include "query/result.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "query/arrow_bool.h"
#include "query/batch.h"

typedef struct result_column {
    char *name;
    char *type;
    mpdata_column_class class;
} result_column;

struct mpdata_result {
    /* First, so that the database's list leads back here. */
    database_dependent dependent;
    /* Of the result's owner, of an Arrow stream, and of the database's list while it is on it. */
    atomic_size_t references;
    /* The rows are an Arrow stream's. */
    atomic_bool is_taken;
    /* A child made by fork has a copy, and none of DuckDB's threads: it touches nothing that is behind the mutex. */
    pid_t owner;
    /*
     * Guards what follows, up to the names: an Arrow stream may be read on one thread while another ends it from outside.
     * The database is used under it alone, and only while the result is not cut off: whoever cuts it off waits.
     */
    pthread_mutex_t mutex;
    mpdata_db *db;
    /* NULL once the rows have ended, for whatever reason. */
    engine_result *engine;
    mpdata_batch batch;
    /* Ended from outside: by the next statement, or by closing the database. */
    bool is_cut_off;
    bool is_db_closed;
    /* Of the rows as DuckDB gives them to Arrow, where they have booleans to be packed; else not there. */
    struct ArrowSchema bytes_schema;
    mpdata_status failure;
    uint64_t rows_changed;
    /* Kept apart from the engine's: they live until the result is freed. */
    size_t column_count;
    result_column *columns;
    question asked;
};

static mpdata_column_class class_of(const engine_type *type)
{
    switch (type->kind) {
    case ENGINE_BOOLEAN:
        return MPDATA_COLUMN_BOOL;
    case ENGINE_BIGNUM:
        return MPDATA_COLUMN_NUMBER;
    case ENGINE_TEXT:
        return type->is_json ? MPDATA_COLUMN_JSON : MPDATA_COLUMN_TEXT;
    default:
        break;
    }
    if (type->kind >= ENGINE_LIST)
        return MPDATA_COLUMN_NESTED;
    if (type->kind >= ENGINE_DATE)
        return MPDATA_COLUMN_TIME;
    return type->kind >= ENGINE_INT8 && type->kind <= ENGINE_DECIMAL ? MPDATA_COLUMN_NUMBER
                                                                     : MPDATA_COLUMN_TEXT;
}

static bool copy_columns(mpdata_result *result)
{
    size_t count = engine_result_column_count(result->engine);

    result->columns = calloc(count + 1, sizeof(*result->columns));
    if (result->columns == NULL)
        return false;
    result->column_count = count;
    for (size_t i = 0; i < count; i++) {
        const engine_type *type = engine_result_column_type(result->engine, i);
        const char *name = engine_result_column_name(result->engine, i);

        result->columns[i].name = strdup(name == NULL ? "" : name);
        result->columns[i].type = strdup(type->name);
        result->columns[i].class = class_of(type);
        if (result->columns[i].name == NULL || result->columns[i].type == NULL)
            return false;
    }
    return true;
}

/* Lets go of the engine's part; names and types stay. */
static void release_rows(mpdata_result *result)
{
    batch_clear(&result->batch);
    engine_result_free(result->engine);
    result->engine = NULL;
}

static void drop_reference(mpdata_result *result)
{
    if (atomic_fetch_sub(&result->references, 1) > 1)
        return;
    batch_dispose(&result->batch);
    if (result->bytes_schema.release != NULL)
        ArrowSchemaRelease(&result->bytes_schema);
    for (size_t i = 0; i < result->column_count; i++) {
        free(result->columns[i].name);
        free(result->columns[i].type);
    }
    free(result->columns);
    question_dispose(&result->asked);
    (void)pthread_mutex_destroy(&result->mutex);
    free(result);
}

static void cut_off(database_dependent *dependent, bool is_closing)
{
    mpdata_result *result = (mpdata_result *)(void *)dependent;

    (void)pthread_mutex_lock(&result->mutex);
    /* One that has just come to its end on another thread ended by itself. */
    result->is_cut_off = result->engine != NULL;
    result->is_db_closed = is_closing;
    release_rows(result);
    (void)pthread_mutex_unlock(&result->mutex);
    drop_reference(result);
}

/* Under the result's mutex, while it is not cut off. */
static void end_rows(mpdata_result *result)
{
    release_rows(result);
    /* Not the last one: whoever ends the rows holds another. */
    if (database_remove_dependent(result->db, &result->dependent))
        (void)atomic_fetch_sub(&result->references, 1);
}

static bool is_inherited(const mpdata_result *result)
{
    return result->owner != getpid();
}

/* Whoever owns the rows needs them no more. */
static void abandon(mpdata_result *result)
{
    if (is_inherited(result))
        return;
    (void)pthread_mutex_lock(&result->mutex);
    if (result->engine != NULL)
        end_rows(result);
    (void)pthread_mutex_unlock(&result->mutex);
    drop_reference(result);
}

mpdata_status result_new(mpdata_db *db, engine_result *engine, question *asked, mpdata_result **out,
                         mpdata_error *error)
{
    mpdata_result *result = calloc(1, sizeof(*result));

    if (result == NULL || pthread_mutex_init(&result->mutex, NULL) != 0) {
        free(result);
        engine_result_free(engine);
        question_dispose(asked);
        return error_set_memory(error);
    }
    result->asked = *asked;
    result->db = db;
    result->engine = engine;
    result->dependent.end = cut_off;
    result->owner = getpid();
    atomic_init(&result->references, 2);
    atomic_init(&result->is_taken, false);
    database_add_dependent(db, &result->dependent);
    bool has_room =
        batch_init(&result->batch, engine, engine_library_version(db->instance->library));
    result->rows_changed = engine_result_rows_changed(engine);
    if (!has_room || !copy_columns(result)) {
        mpdata_result_free(result);
        return error_set_memory(error);
    }
    *out = result;
    return MPDATA_OK;
}

size_t mpdata_result_column_count(const mpdata_result *result)
{
    return result == NULL ? 0 : result->column_count;
}

static const result_column *column_at(const mpdata_result *result, size_t column)
{
    return result == NULL || column >= result->column_count ? NULL : &result->columns[column];
}

const char *mpdata_result_column_name(const mpdata_result *result, size_t column)
{
    const result_column *found = column_at(result, column);

    return found == NULL ? NULL : found->name;
}

const char *mpdata_result_column_type(const mpdata_result *result, size_t column)
{
    const result_column *found = column_at(result, column);

    return found == NULL ? NULL : found->type;
}

mpdata_column_class mpdata_result_column_class(const mpdata_result *result, size_t column)
{
    const result_column *found = column_at(result, column);

    return found == NULL ? MPDATA_COLUMN_TEXT : found->class;
}

uint64_t mpdata_result_rows_changed(const mpdata_result *result)
{
    return result == NULL ? 0 : result->rows_changed;
}

static mpdata_status fail(mpdata_result *result, mpdata_error *error, mpdata_status status,
                          const char *message)
{
    result->failure = status;
    (void)error_set(error, status, "%s", message);
    error_add_query(error, result->asked.sql, result->asked.sql_bytes);
    return status;
}

/* Why there can't be a next batch, or MPDATA_OK. */
static mpdata_status check_alive(mpdata_result *result, mpdata_error *error)
{
    if (result->is_cut_off && !result->is_db_closed)
        return fail(
            result, error, MPDATA_ERROR_QUERY,
            "the result was ended by the next statement on the same database handle: read a "
            "result to its end, or use a second handle");
    if (result->is_cut_off)
        return fail(result, error, MPDATA_ERROR_CLOSED, "the database of the result is closed");
    if (result->failure != MPDATA_OK)
        return fail(result, error, result->failure,
                    "the query failed before: its result has no more rows");
    return MPDATA_OK;
}

/* As vectors, or as an array where `array` is not NULL. `*rows` is 0 at the end. */
typedef struct rows_wanted {
    const engine_vector *vectors;
    struct ArrowArray *array;
    size_t rows;
} rows_wanted;

static mpdata_status read_rows(mpdata_result *result, rows_wanted *wanted, mpdata_error *error)
{
    if (wanted->array == NULL)
        return engine_result_next(result->engine, &wanted->vectors, &wanted->rows, error);
    return engine_result_next_arrow(result->engine, wanted->array, &wanted->rows, error);
}

/* The next rows, within the query's time. */
static mpdata_status fetch(mpdata_result *result, rows_wanted *wanted, mpdata_error *error)
{
    mpdata_db *db = result->db;
    mpdata_status status = MPDATA_ERROR_INTERRUPTED;

    database_enter_query(db);
    if (database_watch_query(db) == 0)
        status = read_rows(result, wanted, error);
    if (status != MPDATA_OK || wanted->rows == 0) {
        /* At the end DuckDB gets its resources back, although the result may live on for its names. */
        release_rows(result);
        result->failure = question_true_reason(&result->asked, db, status, error);
        status = result->failure;
    }
    database_leave_query(db);
    /* Last: whoever ends what streams waits for what is on the list. */
    if (result->engine == NULL)
        end_rows(result);
    return status;
}

/* Under the result's mutex. No rows at the end. */
static mpdata_status next_rows(mpdata_result *result, rows_wanted *wanted, mpdata_error *error)
{
    mpdata_status status = check_alive(result, error);

    return status != MPDATA_OK || result->engine == NULL ? status : fetch(result, wanted, error);
}

static mpdata_status next_batch(mpdata_result *result, const mpdata_batch **out,
                                mpdata_error *error)
{
    rows_wanted wanted = {NULL, NULL, 0};

    (void)pthread_mutex_lock(&result->mutex);
    mpdata_status status = next_rows(result, &wanted, error);
    if (status == MPDATA_OK && wanted.rows > 0) {
        batch_fill(&result->batch, wanted.vectors, result->column_count, wanted.rows);
        *out = &result->batch;
    }
    (void)pthread_mutex_unlock(&result->mutex);
    return status;
}

static mpdata_status refuse_inherited(const mpdata_result *result, mpdata_error *error)
{
    (void)error_set(error, MPDATA_ERROR_CLOSED,
                    "the result belongs to the process that asked for it, not to its children");
    error_add_query(error, result->asked.sql, result->asked.sql_bytes);
    return MPDATA_ERROR_CLOSED;
}

static mpdata_status refuse_taken(const mpdata_result *result, mpdata_error *error)
{
    (void)error_set(error, MPDATA_ERROR_ARGUMENT,
                    "an Arrow stream has taken over the rows of the result: read them from there");
    error_add_query(error, result->asked.sql, result->asked.sql_bytes);
    return MPDATA_ERROR_ARGUMENT;
}

mpdata_status mpdata_result_next(mpdata_result *result, const mpdata_batch **out,
                                 mpdata_error *error)
{
    if (out != NULL)
        *out = NULL;
    if (result == NULL || out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the result and out must not be NULL");
    if (is_inherited(result))
        return refuse_inherited(result, error);
    return atomic_load(&result->is_taken) ? refuse_taken(result, error)
                                          : next_batch(result, out, error);
}

void mpdata_result_free(mpdata_result *result)
{
    if (result == NULL || is_inherited(result))
        return;
    /* A stream may be working: it is not waited for. */
    if (atomic_load(&result->is_taken))
        drop_reference(result);
    else
        abandon(result);
}

static mpdata_status describe_bools(mpdata_result *result, struct ArrowSchema *schema,
                                    mpdata_error *error)
{
    if (!arrow_bool_is_in(schema))
        return MPDATA_OK;
    if (ArrowSchemaDeepCopy(schema, &result->bytes_schema) != NANOARROW_OK) {
        memset(&result->bytes_schema, 0, sizeof(result->bytes_schema));
        ArrowSchemaRelease(schema);
        return error_set_memory(error);
    }
    arrow_bool_rename(schema);
    return MPDATA_OK;
}

/* Under the result's mutex. */
static mpdata_status describe(mpdata_result *result, struct ArrowSchema *schema,
                              mpdata_error *error)
{
    mpdata_status status = check_alive(result, error);

    if (status != MPDATA_OK)
        return status;
    if (result->engine != NULL) {
        status = engine_result_arrow_schema(result->engine, schema, error);
        return status == MPDATA_OK ? describe_bools(result, schema, error) : status;
    }
    (void)error_set(error, MPDATA_ERROR_ARGUMENT,
                    "the result was read to its end: make the stream before, or ask again");
    error_add_query(error, result->asked.sql, result->asked.sql_bytes);
    return MPDATA_ERROR_ARGUMENT;
}

mpdata_status result_take_rows(mpdata_result *result, struct ArrowSchema *schema,
                               mpdata_error *error)
{
    if (is_inherited(result))
        return refuse_inherited(result, error);
    if (atomic_load(&result->is_taken))
        return refuse_taken(result, error);
    (void)pthread_mutex_lock(&result->mutex);
    mpdata_status status = describe(result, schema, error);
    (void)pthread_mutex_unlock(&result->mutex);
    if (status != MPDATA_OK)
        return status;
    (void)atomic_fetch_add(&result->references, 1);
    atomic_store(&result->is_taken, true);
    return MPDATA_OK;
}

mpdata_status result_next_arrow(mpdata_result *result, struct ArrowArray *out, mpdata_error *error)
{
    rows_wanted wanted = {NULL, out, 0};

    memset(out, 0, sizeof(*out));
    if (is_inherited(result))
        return refuse_inherited(result, error);
    (void)pthread_mutex_lock(&result->mutex);
    mpdata_status status = next_rows(result, &wanted, error);
    (void)pthread_mutex_unlock(&result->mutex);
    if (status != MPDATA_OK || out->release == NULL || result->bytes_schema.release == NULL ||
        arrow_bool_pack(&result->bytes_schema, out) == NANOARROW_OK)
        return status;
    ArrowArrayRelease(out);
    return error_set_memory(error);
}

void result_give_up_rows(mpdata_result *result)
{
    abandon(result);
}

const engine_type *result_column_type(const mpdata_result *result, size_t column)
{
    return engine_result_column_type(result->engine, column);
}

int result_is_interrupted(void *result)
{
    return database_is_interrupted(((const mpdata_result *)result)->db);
}

const engine_library *result_library(const mpdata_result *result)
{
    return result->db->instance->library;
}

uint64_t result_memory_limit_bytes(const mpdata_result *result)
{
    return result->db->instance->memory_limit_bytes;
}

mpdata_status result_consume(mpdata_result *result, uint64_t *rows_changed, mpdata_error *error)
{
    const mpdata_batch *batch = NULL;
    mpdata_status status = MPDATA_OK;

    do {
        status = mpdata_result_next(result, &batch, error);
    } while (status == MPDATA_OK && batch != NULL);
    if (status == MPDATA_OK && rows_changed != NULL)
        *rows_changed = result->rows_changed;
    mpdata_result_free(result);
    return status;
}
