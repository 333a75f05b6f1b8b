#include "ingest/rejects.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_text.h"

struct ingest_rejects {
    pthread_mutex_t mutex;
    FILE *file;
    char *path;
    buffer line;
    uint64_t max;
    uint64_t count;
    /* Errno of the first write that failed. */
    int error_number;
};

mpdata_status ingest_rejects_open(const char *path, uint64_t max_rejects, ingest_rejects **out,
                                  mpdata_error *error)
{
    ingest_rejects *r = calloc(1, sizeof(*r));

    *out = NULL;
    if (r == NULL || pthread_mutex_init(&r->mutex, NULL) != 0) {
        free(r);
        return error_set_memory(error);
    }
    r->max = max_rejects;
    r->path = strdup(path);
    r->file = fopen(path, "we");
    if (r->file == NULL || r->path == NULL) {
        mpdata_status status = error_set_errno(error, MPDATA_ERROR_IO, errno,
                                               "%s: can't make the file of rejects", path);
        ingest_rejects_close(r);
        return status;
    }
    *out = r;
    return MPDATA_OK;
}

static bool describe(buffer *to, const ingest_reject *reject)
{
    buffer_clear(to);
    return buffer_append_text(to, "{\"source\":") &&
           json_append_text(to, reject->source, strlen(reject->source)) &&
           buffer_append_format(to, ",\"record\":%" PRIu64 ",\"offset\":%" PRIu64 ",\"reason\":",
                                reject->record, reject->byte_offset) &&
           json_append_text(to, reject->reason, strlen(reject->reason)) &&
           buffer_append_text(to, ",\"line\":") &&
           json_append_text(to, reject->line, reject->line_bytes) && buffer_append_text(to, "}\n");
}

bool ingest_rejects_add(ingest_rejects *r, const ingest_reject *reject)
{
    (void)pthread_mutex_lock(&r->mutex);
    bool fits = r->count < r->max;
    if (fits) {
        r->count++;
        errno = ENOMEM;
        bool is_written = describe(&r->line, reject) &&
                          fwrite(r->line.data, 1, r->line.bytes, r->file) == r->line.bytes;
        if (!is_written && r->error_number == 0)
            r->error_number = errno;
    }
    (void)pthread_mutex_unlock(&r->mutex);
    return fits;
}

uint64_t ingest_rejects_count(ingest_rejects *r)
{
    (void)pthread_mutex_lock(&r->mutex);
    uint64_t count = r->count;
    (void)pthread_mutex_unlock(&r->mutex);
    return count;
}

/* 0, or an errno. What is no file of a disk, as a pipe, can't be synced. */
static int write_all(FILE *file)
{
    if (fflush(file) != 0)
        return errno;
    return fsync(fileno(file)) == 0 || errno == EINVAL || errno == EROFS ? 0 : errno;
}

mpdata_status ingest_rejects_finish(ingest_rejects *r, mpdata_error *error)
{
    (void)pthread_mutex_lock(&r->mutex);
    if (r->error_number == 0)
        r->error_number = write_all(r->file);
    int error_number = r->error_number;
    (void)pthread_mutex_unlock(&r->mutex);
    if (error_number == 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, error_number, "%s: can't write the rejects",
                           r->path);
}

void ingest_rejects_close(ingest_rejects *r)
{
    if (r == NULL)
        return;
    if (r->file != NULL)
        (void)fclose(r->file);
    buffer_dispose(&r->line);
    (void)pthread_mutex_destroy(&r->mutex);
    free(r->path);
    free(r);
}
