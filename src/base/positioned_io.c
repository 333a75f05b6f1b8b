#include "base/positioned_io.h"

#include <errno.h>
#include <unistd.h>

bool read_fully_at(int descriptor, void *data, size_t bytes, uint64_t offset)
{
    char *at = data;

    while (bytes > 0) {
        ssize_t got = pread(descriptor, at, bytes, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got < 0 ? errno : 0;
            return false;
        }
        at += got;
        bytes -= (size_t)got;
        offset += (uint64_t)got;
    }
    return true;
}

bool write_fully_at(int descriptor, const void *data, size_t bytes, uint64_t offset)
{
    const char *at = data;

    while (bytes > 0) {
        ssize_t written = pwrite(descriptor, at, bytes, (off_t)offset);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            errno = written < 0 ? errno : EIO;
            return false;
        }
        at += written;
        bytes -= (size_t)written;
        offset += (uint64_t)written;
    }
    return true;
}
