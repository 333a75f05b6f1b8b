#include "parse/line_cutter.h"

#include <string.h>

#include "parse/record.h"

/* Not less than this is read at once. */
#define LEAST_ROOM_BYTES ((size_t)64 << 10)

static void start_block(line_cutter *c)
{
    /* What one huge line made a block grow to is given back. */
    if (c->block.data.capacity_bytes > 8 * LINE_CUTTER_BLOCK_BYTES)
        buffer_dispose(&c->block.data);
    buffer_clear(&c->block.data);
    c->block.at = 0;
    c->block.end = 0;
    c->block.source = c->source;
    c->block.offset = c->next_offset;
    c->block.first_line = c->next_line;
    c->block.lines_taken = 0;
    c->block.input_bytes = 0;
    c->block.is_packed = false;
    c->searched_bytes = 0;
}

void line_cutter_begin(line_cutter *c, block_queue *queue, size_t source, size_t block_bytes)
{
    *c = (line_cutter){.queue = queue,
                       .block = BLOCK_INIT,
                       .source = source,
                       .block_bytes = block_bytes,
                       .next_line = 1};
    start_block(c);
}

char *line_cutter_room(line_cutter *c, size_t *bytes)
{
    buffer *data = &c->block.data;
    size_t wanted = data->bytes < c->block_bytes ? c->block_bytes - data->bytes : 0;

    if (wanted == 0)
        wanted = c->block_bytes < LEAST_ROOM_BYTES ? c->block_bytes : LEAST_ROOM_BYTES;
    if (!buffer_reserve(data, wanted))
        return NULL;
    *bytes = wanted;
    return data->data + data->bytes;
}

/* Gives the first `bytes` of the block away, and begins the next one with the others. */
static line_cutter_result give_away(line_cutter *c, size_t bytes)
{
    buffer rest = BUFFER_INIT;
    block *b = &c->block;

    if (!buffer_append(&rest, b->data.data + bytes, b->data.bytes - bytes)) {
        buffer_dispose(&rest);
        return LINE_CUTTER_MEMORY;
    }
    b->data.bytes = bytes;
    b->end = bytes;
    if (b->offset == 0)
        b->at = block_first_line(b->data.data, bytes);
    c->blocks_given++;
    c->next_offset += bytes;
    c->next_line += block_count_newlines(b->data.data, bytes);
    bool is_wanted = block_queue_put(c->queue, b);
    start_block(c);
    bool is_kept = buffer_append(&b->data, rest.data, rest.bytes);
    buffer_dispose(&rest);
    if (!is_wanted)
        return LINE_CUTTER_STOPPED;
    return is_kept ? LINE_CUTTER_OK : LINE_CUTTER_MEMORY;
}

/* Drops the rest of a line that was given away cut, up to and with its end. */
static void skip(line_cutter *c)
{
    buffer *data = &c->block.data;
    const char *newline = memchr(data->data, '\n', data->bytes);
    size_t bytes = newline == NULL ? data->bytes : (size_t)(newline - data->data) + 1;

    memmove(data->data, data->data + bytes, data->bytes - bytes);
    data->bytes -= bytes;
    c->next_offset += bytes;
    c->block.offset = c->next_offset;
    if (newline == NULL)
        return;
    c->is_skipping = false;
    c->next_line++;
    c->block.first_line = c->next_line;
}

static size_t whole_lines(line_cutter *c)
{
    const buffer *data = &c->block.data;
    const char *newline =
        memrchr(data->data + c->searched_bytes, '\n', data->bytes - c->searched_bytes);

    c->searched_bytes = data->bytes;
    return newline == NULL ? 0 : (size_t)(newline - data->data) + 1;
}

line_cutter_result line_cutter_add(line_cutter *c, size_t bytes, uint64_t input_bytes)
{
    buffer *data = &c->block.data;

    data->bytes += bytes;
    c->block.input_bytes += input_bytes;
    if (c->is_skipping)
        skip(c);
    if (data->bytes < c->block_bytes)
        return LINE_CUTTER_OK;
    size_t whole = whole_lines(c);
    if (whole > 0)
        return give_away(c, whole);
    if (data->bytes <= RECORD_MAX_BYTES)
        return LINE_CUTTER_OK;
    c->is_skipping = true;
    return give_away(c, data->bytes);
}

line_cutter_result line_cutter_put(line_cutter *c, block *b, uint64_t lines)
{
    uint64_t bytes = b->data.bytes;

    b->source = c->source;
    b->offset = c->next_offset;
    b->first_line = c->next_line;
    b->lines_taken = 0;
    b->input_bytes = bytes;
    b->at = 0;
    b->end = b->data.bytes;
    c->blocks_given++;
    c->next_offset += bytes;
    c->next_line += lines;
    start_block(c);
    return block_queue_put(c->queue, b) ? LINE_CUTTER_OK : LINE_CUTTER_STOPPED;
}

line_cutter_result line_cutter_finish(line_cutter *c)
{
    return c->block.data.bytes == 0 ? LINE_CUTTER_OK : give_away(c, c->block.data.bytes);
}

void line_cutter_dispose(line_cutter *c)
{
    block_dispose(&c->block);
}
