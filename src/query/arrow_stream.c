#include "mpdata/arrow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <nanoarrow/nanoarrow.h>

#include "base/error.h"
#include "query/result.h"

typedef struct arrow_stream {
    /* A reference of the stream's own. */
    mpdata_result *result;
    struct ArrowSchema schema;
    mpdata_error error;
} arrow_stream;

static int errno_of(mpdata_status status)
{
    switch (status) {
    case MPDATA_OK:
        return 0;
    case MPDATA_ERROR_MEMORY:
        return ENOMEM;
    case MPDATA_ERROR_INTERRUPTED:
        return ECANCELED;
    case MPDATA_ERROR_TIMEOUT:
        return ETIMEDOUT;
    case MPDATA_ERROR_IO:
        return EIO;
    default:
        return EINVAL;
    }
}

static int get_schema(struct ArrowArrayStream *self, struct ArrowSchema *out)
{
    arrow_stream *stream = self->private_data;

    if (ArrowSchemaDeepCopy(&stream->schema, out) == NANOARROW_OK)
        return 0;
    memset(out, 0, sizeof(*out));
    return errno_of(error_set_memory(&stream->error));
}

static int get_next(struct ArrowArrayStream *self, struct ArrowArray *out)
{
    arrow_stream *stream = self->private_data;

    return errno_of(result_next_arrow(stream->result, out, &stream->error));
}

static const char *get_last_error(struct ArrowArrayStream *self)
{
    const arrow_stream *stream = self->private_data;

    return stream->error.message;
}

static void free_stream(arrow_stream *stream)
{
    if (stream->schema.release != NULL)
        stream->schema.release(&stream->schema);
    free(stream);
}

static void release(struct ArrowArrayStream *self)
{
    arrow_stream *stream = self->private_data;

    result_give_up_rows(stream->result);
    free_stream(stream);
    memset(self, 0, sizeof(*self));
}

mpdata_status mpdata_result_arrow_stream(mpdata_result *result, struct ArrowArrayStream *out,
                                         mpdata_error *error)
{
    if (out != NULL)
        memset(out, 0, sizeof(*out));
    if (result == NULL || out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the result and out must not be NULL");
    arrow_stream *stream = calloc(1, sizeof(*stream));
    if (stream == NULL)
        return error_set_memory(error);
    mpdata_status status = result_take_rows(result, &stream->schema, error);
    if (status != MPDATA_OK) {
        free_stream(stream);
        return status;
    }
    stream->result = result;
    *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release, stream};
    return MPDATA_OK;
}

mpdata_status mpdata_arrow_stream_error(const struct ArrowArrayStream *stream, mpdata_error *error)
{
    if (stream == NULL || stream->get_next != get_next)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "the stream is none of mpdata's");
    const arrow_stream *own = stream->private_data;
    if (error != NULL)
        *error = own->error;
    return own->error.code;
}
