/*
 * Where a command's data goes: standard output, or a file that appears when it is complete.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

typedef struct output {
    FILE *stream;
    /* What the compressed bytes of `stream` are written to; NULL where they are not compressed. */
    FILE *compressed;
    /* NULL: output_standard(). */
    char *path;
    /* The name that the file has until it is complete; NULL where it is written in place. */
    char *temporary_path;
} output;

#define OUTPUT_INIT                                                                                \
    {                                                                                              \
        NULL, NULL, NULL, NULL                                                                     \
    }

/*
 * Standard output; in a shell the stream that it has lent, such as one to a pager. Whatever shows something writes there.
 */
FILE *output_standard(void);

/* From now on output_standard gives this stream; NULL: standard output again. */
void output_lend(FILE *stream);

/*
 * `path` may be NULL: standard output. One that ends in .gz or .zst is compressed. `database_path`, which may be NULL, is refused as output. 0, or the exit
 * code with the error printed.
 */
int output_open(output *o, const char *path, const char *database_path);

/* The same refusals, for a file that is written by other means. */
int output_check(const char *path, const char *database_path);

/*
 * Ends the output and releases what it holds. Unless `code` is 0 the file does not appear. Gives `code`, or that of the
 * write that failed, with the error printed. A reader that went away (EPIPE) is no failure.
 */
int output_close(output *o, int code);

/* The errno of a write that failed, where it was 0 before; EIO where the stream left none. */
int output_error_number(void);

/* The exit code after a write failed with `error_number`, with the error printed where it is one. */
int output_fail(const output *o, int error_number);

/* The exit code after all was written to standard output, or what is lent for it; errno was 0 before. Errors are printed. */
int output_flush(FILE *stream);

#endif
