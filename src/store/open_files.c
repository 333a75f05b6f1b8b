#include "store/open_files.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"

typedef struct open_file {
    dev_t device;
    ino_t inode;
    struct open_file *next;
} open_file;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static open_file *files;

/* The link that points to the file, or to NULL where it is not there. Under the mutex. */
static open_file **find(dev_t device, ino_t inode)
{
    open_file **at = &files;

    while (*at != NULL && ((*at)->device != device || (*at)->inode != inode))
        at = &(*at)->next;
    return at;
}

mpdata_status open_files_add(dev_t device, ino_t inode, const char *path, mpdata_error *error)
{
    open_file *file = malloc(sizeof(*file));
    mpdata_status status = MPDATA_OK;

    if (file == NULL)
        return error_set_memory(error);
    (void)pthread_mutex_lock(&mutex);
    open_file **at = find(device, inode);
    if (*at != NULL) {
        status = error_set(error, MPDATA_ERROR_DATABASE_LOCKED,
                           "%s: this process has the database open already. Use that handle, or "
                           "close it first",
                           path);
        free(file);
    } else {
        *file = (open_file){device, inode, NULL};
        *at = file;
    }
    (void)pthread_mutex_unlock(&mutex);
    return status;
}

bool open_files_has(dev_t device, ino_t inode)
{
    (void)pthread_mutex_lock(&mutex);
    bool has = *find(device, inode) != NULL;
    (void)pthread_mutex_unlock(&mutex);
    return has;
}

void open_files_remove(dev_t device, ino_t inode)
{
    (void)pthread_mutex_lock(&mutex);
    open_file **at = find(device, inode);
    open_file *file = *at;
    if (file != NULL)
        *at = file->next;
    (void)pthread_mutex_unlock(&mutex);
    free(file);
}
