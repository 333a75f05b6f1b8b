#include "write_buffer.h"

static bool hand_on(const write_buffer *b, const char *data, size_t bytes)
{
    return bytes == 0 || fwrite(data, 1, bytes, b->stream) == bytes;
}

bool write_buffer_flush(write_buffer *b)
{
    bool is_good = hand_on(b, b->data, b->bytes);

    b->bytes = 0;
    return is_good;
}

bool write_buffer_put_long(write_buffer *b, const char *data, size_t bytes)
{
    if (!write_buffer_flush(b))
        return false;
    return bytes > WRITE_BUFFER_BYTES ? hand_on(b, data, bytes) : write_buffer_put(b, data, bytes);
}
