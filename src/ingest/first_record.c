#include "ingest/first_record.h"

#include <stdlib.h>

#include "base/error.h"
#include "codec/stream.h"
#include "parse/block.h"
#include "parse/record.h"

/* How much is looked at, after decompression. */
#define START_BYTES ((size_t)64 << 10)

/* Up to the room that `b` has. `*is_whole`: no more follows. */
static mpdata_status read_start(source_file *file, block *b, bool *is_whole, mpdata_error *error)
{
    codec_stream *stream = codec_stream_new(file);
    mpdata_status status = stream == NULL ? error_set_memory(error) : MPDATA_OK;
    size_t got = 1;

    while (status == MPDATA_OK && got > 0 && b->end < START_BYTES) {
        status =
            codec_stream_read(stream, b->data.data + b->end, START_BYTES - b->end, &got, error);
        b->end += got;
    }
    *is_whole = status == MPDATA_OK && got == 0;
    codec_stream_free(stream);
    return status;
}

/* Without the line that is not read to its end. */
static void cut_last_line(block *b)
{
    while (b->end > 0 && b->data.data[b->end - 1] != '\n')
        b->end--;
}

static mpdata_status check_line(const ingest_plan *plan, const source_file *file,
                                const block_line *line, mpdata_error *error)
{
    char excerpt[FAULT_EXCERPT_TEXT_BYTES];
    fault_place place = {file->path, line->number, line->offset,
                         fault_excerpt(excerpt, line->data, line->bytes)};
    record_reader *reader = record_reader_new();
    record r = {0};
    record_fault fault = {.kind = FAULT_MEMORY};
    bool is_good = reader != NULL && plan->read(reader, line->data, line->bytes, &r, &fault);

    record_reader_free(reader);
    if (is_good)
        return MPDATA_OK;
    return fault.kind == FAULT_MEMORY ? error_set_memory(error)
                                      : fault_report(&fault, &place, "", error);
}

mpdata_status ingest_first_record_check(const ingest_plan *plan, source_file *file,
                                        mpdata_error *error)
{
    block b = BLOCK_INIT;
    block_line line;
    bool is_whole = false;

    b.first_line = 1;
    if (!buffer_reserve(&b.data, START_BYTES))
        return error_set_memory(error);
    mpdata_status status = read_start(file, &b, &is_whole, error);
    if (!is_whole)
        cut_last_line(&b);
    b.at = block_first_line(b.data.data, b.end);
    /* What is wrong behind the first record comes behind what is wrong with the others: the load knows which is first. */
    if (status != MPDATA_ERROR_MEMORY && block_next_line(&b, &line))
        status = check_line(plan, file, &line, error);
    block_dispose(&b);
    return status;
}
