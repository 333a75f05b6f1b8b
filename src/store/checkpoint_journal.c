#include "store/checkpoint_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/positioned_io.h"

/* What the hash covers begins behind it. */
#define HASHED_OFFSET (offsetof(checkpoint_journal_start, hash) + sizeof(uint64_t))

uint64_t checkpoint_journal_hash(const char *journal, size_t bytes)
{
    return XXH3_64bits(journal + HASHED_OFFSET, bytes - HASHED_OFFSET);
}

bool checkpoint_journal_is_start(const char *data, size_t bytes)
{
    static const char magic[] = CHECKPOINT_JOURNAL_MAGIC;
    static const char zeros[sizeof(magic) - 1] = {0};

    return bytes < sizeof(zeros) || memcmp(data, magic, sizeof(zeros)) == 0 ||
           memcmp(data, zeros, sizeof(zeros)) == 0;
}

char *checkpoint_journal_path(const char *path)
{
    buffer name = BUFFER_INIT;

    if (!buffer_append_format(&name, "%s" CHECKPOINT_JOURNAL_ENDING, path) ||
        !buffer_terminate(&name))
        buffer_dispose(&name);
    return name.data;
}

static bool read_state(int database, uint64_t state[ENGINE_FILE_PAGES])
{
    for (size_t i = 0; i < ENGINE_FILE_PAGES; i++)
        if (!read_fully_at(database, &state[i], sizeof(state[i]), i * ENGINE_FILE_PAGE_BYTES))
            return false;
    return true;
}

/* By somebody else: the next one is made anew. */
static bool is_unlinked(const checkpoint_journal *j)
{
    struct stat facts;

    return j->descriptor >= 0 && fstat(j->descriptor, &facts) == 0 && facts.st_nlink == 0;
}

bool checkpoint_journal_is_current(const checkpoint_journal *j, int database)
{
    uint64_t state[ENGINE_FILE_PAGES];

    return j->has_state && !is_unlinked(j) && read_state(database, state) &&
           memcmp(state, j->state, sizeof(state)) == 0;
}

static mpdata_status fail(const char *path, const char *what, mpdata_error *error)
{
    int number = errno;

    if (number == 0)
        return error_set(error, MPDATA_ERROR_IO, "%s: is shorter than it should be", path);
    return error_set_errno(error, MPDATA_ERROR_IO, number, "%s" CHECKPOINT_JOURNAL_ENDING ": %s",
                           path, what);
}

/* The blocks, each with its offset before all of them. */
static mpdata_status append_blocks(buffer *journal, const char *path, int database,
                                   const uint64_t *blocks, size_t block_count, uint64_t block_bytes,
                                   mpdata_error *error)
{
    if (!buffer_reserve(journal, block_count * (sizeof(uint64_t) + (size_t)block_bytes)))
        return error_set_memory(error);
    for (size_t i = 0; i < block_count; i++) {
        uint64_t offset = engine_file_block_offset(blocks[i], block_bytes);

        (void)buffer_append(journal, &offset, sizeof(offset));
    }
    for (size_t i = 0; i < block_count; i++) {
        if (!read_fully_at(database, journal->data + journal->bytes, (size_t)block_bytes,
                           engine_file_block_offset(blocks[i], block_bytes)))
            return fail(path, "can't copy the database", error);
        journal->bytes += (size_t)block_bytes;
    }
    return MPDATA_OK;
}

/* The newer one of the two says it; both have the same. */
static uint64_t find_block_bytes(const char *head)
{
    uint64_t bytes = engine_file_block_bytes(head + ENGINE_FILE_PAGE_BYTES);

    return bytes > 0 ? bytes
                     : engine_file_block_bytes(head + (ptrdiff_t)2 * ENGINE_FILE_PAGE_BYTES);
}

static mpdata_status compose(buffer *journal, const char *path, int database,
                             const uint64_t *blocks, size_t block_count, mpdata_error *error)
{
    checkpoint_journal_start start = {.magic = CHECKPOINT_JOURNAL_MAGIC,
                                      .block_count = block_count};

    if (!buffer_reserve(journal, sizeof(start) + ENGINE_FILE_HEAD_BYTES))
        return error_set_memory(error);
    journal->bytes = sizeof(start) + ENGINE_FILE_HEAD_BYTES;
    char *head = journal->data + sizeof(start);
    if (!read_fully_at(database, head, ENGINE_FILE_HEAD_BYTES, 0))
        return fail(path, "can't copy the database", error);
    start.block_bytes = find_block_bytes(head);
    memcpy(journal->data, &start, sizeof(start));
    mpdata_status status =
        append_blocks(journal, path, database, blocks, block_count, start.block_bytes, error);
    if (status != MPDATA_OK)
        return status;
    start.hash = checkpoint_journal_hash(journal->data, journal->bytes);
    memcpy(journal->data, &start, sizeof(start));
    return MPDATA_OK;
}

/*
 * Whether the file is laid out as this code knows it: in a calm moment every page and block is whole. A DuckDB that writes another
 * layout is left alone, for what would be put back then could be anything.
 */
static bool is_known_layout(const buffer *journal)
{
    checkpoint_journal_start start;
    const char *at = journal->data + sizeof(start);

    memcpy(&start, journal->data, sizeof(start));
    bool is_known = start.block_bytes > 0;
    for (size_t i = 0; is_known && i < ENGINE_FILE_PAGES; i++, at += ENGINE_FILE_PAGE_BYTES)
        is_known = engine_file_is_whole(at, ENGINE_FILE_PAGE_BYTES);
    at += start.block_count * sizeof(uint64_t);
    for (uint64_t i = 0; is_known && i < start.block_count; i++, at += start.block_bytes)
        is_known = engine_file_is_whole(at, (size_t)start.block_bytes);
    return is_known;
}

