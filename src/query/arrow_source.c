#include "query/arrow_source.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

/* What a schema refers to stays the source's. */
static void release_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

/* DuckDB does not release each schema that it asks for: all of them are the same one. */
static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const arrow_source *source = stream->private_data;

    *out = source->schema;
    out->release = release_schema;
    return 0;
}

/* After a failure DuckDB's other threads may ask once more: what they are told is not the reason. */
static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    arrow_source *source = stream->private_data;
    mpdata_error error;
    mpdata_status status = result_next_arrow(source->result, out, &error);

    if (status == MPDATA_OK)
        return 0;
    (void)pthread_mutex_lock(&source->mutex);
    if (source->failure.code == MPDATA_OK)
        source->failure = error;
    (void)pthread_mutex_unlock(&source->mutex);
    return EIO;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    return ((const arrow_source *)stream->private_data)->failure.message;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

mpdata_status arrow_source_open(arrow_source *source, mpdata_result *result, mpdata_error *error)
{
    memset(source, 0, sizeof(*source));
    if (pthread_mutex_init(&source->mutex, NULL) != 0)
        return error_set_memory(error);
    mpdata_status status = result_take_rows(result, &source->schema, error);
    if (status != MPDATA_OK) {
        (void)pthread_mutex_destroy(&source->mutex);
        return status;
    }
    source->result = result;
    source->stream =
        (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, source};
    return MPDATA_OK;
}

void arrow_source_close(arrow_source *source)
{
    source->schema.release(&source->schema);
    result_give_up_rows(source->result);
    (void)pthread_mutex_destroy(&source->mutex);
}

mpdata_status arrow_source_failure(arrow_source *source, mpdata_error *error)
{
    (void)pthread_mutex_lock(&source->mutex);
    mpdata_status status = source->failure.code;
    if (status != MPDATA_OK && error != NULL)
        *error = source->failure;
    (void)pthread_mutex_unlock(&source->mutex);
    return status;
}
