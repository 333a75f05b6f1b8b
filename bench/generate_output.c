#include "generate_output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

/* Fits the second-level cache, and holds many lines a system call. */
#define BUFFER_BYTES ((size_t)256 << 10)

static bool fail(const output *out, const char *what)
{
    (void)fprintf(stderr, "mpdata_generate: %s: %s: %s\n", out->name, what, strerror(errno));
    return false;
}

bool output_open(output *out, const char *path)
{
    *out = (output){.name = path != NULL ? path : "standard output"};
    out->file = path != NULL ? fopen(path, "wb") : stdout;
    if (out->file == NULL)
        return fail(out, "can't open the file for writing");
    out->buffer = malloc(BUFFER_BYTES);
    if (out->buffer == NULL)
        return fail(out, "no memory for the buffer");
    out->line.at = out->buffer;
    /* The buffer here is all there shall be. */
    (void)setvbuf(out->file, NULL, _IONBF, 0);
#ifdef SIGPIPE
    /* A reader that goes away is then an error to report, like a full disk. */
    (void)signal(SIGPIPE, SIG_IGN);
#endif
    return true;
}

static bool flush(output *out)
{
    size_t bytes = (size_t)(out->line.at - out->buffer);

    out->line.at = out->buffer;
    if (fwrite(out->buffer, 1, bytes, out->file) != bytes)
        return fail(out, "can't write");
    return true;
}

bool output_make_room(output *out)
{
    if ((size_t)(out->line.at - out->buffer) <= BUFFER_BYTES - LINE_MAX_BYTES)
        return true;
    return flush(out);
}

bool output_close(output *out)
{
    bool is_good = true;

    if (out->file == NULL)
        return false;
    if (out->buffer != NULL)
        is_good = flush(out);
    if (fclose(out->file) != 0 && is_good)
        is_good = fail(out, "can't write");
    free(out->buffer);
    out->file = NULL;
    return is_good;
}