/* The name itself has to be on the disk as well. */
static bool sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    int descriptor = folder == NULL ? -1 : open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = descriptor >= 0 && fsync(descriptor) == 0;
    int number = errno;

    if (descriptor >= 0)
        (void)close(descriptor);
    free(folder);
    errno = number;
    return is_synced;
}

/* One that recovery could not look at, and nobody needs: the database is open. -1 where it is somebody else's, or no journal. */
static int take_over(const char *name, const struct stat *database)
{
    char start[sizeof(((checkpoint_journal_start *)NULL)->magic)];
    struct stat facts;
    int descriptor = open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (descriptor < 0)
        return -1;
    if (fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode) &&
        (facts.st_uid == database->st_uid || facts.st_uid == geteuid())) {
        ssize_t got = pread(descriptor, start, sizeof(start), 0);

        if (got >= 0 && checkpoint_journal_is_start(start, (size_t)got))
            return descriptor;
    }
    (void)close(descriptor);
    return -1;
}

/* For the owner of the database, who may open it next. Only root can give a file away. */
static bool set_owner(int descriptor, const struct stat *database)
{
    if (fchmod(descriptor, 0600) != 0)
        return false;
    return geteuid() != 0 || fchown(descriptor, database->st_uid, database->st_gid) == 0 ||
           errno == EPERM || errno == EINVAL;
}

static mpdata_status open_named(checkpoint_journal *j, const char *name, const char *path,
                                const struct stat *database, mpdata_error *error)
{
    j->descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (j->descriptor < 0 && errno == EEXIST) {
        j->descriptor = take_over(name, database);
        if (j->descriptor < 0)
            return error_set(error, MPDATA_ERROR_IO,
                             "%s: is in the place of the database's journal, and is another "
                             "user's or none: open the database once as that user, or move it away",
                             name);
    }
    j->is_refused = j->descriptor < 0 && (errno == EACCES || errno == EPERM || errno == EROFS);
    if (j->descriptor >= 0 && set_owner(j->descriptor, database))
        return MPDATA_OK;
    return fail(path, "can't create it", error);
}

static mpdata_status create(checkpoint_journal *j, const char *path, int database,
                            mpdata_error *error)
{
    struct stat facts;
    char *name = checkpoint_journal_path(path);

    if (name == NULL)
        return error_set_memory(error);
    mpdata_status status = fstat(database, &facts) == 0 ? open_named(j, name, path, &facts, error)
                                                        : fail(path, "can't create it", error);
    free(name);
    return status;
}

static bool put(int descriptor, const buffer *journal)
{
    return write_fully_at(descriptor, journal->data, journal->bytes, 0) &&
           ftruncate(descriptor, (off_t)journal->bytes) == 0 && fdatasync(descriptor) == 0;
}

/* One whose writing failed is none: the next one is made anew. */
static mpdata_status put_on_disk(checkpoint_journal *j, const char *path, int database,
                                 const buffer *journal, mpdata_error *error)
{
    if (is_unlinked(j))
        checkpoint_journal_leave(j);
    bool is_new = j->descriptor < 0;
    mpdata_status status = is_new ? create(j, path, database, error) : MPDATA_OK;

    if (status == MPDATA_OK && (!put(j->descriptor, journal) || (is_new && !sync_folder(path))))
        status = fail(path, "can't write it", error);
    if (status != MPDATA_OK)
        checkpoint_journal_remove(j, path);
    return status;
}

static void note_state(checkpoint_journal *j, const buffer *journal)
{
    const char *head = journal->data + sizeof(checkpoint_journal_start);

    for (size_t i = 0; i < ENGINE_FILE_PAGES; i++)
        memcpy(&j->state[i], head + i * ENGINE_FILE_PAGE_BYTES, sizeof(j->state[i]));
    j->has_state = true;
}

mpdata_status checkpoint_journal_write(checkpoint_journal *j, const char *path, int database,
                                       const uint64_t *blocks, size_t block_count,
                                       mpdata_error *error)
{
    buffer journal = BUFFER_INIT;
    mpdata_status status = compose(&journal, path, database, blocks, block_count, error);

    if (status == MPDATA_OK && is_known_layout(&journal))
        status = put_on_disk(j, path, database, &journal, error);
    if (status == MPDATA_OK)
        note_state(j, &journal);
    buffer_dispose(&journal);
    return status;
}

void checkpoint_journal_leave(checkpoint_journal *j)
{
    if (j->descriptor >= 0)
        (void)close(j->descriptor);
    j->descriptor = -1;
    j->has_state = false;
}

/* The name may be another file's by now. */
static bool has_name(const checkpoint_journal *j, const char *name)
{
    struct stat named;
    struct stat open;

    return lstat(name, &named) == 0 && fstat(j->descriptor, &open) == 0 &&
           named.st_dev == open.st_dev && named.st_ino == open.st_ino;
}

void checkpoint_journal_remove(checkpoint_journal *j, const char *path)
{
    char *name = j->descriptor < 0 ? NULL : checkpoint_journal_path(path);

    if (name != NULL && has_name(j, name))
        (void)unlink(name);
    free(name);
    checkpoint_journal_leave(j);
}
