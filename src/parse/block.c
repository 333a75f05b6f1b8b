#include "parse/block.h"

#include <string.h>

static bool is_blank_line(const char *data, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (data[i] != ' ' && data[i] != '\t')
            return false;
    return true;
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

bool block_next_line(block *b, block_line *out)
{
    while (b->at < b->end) {
        size_t next = 0;
        size_t bytes = line_bytes(b, &next);

        out->data = b->data.data + b->at;
        out->bytes = bytes;
        out->offset = b->offset + b->at;
        out->sequence = b->sources_before_bytes + out->offset;
        b->at = next;
        if (!is_blank_line(out->data, bytes))
            return true;
    }
    return false;
}

void block_dispose(block *b)
{
    buffer_dispose(&b->data);
    *b = (block)BLOCK_INIT;
}
