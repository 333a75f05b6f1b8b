#include "binary_view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compressed_stream.h"
#include "exit_code.h"
#include "output.h"

#define COPY_BYTES 65536

static int write_bytes(const void *data, size_t bytes, void *payload)
{
    const output *o = payload;

    errno = 0;
    return fwrite(data, 1, bytes, o->stream) == bytes ? 0 : output_error_number();
}

typedef struct arrow_output {
    output out;
    /* Of the write that failed; 0 while none has. */
    int error_number;
} arrow_output;

static int keep_error(const void *data, size_t bytes, void *payload)
{
    arrow_output *a = payload;

    a->error_number = write_bytes(data, bytes, &a->out);
    return a->error_number;
}

/* A file has its table of contents; what goes through a pipe is read from front to back. */
static int write_arrow(const char *path, const char *database_path, mpdata_result *result)
{
    arrow_output a = {OUTPUT_INIT, 0};
    mpdata_error error;
    int code = output_open(&a.out, path, database_path);

    if (code != EXIT_CODE_OK)
        return code;
    mpdata_status status = mpdata_result_write_arrow(
        result, path == NULL ? MPDATA_ARROW_STREAM : MPDATA_ARROW_FILE, keep_error, &a, &error);
    if (a.error_number != 0)
        code = output_fail(&a.out, a.error_number);
    else if (status != MPDATA_OK)
        code = fail(&error);
    return output_close(&a.out, code);
}

/* Of no name, and gone with the process. -1 where there is none, with errno set. */
static int open_unnamed(void)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    int bytes = snprintf(path, sizeof(path), "%s/mpdata-XXXXXX",
                         folder == NULL || folder[0] == '\0' ? "/tmp" : folder);

    if (bytes < 0 || (size_t)bytes >= sizeof(path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkstemp(path);
    if (fd < 0 || unlink(path) == 0)
        return fd;
    /* What has a name would be replaced, and not written. */
    int error_number = errno;
    (void)close(fd);
    errno = error_number;
    return -1;
}

static int copy(FILE *from, output *to)
{
    char *data = malloc(COPY_BYTES);
    size_t bytes = 0;
    int error_number = data == NULL ? ENOMEM : 0;

    rewind(from);
    while (error_number == 0 && (bytes = fread(data, 1, COPY_BYTES, from)) > 0)
        error_number = write_bytes(data, bytes, to);
    if (error_number == 0 && ferror(from) != 0)
        error_number = EIO;
    free(data);
    return error_number == 0 ? EXIT_CODE_OK : output_fail(to, error_number);
}

/* Parquet is written to a file, and one that a pipe has begun to take can't be taken back: so it is complete before. */
static int write_parquet_to_standard_output(mpdata_result *result)
{
    output standard = OUTPUT_INIT;
    mpdata_error error;
    char path[64];
    int fd = open_unnamed();
    FILE *spool = fd < 0 ? NULL : fdopen(fd, "r");

    if (spool == NULL)
        return fail_output("can't make a temporary file: %s", strerror(errno));
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    int code = EXIT_CODE_OK;
    if (mpdata_result_write_parquet(result, path, &error) != MPDATA_OK)
        code = fail(&error);
    if (code == EXIT_CODE_OK)
        code = output_open(&standard, NULL, NULL);
    if (code == EXIT_CODE_OK)
        code = output_close(&standard, copy(spool, &standard));
    (void)fclose(spool);
    return code;
}

static int write_parquet(const char *path, const char *database_path, mpdata_result *result)
{
    mpdata_error error;
    int code = output_check(path, database_path);

    if (code == EXIT_CODE_OK && mpdata_result_write_parquet(result, path, &error) != MPDATA_OK)
        code = fail(&error);
    return code;
}

int binary_view_write(row_format format, const char *path, const char *database_path,
                      mpdata_result *result)
{
    const char *name = row_format_name(format);

    if (path == NULL && isatty(STDOUT_FILENO) == 1)
        return fail_usage("%s is nothing to show on a terminal: name a file with -o, or send it "
                          "through a pipe",
                          name);
    if (format == ROW_FORMAT_ARROW)
        return write_arrow(path, database_path, result);
    if (path != NULL && compressed_stream_is_asked(path))
        return fail_usage("%s: Parquet compresses its columns itself: leave out what follows "
                          ".parquet",
                          path);
    return path == NULL ? write_parquet_to_standard_output(result)
                        : write_parquet(path, database_path, result);
}
