/*
 * mpdata_db_backup: the file's bytes, copied while nobody writes them.
 */
#include "mpdata/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/positioned_io.h"
#include "store/checkpoint.h"
#include "store/database.h"
#include "store/database_file.h"
#include "store/file_beside.h"
#include "store/load_progress.h"
#include "store/lock_holder.h"
#include "store/open_files.h"
#include "store/table_reading.h"

/* Between two looks at whether it is to stop. */
#define PIECE_BYTES ((size_t)4 << 20)

#define LOG_ENDING ".wal"

typedef struct backup {
    mpdata_db *db;
    bool replaces;
    char *target;
    file_beside file;
    uint64_t bytes;
} backup;

static mpdata_status refuse_target(const backup *b, mpdata_error *error)
{
    return error_set(error, MPDATA_ERROR_ARGUMENT,
                     "%s: there is a file already. Choose another name, or let it be replaced",
                     b->target);
}

/* A file at its place: one that may be replaced, and that nobody uses. */
static mpdata_status check_old_file(const backup *b, const struct stat *facts, mpdata_error *error)
{
    if (!S_ISREG(facts->st_mode))
        return error_set(error, MPDATA_ERROR_ARGUMENT, "%s: not a file", b->target);
    if (database_instance_is_file(b->db->instance, facts))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "%s: the database itself can't be its backup", b->target);
    if (open_files_has(facts->st_dev, facts->st_ino))
        return error_set(error, MPDATA_ERROR_DATABASE_LOCKED,
                         "%s: this process has the database open", b->target);
    if (!b->replaces)
        return refuse_target(b, error);
    if (lock_holder_is_there(b->target, false))
        return lock_holder_name(b->target, error);
    return MPDATA_OK;
}

/* What can't be looked at may be there. */
static mpdata_status look_at(const char *path, struct stat *facts, bool *exists,
                             mpdata_error *error)
{
    *exists = stat(path, facts) == 0;
    if (*exists || errno == ENOENT)
        return MPDATA_OK;
    return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't look at it", path);
}

static mpdata_status read_log_bytes(const char *path, uint64_t *bytes, mpdata_error *error)
{
    buffer log = BUFFER_INIT;
    struct stat facts;
    bool exists = false;
    mpdata_status status = MPDATA_OK;

    *bytes = 0;
    if (buffer_append_format(&log, "%s" LOG_ENDING, path) && buffer_terminate(&log))
        status = look_at(log.data, &facts, &exists, error);
    else
        status = error_set_memory(error);
    buffer_dispose(&log);
    if (status == MPDATA_OK && exists)
        *bytes = (uint64_t)facts.st_size;
    return status;
}

/* The log of an older file would be taken for the new one's. */
static mpdata_status check_no_log(const backup *b, mpdata_error *error)
{
    uint64_t bytes = 0;
    mpdata_status status = read_log_bytes(b->target, &bytes, error);

    if (status == MPDATA_OK && bytes > 0)
        status = error_set(error, MPDATA_ERROR_ARGUMENT,
                           "%s" LOG_ENDING
                           ": the log of a database that is, or was, at %s: open that once with "
                           "mpdata, or remove both",
                           b->target, b->target);
    return status;
}

static mpdata_status find_target(backup *b, const char *path, mpdata_error *error)
{
    struct stat facts;
    bool exists = false;
    mpdata_status status = database_file_resolve(path, false, &b->target, error);

    if (status == MPDATA_ERROR_DATABASE_NOT_FOUND)
        return error_set(error, MPDATA_ERROR_FILE_NOT_FOUND, "%s: there is no such folder", path);
    if (status == MPDATA_OK)
        status = look_at(b->target, &facts, &exists, error);
    if (status == MPDATA_OK && exists)
        status = check_old_file(b, &facts, error);
    return status == MPDATA_OK ? check_no_log(b, error) : status;
}

/* From now on, until the copy is made, nobody writes the file: DuckDB's lock on it, and the one handle, see to that. */
static mpdata_status settle(const backup *b, mpdata_error *error)
{
    mpdata_db *db = b->db;

    database_begin_query(db);
    if (db->instance->read_only)
        return MPDATA_OK;
    mpdata_status status = database_check_alone(db, "back up", error);
    if (status == MPDATA_OK)
        status = database_check_no_transaction(db, "a backup", error);
    if (status == MPDATA_OK)
        status = engine_checkpoint(db->connection, NULL, NULL, error);
    return status;
}

static mpdata_status refuse_source(const database_instance *instance, mpdata_error *error)
{
    return error_set(error, MPDATA_ERROR_IO, "%s: is another file now than the one that is open",
                     instance->path);
}

static mpdata_status take_source(database_instance *instance, struct stat *facts,
                                 mpdata_error *error)
{
    if (stat(instance->path, facts) == 0 && !database_instance_is_file(instance, facts))
        return refuse_source(instance, error);
    mpdata_status status = checkpoint_keep_descriptor(instance, error);
    if (status != MPDATA_OK)
        return status;
    return fstat(instance->kept_descriptor, facts) == 0 &&
                   database_instance_is_file(instance, facts)
               ? MPDATA_OK
               : refuse_source(instance, error);
}

static mpdata_status copy_piece(const backup *b, int from, int to, char *piece, off_t *offset,
                                bool *is_end, mpdata_error *error)
{
    ssize_t got = pread(from, piece, PIECE_BYTES, *offset);

    if (got < 0 && errno == EINTR)
        return MPDATA_OK;
    if (got < 0)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't read",
                               b->db->instance->path);
    if (database_is_interrupted(b->db))
        return database_name_stop(b->db, error);
    if (!write_fully_at(to, piece, (size_t)got, (uint64_t)*offset))
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't write", b->target);
    *is_end = got == 0;
    *offset += got;
    return MPDATA_OK;
}

