#include "store/checkpoint_recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/positioned_io.h"
#include "store/checkpoint_journal.h"

typedef struct recovery {
    const char *path;
    char *journal_path;
    int database;
    bool can_write;
    char *journal;
    size_t journal_bytes;
    bool is_ours;
    checkpoint_journal_start start;
    /* The saved pages, in the journal; and the file's. */
    const char *saved;
    char *head;
    char *block;
} recovery;

static const uint64_t *block_offsets(const recovery *r)
{
    return (const uint64_t *)(const void *)(r->saved + ENGINE_FILE_HEAD_BYTES);
}

static const char *saved_block(const recovery *r, uint64_t index)
{
    return (const char *)(block_offsets(r) + r->start.block_count) + index * r->start.block_bytes;
}

/* One that is not the owner's of the database, nor this user's, may have been put there by anybody. */
static bool is_trusted(const struct stat *journal, const struct stat *database)
{
    return S_ISREG(journal->st_mode) &&
           (journal->st_uid == database->st_uid || journal->st_uid == geteuid());
}

static mpdata_status can_not_look(const recovery *r, const char *path, mpdata_error *error)
{
    return error_set_errno(error, MPDATA_ERROR_IO, errno,
                           "%s: can't tell whether the database has to be put right (%s)", path,
                           r->path);
}

static mpdata_status read_whole(recovery *r, int descriptor, mpdata_error *error)
{
    struct stat facts;
    struct stat database;

    if (fstat(descriptor, &facts) != 0)
        return can_not_look(r, r->journal_path, error);
    if (fstat(r->database, &database) != 0)
        return can_not_look(r, r->path, error);
    if (!is_trusted(&facts, &database))
        return MPDATA_OK;
    r->journal = malloc((size_t)facts.st_size + 1);
    if (r->journal == NULL)
        return error_set_memory(error);
    if (!read_fully_at(descriptor, r->journal, (size_t)facts.st_size, 0))
        return can_not_look(r, r->journal_path, error);
    r->journal_bytes = (size_t)facts.st_size;
    r->is_ours = checkpoint_journal_is_start(r->journal, r->journal_bytes);
    return MPDATA_OK;
}

/* What is there may be none of ours, or gone by now. */
static mpdata_status read_journal(recovery *r, mpdata_error *error)
{
    int descriptor = open(r->journal_path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

    if (descriptor < 0)
        return errno == ENOENT || errno == ELOOP || errno == EACCES
                   ? MPDATA_OK
                   : can_not_look(r, r->journal_path, error);
    mpdata_status status = read_whole(r, descriptor, error);
    (void)close(descriptor);
    return status;
}

/* Complete: its writer had come to the checkpoint. */
static bool is_complete(recovery *r)
{
    uint64_t head_bytes = sizeof(r->start) + ENGINE_FILE_HEAD_BYTES;

    if (r->journal_bytes < head_bytes)
        return false;
    memcpy(&r->start, r->journal, sizeof(r->start));
    r->saved = r->journal + sizeof(r->start);
    uint64_t rest_bytes = r->journal_bytes - head_bytes;
    uint64_t block_bytes = r->start.block_bytes + sizeof(uint64_t);
    return engine_file_is_block_size(r->start.block_bytes) &&
           r->start.block_count == rest_bytes / block_bytes && rest_bytes % block_bytes == 0 &&
           checkpoint_journal_hash(r->journal, r->journal_bytes) == r->start.hash;
}

static const char *page(const char *head, size_t index)
{
    return head + index * ENGINE_FILE_PAGE_BYTES;
}

static bool is_same_page(const recovery *r, size_t index)
{
    return memcmp(page(r->head, index), page(r->saved, index), ENGINE_FILE_PAGE_BYTES) == 0;
}

static bool is_torn_page(const recovery *r, size_t index)
{
    return !is_same_page(r, index) &&
           !engine_file_is_whole(page(r->head, index), ENGINE_FILE_PAGE_BYTES);
}

/* Whether the file is still in the state whose blocks were saved: a checkpoint that came to its end has written a page. */
static bool is_in_saved_state(const recovery *r)
{
    if (!is_same_page(r, 0))
        return false;
    for (size_t i = 1; i < ENGINE_FILE_PAGES; i++)
        if (!is_same_page(r, i) && !is_torn_page(r, i))
            return false;
    return true;
}

static mpdata_status read_head(recovery *r, mpdata_error *error)
{
    r->head = calloc(1, ENGINE_FILE_HEAD_BYTES);
    if (r->head == NULL)
        return error_set_memory(error);
    if (read_fully_at(r->database, r->head, ENGINE_FILE_HEAD_BYTES, 0))
        return MPDATA_OK;
    if (errno != 0)
        return can_not_look(r, r->path, error);
    /* A file that ends before is no database of this journal: not even its first page is. */
    memset(r->head, 0, ENGINE_FILE_HEAD_BYTES);
    return MPDATA_OK;
}

/* A block that the file ends in is not whole either. */
static mpdata_status look_at_block(const recovery *r, uint64_t offset, bool *is_torn,
                                   mpdata_error *error)
{
    size_t bytes = (size_t)r->start.block_bytes;
    bool is_read = read_fully_at(r->database, r->block, bytes, offset);

    if (!is_read && errno != 0)
        return can_not_look(r, r->path, error);
    *is_torn = !is_read || !engine_file_is_whole(r->block, bytes);
    return MPDATA_OK;
}

static mpdata_status put_back(const recovery *r, const char *data, size_t bytes, uint64_t offset,
                              bool *is_changed, mpdata_error *error)
{
    if (!r->can_write)
        return error_set(
            error, MPDATA_ERROR_IO,
            "%s: a process that wrote it died in the midst of a checkpoint: open it once "
            "where it may be written, so that it can be put right",
            r->path);
    *is_changed = true;
    if (write_fully_at(r->database, data, bytes, offset))
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't be put right from its journal",
                           r->path);
}

