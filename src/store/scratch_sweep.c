#include "store/scratch_sweep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "mpdata/scratch.h"
#include "store/scratch_contents.h"
#include "store/scratch_folder.h"

typedef struct sweep {
    const mpdata_scratch_options *options;
    const char *base_path;
    int base;
    bool has_ended;
    mpdata_status status;
    mpdata_error *error;
} sweep;

/* Only of a folder that nobody holds: to look at it, the lock is shared for a moment. */
static mpdata_scratch_state look(const sweep *s, int folder, const char *name, int *error_number)
{
    if (flock(folder, (s->options->is_dry_run ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        *error_number = errno == EWOULDBLOCK ? 0 : errno;
        return *error_number == 0 ? MPDATA_SCRATCH_IN_USE : MPDATA_SCRATCH_STUCK;
    }
    if (s->options->is_dry_run)
        return MPDATA_SCRATCH_LEFT;
    *error_number = scratch_contents_remove(folder, s->base, name);
    return *error_number == 0 ? MPDATA_SCRATCH_REMOVED : MPDATA_SCRATCH_STUCK;
}

/* The first failure is told; the others are looked at all the same. */
static void fail(sweep *s, const char *name, const char *what, int error_number)
{
    if (s->status == MPDATA_OK)
        s->status = error_set_errno(s->error, MPDATA_ERROR_IO, error_number, "%s/%s: can't %s",
                                    s->base_path, name, what);
}

static const char *reason_for(int error_number)
{
    if (error_number == ENOTEMPTY || error_number == EEXIST)
        return "it holds a file that mpdata did not put there";
    return error_number == 0 ? "" : strerror(error_number);
}

static void tell(sweep *s, const char *name, mpdata_scratch *found, int error_number)
{
    buffer path = BUFFER_INIT;

    if (s->options->on_found == NULL)
        return;
    if (buffer_append_format(&path, "%s/%s", s->base_path, name) && buffer_terminate(&path)) {
        found->path = path.data;
        found->reason = reason_for(error_number);
        s->has_ended = s->options->on_found(found, s->options->payload) != 0;
    } else {
        fail(s, name, "tell of it", ENOMEM);
    }
    buffer_dispose(&path);
}

/* Gone meanwhile, another user's, or no folder: what it may be without a fault. */
static bool is_none_of_ours(int error_number)
{
    return error_number == ENOENT || error_number == EACCES || error_number == EPERM ||
           error_number == ELOOP || error_number == ENOTDIR;
}

static void sweep_folder(sweep *s, const char *name)
{
    int folder = scratch_folder_open(s->base, name);
    mpdata_scratch found = {.path = NULL};
    int error_number = 0;

    if (folder < 0) {
        if (!is_none_of_ours(errno))
            fail(s, name, "look at it", errno);
        return;
    }
    if (s->options->on_found != NULL)
        error_number = scratch_contents_bytes(folder, &found.bytes);
    if (error_number != 0)
        fail(s, name, "look at it", error_number);
    error_number = 0;
    found.state = look(s, folder, name, &error_number);
    (void)close(folder);
    if (found.state == MPDATA_SCRATCH_STUCK)
        fail(s, name, "remove", error_number);
    tell(s, name, &found, error_number);
}

/* Takes over the descriptor. */
static void sweep_base(sweep *s)
{
    DIR *listing = fdopendir(s->base);
    const struct dirent *entry = NULL;

    if (listing == NULL) {
        s->status = error_set_errno(s->error, MPDATA_ERROR_IO, errno, "%s: can't read the folder",
                                    s->base_path);
        (void)close(s->base);
        return;
    }
    errno = 0;
    while (!s->has_ended && (entry = readdir(listing)) != NULL) {
        if (strncmp(entry->d_name, SCRATCH_FOLDER_MARK, sizeof(SCRATCH_FOLDER_MARK) - 1) == 0)
            sweep_folder(s, entry->d_name);
        errno = 0;
    }
    if (!s->has_ended && errno != 0 && s->status == MPDATA_OK)
        s->status = error_set_errno(s->error, MPDATA_ERROR_IO, errno, "%s: can't read the folder",
                                    s->base_path);
    (void)closedir(listing);
}

mpdata_status mpdata_scratch_clean(const mpdata_scratch_options *options, mpdata_error *error)
{
    static const mpdata_scratch_options defaults = MPDATA_SCRATCH_OPTIONS_INIT;
    sweep s = {.options = options == NULL ? &defaults : options, .error = error};
    char *real = NULL;

    if (s.options->struct_bytes != sizeof(*s.options))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_SCRATCH_OPTIONS_INIT");
    mpdata_status status = scratch_base_open(s.options->folder, &s.base, &real, error);
    if (status != MPDATA_OK)
        return status;
    s.base_path = real;
    sweep_base(&s);
    free(real);
    return s.status;
}

void scratch_sweep(const char *path)
{
    mpdata_scratch_options options = MPDATA_SCRATCH_OPTIONS_INIT;

    options.folder = path;
    (void)mpdata_scratch_clean(&options, NULL);
}

void mpdata_scratch_discard(void)
{
    scratch_folder_remove_all();
}