static mpdata_status copy_descriptor(const backup *b, int from, const char *path,
                                     mpdata_error *error)
{
    char *piece = malloc(PIECE_BYTES);
    off_t offset = 0;
    bool is_end = false;
    mpdata_status status = MPDATA_OK;

    if (piece == NULL)
        return error_set_memory(error);
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (to < 0)
        status = error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't create the database",
                                 b->target);
    while (status == MPDATA_OK && !is_end)
        status = copy_piece(b, from, to, piece, &offset, &is_end, error);
    if (to >= 0 && close(to) != 0 && status == MPDATA_OK)
        status = error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't write", b->target);
    free(piece);
    return status;
}

/* What another process has written and not brought into the file: an open for reading leaves it there. */
static mpdata_status copy_log(const backup *b, mpdata_error *error)
{
    buffer from = BUFFER_INIT;
    buffer to = BUFFER_INIT;
    mpdata_status status = MPDATA_OK;

    if (!buffer_append_format(&from, "%s" LOG_ENDING, b->db->instance->path) ||
        !buffer_append_format(&to, "%s" LOG_ENDING, b->file.path) || !buffer_terminate(&from) ||
        !buffer_terminate(&to)) {
        status = error_set_memory(error);
    } else {
        int descriptor = open(from.data, O_RDONLY | O_CLOEXEC);

        if (descriptor < 0)
            status = error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't open", from.data);
        else
            status = copy_descriptor(b, descriptor, to.data, error);
        if (descriptor >= 0)
            (void)close(descriptor);
    }
    buffer_dispose(&from);
    buffer_dispose(&to);
    return status;
}

static mpdata_status copy_file(backup *b, uint64_t log_bytes, mpdata_error *error)
{
    database_instance *instance = b->db->instance;
    struct stat facts;
    mpdata_status status = take_source(instance, &facts, error);

    if (status == MPDATA_OK)
        status = file_beside_check_room(&b->file, (uint64_t)facts.st_size + log_bytes, error);
    if (status == MPDATA_OK)
        status = copy_descriptor(b, instance->kept_descriptor, b->file.path, error);
    if (status == MPDATA_OK && log_bytes > 0)
        status = copy_log(b, error);
    return status;
}

/* By a DuckDB of its own, which compares each block with its checksum. */
static mpdata_status read_copy(const backup *b, bool has_log, mpdata_error *error)
{
    engine_settings settings = {.read_only = !has_log};
    engine_connection *connection = NULL;
    mpdata_status status = engine_connection_open(b->db->instance->library, b->file.path, &settings,
                                                  &connection, error);

    if (status == MPDATA_OK && has_log)
        status = engine_checkpoint(connection, NULL, NULL, error);
    if (status == MPDATA_OK)
        status = table_read_all(connection, "new", database_watch_query, b->db, error);
    engine_connection_close(connection);
    return status == MPDATA_ERROR_INTERRUPTED ? database_name_stop(b->db, error) : status;
}

static mpdata_status publish(backup *b, mpdata_error *error)
{
    struct stat facts;
    bool is_taken = false;

    if (stat(b->file.path, &facts) != 0)
        return error_set_errno(error, MPDATA_ERROR_IO, errno, "%s: can't look at the new file",
                               b->file.path);
    b->bytes = (uint64_t)facts.st_size;
    if (b->replaces)
        return file_beside_replace(&b->file, NULL, error);
    mpdata_status status = file_beside_publish(&b->file, &is_taken, error);
    return status == MPDATA_OK && is_taken ? refuse_target(b, error) : status;
}

static mpdata_status run(backup *b, const char *path, mpdata_error *error)
{
    uint64_t log_bytes = 0;
    mpdata_status status = settle(b, error);

    if (status == MPDATA_OK)
        status = find_target(b, path, error);
    if (status == MPDATA_OK)
        status = read_log_bytes(b->db->instance->path, &log_bytes, error);
    if (status == MPDATA_OK)
        status = file_beside_open(&b->file, b->target, error);
    if (status == MPDATA_OK)
        status = copy_file(b, log_bytes, error);
    if (status == MPDATA_OK)
        status = read_copy(b, log_bytes > 0, error);
    if (status == MPDATA_OK)
        status = publish(b, error);
    return status;
}

static mpdata_status check_arguments(mpdata_db *db, const char *path,
                                     const mpdata_backup_options *options, mpdata_error *error)
{
    mpdata_status status = database_check_open(db, error);

    if (status != MPDATA_OK)
        return status;
    if (path == NULL || path[0] == '\0')
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a backup needs a path");
    if (options != NULL && options->struct_bytes != sizeof(*options))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_BACKUP_OPTIONS_INIT");
    if (db->instance->path == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a database in memory has no file to back up");
    return MPDATA_OK;
}

mpdata_status mpdata_db_backup(mpdata_db *db, const char *path,
                               const mpdata_backup_options *options, mpdata_backup_report *report,
                               mpdata_error *error)
{
    int64_t started_ms = clock_monotonic_ms();
    mpdata_status status = check_arguments(db, path, options, error);

    if (status != MPDATA_OK)
        return status;
    backup b = {
        .db = db, .replaces = options != NULL && options->replaces, .file = FILE_BESIDE_INIT};
    status = run(&b, path, error);
    file_beside_close(&b.file);
    free(b.target);
    if (status == MPDATA_OK && report != NULL)
        *report = (mpdata_backup_report){b.bytes, (uint64_t)(clock_monotonic_ms() - started_ms)};
    return status;
}
