#include "store/scratch_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/scratch_contents.h"

#define NAME_BYTES (sizeof(SCRATCH_FOLDER_MARK) + 16)
/* Another process may remove a folder before it is locked, for one whose process died. */
#define MAKE_TRIES 100

struct scratch_folder {
    int base;
    int folder;
    char name[NAME_BYTES];
    char *database;
    /* A child has its descriptors, and not the folder. */
    pid_t owner;
    /* By exit(), while the database was open. */
    bool is_removed;
    scratch_folder *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static scratch_folder *folders;
/* The process that made the last of them, or is about to. */
static atomic_int list_owner;
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;

static mpdata_status check_base(int base, const char *path, mpdata_error *error)
{
    struct stat facts;

    if (fstat(base, &facts) != 0)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't look at the folder", path);
    if ((facts.st_mode & S_IWOTH) != 0 && (facts.st_mode & S_ISVTX) == 0)
        return error_set(error, MPDATA_ERROR_IO,
                         "%s: anybody may rename what lies there (it is writable for all, without "
                         "the sticky bit): no place for a scratch database. Set TMPDIR to another "
                         "folder",
                         path);
    return MPDATA_OK;
}

mpdata_status scratch_base_open(const char *path, int *out, char **real, mpdata_error *error)
{
    const char *given = path == NULL ? getenv("TMPDIR") : path;

    if (given == NULL || given[0] == '\0')
        given = "/tmp";
    *out = -1;
    *real = realpath(given, NULL);
    if (*real != NULL)
        *out = open(*real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out < 0) {
        mpdata_status status =
            error_set_errno(error, MPDATA_ERROR_IO, errno,
                            "%s: can't open the folder for scratch databases", given);
        free(*real);
        *real = NULL;
        return status;
    }
    return MPDATA_OK;
}

static void remove_at_exit(void)
{
    scratch_folder_remove_all();
}

static void lock_list(void)
{
    (void)pthread_mutex_lock(&mutex);
}

static void unlock_list(void)
{
    (void)pthread_mutex_unlock(&mutex);
}

/* A fork waits until no folder is being made: its child would find the list locked for ever. */
static void register_exit(void)
{
    (void)atexit(remove_at_exit);
    (void)pthread_atfork(lock_list, unlock_list, unlock_list);
}

/* From here on exit() does not know of it. */
static void list_remove(const scratch_folder *f)
{
    (void)pthread_mutex_lock(&mutex);
    scratch_folder **at = &folders;
    while (*at != NULL && *at != f)
        at = &(*at)->next;
    if (*at != NULL)
        *at = f->next;
    (void)pthread_mutex_unlock(&mutex);
}

/* A name that nobody can guess. */
static bool choose_name(char name[NAME_BYTES])
{
    uint64_t random = 0;

    if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
        return false;
    (void)snprintf(name, NAME_BYTES, SCRATCH_FOLDER_MARK "%016" PRIx64, random);
    return true;
}

/*
 * Between the making and the locking a folder looks like one whose process died, and may be removed: then its name is
 * gone, or it can't be locked. EAGAIN: another name is to be tried.
 */
static int make_and_lock(scratch_folder *f)
{
    if (!choose_name(f->name) || mkdirat(f->base, f->name, 0700) != 0)
        return errno == EEXIST ? EAGAIN : errno;
    f->folder = scratch_folder_open(f->base, f->name);
    int error_number = f->folder >= 0 && flock(f->folder, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (error_number == 0 && scratch_folder_has_name(f->folder, f->base, f->name))
        return 0;
    if (f->folder >= 0)
        (void)close(f->folder);
    f->folder = -1;
    (void)unlinkat(f->base, f->name, AT_REMOVEDIR);
    return error_number == 0 || error_number == ENOENT ? EAGAIN : error_number;
}

static mpdata_status make_folder(scratch_folder *f, const char *base_path, mpdata_error *error)
{
    int error_number = EAGAIN;

    for (int i = 0; i < MAKE_TRIES && error_number == EAGAIN; i++)
        error_number = make_and_lock(f);
    if (error_number == 0)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, error_number,
                           "%s: can't make a private folder for a scratch database", base_path);
}

/* Whoever removes all folders meanwhile waits until this one is in the list. */
static mpdata_status make_listed(scratch_folder *f, const char *base_path, mpdata_error *error)
{
    (void)pthread_once(&exit_once, register_exit);
    (void)pthread_mutex_lock(&mutex);
    atomic_store(&list_owner, f->owner);
    mpdata_status status = make_folder(f, base_path, error);
    if (status == MPDATA_OK) {
        f->next = folders;
        folders = f;
    }
    (void)pthread_mutex_unlock(&mutex);
    return status;
}

static mpdata_status name_database(scratch_folder *f, const char *base_path, mpdata_error *error)
{
    buffer path = BUFFER_INIT;

    if (!buffer_append_format(&path, "%s/%s/" SCRATCH_DATABASE,
                              base_path[1] == '\0' ? "" : base_path, f->name) ||
        !buffer_terminate(&path)) {
        buffer_dispose(&path);
        return error_set_memory(error);
    }
    f->database = path.data;
    return MPDATA_OK;
}

mpdata_status scratch_folder_make(const char *base_path, scratch_folder **out, mpdata_error *error)
{
    scratch_folder *f = calloc(1, sizeof(*f));
    char *real = NULL;

    *out = NULL;
    if (f == NULL)
        return error_set_memory(error);
    *f = (scratch_folder){.base = -1, .folder = -1, .owner = getpid()};
    mpdata_status status = scratch_base_open(base_path, &f->base, &real, error);
    if (status == MPDATA_OK)
        status = check_base(f->base, real, error);
    if (status == MPDATA_OK)
        status = make_listed(f, real, error);
    if (status == MPDATA_OK)
        status = name_database(f, real, error);
    free(real);
    if (status != MPDATA_OK) {
        (void)scratch_folder_close(f, NULL);
        return status;
    }
    *out = f;
    return MPDATA_OK;
}

const char *scratch_folder_database(const scratch_folder *f)
{
    return f->database;
}

mpdata_status scratch_folder_check(const scratch_folder *f, mpdata_error *error)
{
    if (scratch_folder_has_name(f->folder, f->base, f->name))
        return MPDATA_OK;
    return error_set(error, MPDATA_ERROR_IO,
                     "%s: somebody took the folder of the scratch database away", f->database);
}

mpdata_status scratch_folder_close(scratch_folder *f, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;
    int error_number = 0;

    if (f == NULL)
        return MPDATA_OK;
    if (f->owner == getpid())
        list_remove(f);
    if (f->owner == getpid() && f->folder >= 0 && !f->is_removed)
        error_number = scratch_contents_remove(f->folder, f->base, f->name);
    if (error_number != 0)
        status =
            error_set_errno(error, MPDATA_ERROR_IO, error_number,
                            "%s: can't remove the scratch database. 'mpdata clean' tries again",
                            f->database == NULL ? f->name : f->database);
    if (f->folder >= 0)
        (void)close(f->folder);
    if (f->base >= 0)
        (void)close(f->base);
    free(f->database);
    free(f);
    return status;
}

/* Whoever closes one at the same time waits at the mutex. What is in a child's list is its parent's until it has made one. */
void scratch_folder_remove_all(void)
{
    pid_t self = getpid();

    if (atomic_load(&list_owner) != self)
        return;
    (void)pthread_mutex_lock(&mutex);
    for (scratch_folder *f = folders; f != NULL; f = f->next)
        if (f->owner == self && !f->is_removed)
            f->is_removed = scratch_contents_remove(f->folder, f->base, f->name) == 0;
    (void)pthread_mutex_unlock(&mutex);
}
