#include "parse/range.h"

#include <string.h>

#include "base/error.h"
#include "parse/record.h"

/* How much is read at once to complete a range's last line; doubled as long as it is not enough. */
#define TAIL_BYTES ((size_t)32 << 10)
/* What one huge line made a block grow to is given back. */
#define KEPT_BYTES ((size_t)8 << 20)

/* Adds up to `bytes` of the source behind what the block has. */
static mpdata_status read_more(const range *r, block *b, size_t bytes, size_t *got,
                               mpdata_error *error)
{
    *got = 0;
    if (!buffer_reserve(&b->data, bytes))
        return error_set_memory(error);
    mpdata_status status = source_file_read_at(r->file, b->offset + b->data.bytes,
                                               b->data.data + b->data.bytes, bytes, got, error);
    if (status == MPDATA_OK)
        b->data.bytes += *got;
    return status;
}

/* Where the first line begins that is the range's own; the end of the data where there is none. */
static size_t first_line(const range *r, const block *b)
{
    if (r->begin == 0)
        return block_first_line(b->data.data, b->data.bytes);
    const char *newline = memchr(b->data.data, '\n', b->data.bytes);
    return newline == NULL ? b->data.bytes : (size_t)(newline - b->data.data) + 1;
}

/* The start of the line that the data ends in the midst of; the end of the data where it ends with a line. */
static size_t last_line(const block *b)
{
    size_t at = b->data.bytes;

    while (at > b->at && b->data.data[at - 1] != '\n')
        at--;
    return at;
}

/* Reads on until the last line is whole, is too long, or the source ends. */
static mpdata_status complete_last_line(const range *r, block *b, mpdata_error *error)
{
    size_t line = last_line(b);
    size_t step = TAIL_BYTES;

    while (line < b->data.bytes && b->data.bytes - line <= RECORD_MAX_BYTES) {
        size_t from = b->data.bytes;
        size_t got = 0;
        mpdata_status status = read_more(r, b, step, &got, error);

        if (status != MPDATA_OK || got == 0)
            return status;
        const char *newline = memchr(b->data.data + from, '\n', got);
        if (newline != NULL) {
            b->data.bytes = (size_t)(newline - b->data.data) + 1;
            return MPDATA_OK;
        }
        step *= 2;
    }
    return MPDATA_OK;
}

mpdata_status range_read(const range *r, block *b, mpdata_error *error)
{
    size_t got = 0;

    if (b->data.capacity_bytes > KEPT_BYTES)
        buffer_dispose(&b->data);
    buffer_clear(&b->data);
    b->source = r->source;
    b->first_line = 0;
    b->lines_taken = 0;
    b->is_packed = false;
    b->input_bytes = r->end - r->begin;
    /* The byte before the range tells whether a line begins with it. */
    b->offset = r->begin == 0 ? 0 : r->begin - 1;
    b->at = 0;
    b->end = 0;

    mpdata_status status = read_more(r, b, (size_t)(r->end - b->offset), &got, error);
    if (status != MPDATA_OK)
        return status;
    b->at = first_line(r, b);
    if (b->at < b->data.bytes)
        status = complete_last_line(r, b, error);
    b->end = b->data.bytes;
    return status;
}
