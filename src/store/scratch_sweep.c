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
    if (flock(folder, (s->options->is_dry_run ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0)
        return MPDATA_SCRATCH_IN_USE;
    if (s->options->is_dry_run)
        return MPDATA_SCRATCH_LEFT;
    *error_number = scratch_contents_remove(folder, s->base, name);
    return *error_number == 0 ? MPDATA_SCRATCH_REMOVED : MPDATA_SCRATCH_STUCK;
}

static void tell(sweep *s, const mpdata_scratch *found, int error_number)
{
    if (found->state == MPDATA_SCRATCH_STUCK && s->status == MPDATA_OK)
        s->status = error_set_errno(s->error, MPDATA_ERROR_IO, error_number, "%s: can't remove",
                                    found->path);
    if (s->options->on_found != NULL)
        s->has_ended = s->options->on_found(found, s->options->payload) != 0;
}

static const char *reason_for(int error_number)
{
    if (error_number == ENOTEMPTY || error_number == EEXIST)
        return "it holds a file that mpdata did not put there";
    return error_number == 0 ? "" : strerror(error_number);
}

static void sweep_folder(sweep *s, const char *name)
{
    int folder = scratch_folder_open(s->base, name);
    buffer path = BUFFER_INIT;
    int error_number = 0;

    if (folder < 0)
        return;
    mpdata_scratch found = {.path = NULL};
    if (s->options->on_found != NULL)
        found.bytes = scratch_contents_bytes(folder);
    found.state = look(s, folder, name, &error_number);
    (void)close(folder);
    if (buffer_append_format(&path, "%s/%s", s->base_path, name) && buffer_terminate(&path)) {
        found.path = path.data;
        found.reason = reason_for(error_number);
        tell(s, &found, error_number);
    }
    buffer_dispose(&path);
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
    while (!s->has_ended && (entry = readdir(listing)) != NULL)
        if (strncmp(entry->d_name, SCRATCH_FOLDER_MARK, sizeof(SCRATCH_FOLDER_MARK) - 1) == 0)
            sweep_folder(s, entry->d_name);
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
