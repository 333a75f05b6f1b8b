/*
 * A result in Arrow's IPC format, written by nanoarrow.
 */
#include <errno.h>
#include <string.h>

#include <nanoarrow/nanoarrow_ipc.h>

#include "base/error.h"
#include "mpdata/arrow.h"
#include "query/arrow_plain.h"
#include "query/result.h"

typedef struct ipc_output {
    mpdata_result *result;
    mpdata_write_callback write;
    void *payload;
    /* Of the write that failed; 0 while none has. */
    int error_number;
    struct ArrowIpcWriter writer;
    /* With dictionaries, as the result has it. */
    struct ArrowSchema schema;
    struct ArrowSchema plain_schema;
    struct ArrowArrayView view;
    struct ArrowError reason;
} ipc_output;

static ArrowErrorCode write_bytes(struct ArrowIpcOutputStream *stream, const void *data,
                                  int64_t bytes, int64_t *written, struct ArrowError *error)
{
    ipc_output *o = stream->private_data;

    (void)error;
    o->error_number = o->write(data, (size_t)bytes, o->payload);
    *written = o->error_number == 0 ? bytes : 0;
    return o->error_number;
}

static void release_bytes(struct ArrowIpcOutputStream *stream)
{
    stream->release = NULL;
}

static mpdata_status status_of(const ipc_output *o, ArrowErrorCode code, mpdata_error *error)
{
    if (code == NANOARROW_OK)
        return MPDATA_OK;
    if (o->error_number != 0)
        return error_set_errno(error, MPDATA_ERROR_IO, o->error_number,
                               "can't write Arrow's batches");
    if (code == ENOMEM)
        return error_set_memory(error);
    return error_set(error, MPDATA_ERROR_QUERY, "Arrow's format can't hold the result: %s",
                     o->reason.message);
}

static ArrowErrorCode begin(ipc_output *o, mpdata_arrow_layout layout)
{
    NANOARROW_RETURN_NOT_OK(ArrowSchemaDeepCopy(&o->schema, &o->plain_schema));
    NANOARROW_RETURN_NOT_OK(arrow_plain_schema(&o->plain_schema));
    if (layout == MPDATA_ARROW_FILE)
        NANOARROW_RETURN_NOT_OK(ArrowIpcWriterStartFile(&o->writer, &o->reason));
    NANOARROW_RETURN_NOT_OK(ArrowIpcWriterWriteSchema(&o->writer, &o->plain_schema, &o->reason));
    return ArrowArrayViewInitFromSchema(&o->view, &o->plain_schema, &o->reason);
}

static ArrowErrorCode write_batch(ipc_output *o, struct ArrowArray *array)
{
    NANOARROW_RETURN_NOT_OK(arrow_plain_array(&o->schema, array, &o->reason));
    NANOARROW_RETURN_NOT_OK(ArrowArrayViewSetArray(&o->view, array, &o->reason));
    return ArrowIpcWriterWriteArrayView(&o->writer, &o->view, &o->reason);
}

static ArrowErrorCode finish(ipc_output *o, mpdata_arrow_layout layout)
{
    NANOARROW_RETURN_NOT_OK(ArrowIpcWriterWriteArrayView(&o->writer, NULL, &o->reason));
    return layout == MPDATA_ARROW_FILE ? ArrowIpcWriterFinalizeFile(&o->writer, &o->reason)
                                       : NANOARROW_OK;
}

static mpdata_status write_rows(ipc_output *o, mpdata_arrow_layout layout, mpdata_error *error)
{
    mpdata_status status = status_of(o, begin(o, layout), error);

    while (status == MPDATA_OK) {
        struct ArrowArray array;

        status = result_next_arrow(o->result, &array, error);
        if (status != MPDATA_OK || array.release == NULL)
            break;
        status = status_of(o, write_batch(o, &array), error);
        ArrowArrayRelease(&array);
    }
    return status == MPDATA_OK ? status_of(o, finish(o, layout), error) : status;
}

static mpdata_status open_writer(ipc_output *o, mpdata_error *error)
{
    struct ArrowIpcOutputStream stream = {write_bytes, release_bytes, o};

    ArrowArrayViewInitFromType(&o->view, NANOARROW_TYPE_UNINITIALIZED);
    return ArrowIpcWriterInit(&o->writer, &stream) == NANOARROW_OK ? MPDATA_OK
                                                                   : error_set_memory(error);
}

static void dispose(ipc_output *o)
{
    ArrowArrayViewReset(&o->view);
    if (o->plain_schema.release != NULL)
        ArrowSchemaRelease(&o->plain_schema);
    ArrowSchemaRelease(&o->schema);
    if (o->writer.private_data != NULL)
        ArrowIpcWriterReset(&o->writer);
    result_give_up_rows(o->result);
}

mpdata_status mpdata_result_write_arrow(mpdata_result *result, mpdata_arrow_layout layout,
                                        mpdata_write_callback write, void *payload,
                                        mpdata_error *error)
{
    if (result == NULL || write == NULL ||
        (layout != MPDATA_ARROW_STREAM && layout != MPDATA_ARROW_FILE))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the result and the callback must not be NULL, nor the layout unknown");
    ipc_output o = {.result = result, .write = write, .payload = payload};
    mpdata_status status = result_take_rows(result, &o.schema, error);
    if (status != MPDATA_OK)
        return status;
    status = open_writer(&o, error);
    if (status == MPDATA_OK)
        status = write_rows(&o, layout, error);
    dispose(&o);
    return status;
}
