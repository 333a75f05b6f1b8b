#include "write_buffer.h"

#include <errno.h>

#include "output.h"

static void hand_on(write_buffer *b, const char *data, size_t bytes)
{
    if (b->error_number != 0)
        return;
    errno = 0;
    if (fwrite(data, 1, bytes, b->stream) != bytes)
        b->error_number = output_error_number();
}

bool write_buffer_is_good(const write_buffer *b)
{
    if (b->error_number != 0)
        errno = b->error_number;
    return b->error_number == 0;
}

bool write_buffer_flush(write_buffer *b)
{
    hand_on(b, b->data, b->bytes);
    b->bytes = 0;
    return write_buffer_is_good(b);
}

void write_buffer_put_long(write_buffer *b, const char *data, size_t bytes)
{
    (void)write_buffer_flush(b);
    if (bytes > WRITE_BUFFER_BYTES)
        hand_on(b, data, bytes);
    else
        write_buffer_put(b, data, bytes);
}
