#include "parse/block.h"

#include <string.h>

#include "parse/record.h"

/* One that is too long comes cut: what follows the blanks is not known, and must not be lost. */
static bool is_blank_line(const char *data, size_t bytes)
{
    if (bytes > RECORD_MAX_BYTES)
        return false;
    for (size_t i = 0; i < bytes; i++)
        if (data[i] != ' ' && data[i] != '\t')
            return false;
    return true;
}

uint64_t block_sequence(size_t source, uint64_t offset)
{
    return (uint64_t)source << BLOCK_OFFSET_BITS | offset;
}

static size_t line_bytes(const block *b, size_t *next)
{
    const char *start = b->data.data + b->at;
    const char *newline = memchr(start, '\n', b->end - b->at);
    size_t bytes = newline == NULL ? b->end - b->at : (size_t)(newline - start);

    *next = b->at + bytes + (newline == NULL ? 0 : 1);
    if (bytes > 0 && start[bytes - 1] == '\r')
        bytes--;
    return bytes;
}

static void take_packed(block *b, block_line *out)
{
    uint64_t bytes = 0;

    memcpy(&bytes, b->data.data + b->at, sizeof(bytes));
    out->data = b->data.data + b->at + sizeof(bytes);
    out->bytes = (size_t)bytes;
    out->offset = b->offset + b->at;
    out->sequence = block_sequence(b->source, out->offset);
    out->number = b->first_line + b->lines_taken;
    out->is_open = false;
    b->lines_taken++;
    b->at += sizeof(bytes) + (size_t)bytes;
}

bool block_next_line(block *b, block_line *out)
{
    if (b->is_packed && b->at < b->end) {
        take_packed(b, out);
        return true;
    }
    while (b->at < b->end) {
        size_t next = 0;
        size_t bytes = line_bytes(b, &next);

        out->data = b->data.data + b->at;
        out->bytes = bytes;
        out->offset = b->offset + b->at;
        out->is_open = b->data.data[next - 1] != '\n';
        out->sequence = block_sequence(b->source, out->offset);
        out->number = b->first_line == 0 ? 0 : b->first_line + b->lines_taken;
        b->lines_taken++;
        b->at = next;
        if (!is_blank_line(out->data, bytes))
            return true;
    }
    return false;
}

size_t block_first_line(const char *data, size_t bytes)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";

    return bytes >= 3 && memcmp(data, byte_order_mark, 3) == 0 ? 3 : 0;
}

uint64_t block_count_newlines(const char *data, size_t bytes)
{
    const char *end = data + bytes;
    uint64_t count = 0;

    for (; data < end && (data = memchr(data, '\n', (size_t)(end - data))) != NULL; data++)
        count++;
    return count;
}

void block_dispose(block *b)
{
    buffer_dispose(&b->data);
    *b = (block)BLOCK_INIT;
}