/* A block that is whole is the old one, or the new one with all that the old state needs: it stays. */
static mpdata_status put_back_blocks(recovery *r, bool *is_changed, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    r->block = malloc((size_t)r->start.block_bytes);
    if (r->block == NULL)
        return error_set_memory(error);
    for (uint64_t i = 0; status == MPDATA_OK && i < r->start.block_count; i++) {
        bool is_torn = false;

        status = look_at_block(r, block_offsets(r)[i], &is_torn, error);
        if (status == MPDATA_OK && is_torn)
            status = put_back(r, saved_block(r, i), (size_t)r->start.block_bytes,
                              block_offsets(r)[i], is_changed, error);
    }
    return status;
}

static mpdata_status mend(recovery *r, mpdata_error *error)
{
    bool is_changed = false;
    mpdata_status status = put_back_blocks(r, &is_changed, error);

    for (size_t i = 1; status == MPDATA_OK && i < ENGINE_FILE_PAGES; i++)
        if (is_torn_page(r, i))
            status = put_back(r, page(r->saved, i), ENGINE_FILE_PAGE_BYTES,
                              i * ENGINE_FILE_PAGE_BYTES, &is_changed, error);
    if (status == MPDATA_OK && is_changed && fsync(r->database) != 0)
        status = error_set_errno(error, MPDATA_ERROR_IO, errno,
                                 "%s: can't be put right from its journal", r->path);
    return status;
}

/* As DuckDB locks a file that it writes: not got where anybody has it open. */
static mpdata_status lock(const recovery *r, bool *is_locked, mpdata_error *error)
{
    struct flock lock = {.l_type = r->can_write ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET};

    *is_locked = fcntl(r->database, F_SETLK, &lock) == 0;
    return *is_locked || errno == EAGAIN || errno == EACCES ? MPDATA_OK
                                                            : can_not_look(r, r->path, error);
}

static mpdata_status recover_locked(recovery *r, mpdata_error *error)
{
    mpdata_status status = read_journal(r, error);

    if (status != MPDATA_OK || !r->is_ours)
        return status;
    if (is_complete(r)) {
        status = read_head(r, error);
        if (status == MPDATA_OK && is_in_saved_state(r))
            status = mend(r, error);
    }
    if (status == MPDATA_OK && r->can_write)
        (void)unlink(r->journal_path);
    return status;
}

/* Why a database that is gone, or not for this user, can't be opened says the open itself. */
static mpdata_status open_database(recovery *r, mpdata_error *error)
{
    r->database = open(r->path, O_RDWR | O_CLOEXEC);
    r->can_write = r->database >= 0;
    if (r->database < 0)
        r->database = open(r->path, O_RDONLY | O_CLOEXEC);
    return r->database >= 0 || errno == ENOENT || errno == EACCES ? MPDATA_OK
                                                                  : can_not_look(r, r->path, error);
}

static mpdata_status recover(recovery *r, mpdata_error *error)
{
    mpdata_status status = open_database(r, error);
    bool is_locked = false;

    if (r->database >= 0)
        status = lock(r, &is_locked, error);
    if (is_locked)
        status = recover_locked(r, error);
    if (r->database >= 0)
        (void)close(r->database);
    free(r->journal);
    free(r->head);
    free(r->block);
    return status;
}

mpdata_status checkpoint_recover(const char *path, mpdata_error *error)
{
    recovery r = {.path = path, .database = -1, .journal_path = checkpoint_journal_path(path)};
    mpdata_status status = MPDATA_OK;

    if (r.journal_path == NULL)
        return error_set_memory(error);
    /* As nearly always. */
    if (access(r.journal_path, F_OK) == 0)
        status = recover(&r, error);
    else if (errno != ENOENT && errno != EACCES && errno != ENOTDIR && errno != ELOOP &&
             errno != ENAMETOOLONG)
        status = can_not_look(&r, r.journal_path, error);
    free(r.journal_path);
    return status;
}
