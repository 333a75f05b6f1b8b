/*
 * A stream whose bytes arrive in another one compressed.
 */
#ifndef CLI_COMPRESSED_STREAM_H
#define CLI_COMPRESSED_STREAM_H

#include <stdbool.h>
#include <stdio.h>

/* Whether the name of a file asks for it: NAME.gz, NAME.zst. */
bool compressed_stream_is_asked(const char *path);

/*
 * Compresses as the name asks, into `to`, which stays open. Closing the stream that this gives writes what is still to
 * write. NULL with errno set where memory ran out.
 */
FILE *compressed_stream_open(FILE *to, const char *path);

#endif
