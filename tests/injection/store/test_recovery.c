/*
 * A database whose checkpoint was torn, with its journal, is put right while calls fail: an error leaves the journal where it is, and
 * a read that fails decides nothing.
 */
#include "fault_fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/positioned_io.h"
#include "engine/file_layout.h"
#include "folder_fixture.h"
#include "store/checkpoint_journal.h"
#include "store/checkpoint_recovery.h"

typedef struct bytes {
    char *data;
    size_t count;
} bytes;

static char *database_path;
static char *journal_path;
static bytes torn;
static bytes mended;
static bytes journal;

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static bytes read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    bytes found = {NULL, 0};

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    found.count = (size_t)ftell(file);
    rewind(file);
    found.data = malloc(found.count);
    assert_non_null(found.data);
    assert_int_equal(fread(found.data, 1, found.count, file), found.count);
    assert_int_equal(fclose(file), 0);
    return found;
}

static void assert_file(const char *path, bytes wanted)
{
    bytes found = read_file(path);

    assert_int_equal(found.count, wanted.count);
    assert_memory_equal(found.data, wanted.data, wanted.count);
    free(found.data);
}

/* Rows in the file and in the log, and the journal of a checkpoint that does not come. */
static void die_with_a_journal(void)
{
    static const char *const statements[] = {
        "CREATE TABLE numbers AS SELECT range AS n FROM range(1000)", "CHECKPOINT",
        "INSERT INTO numbers VALUES (1000)", "SELECT 'checkpoint'"};
    mpdata_db *db = NULL;

    if (mpdata_open(database_path, NULL, &db, NULL) != MPDATA_OK)
        _exit(1);
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        if (mpdata_query_execute(db, statements[i], MPDATA_NUL_TERMINATED, NULL, 0, NULL, NULL) !=
            MPDATA_OK)
            _exit(2);
    _exit(0);
}

static void leave_a_journal(void)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        die_with_a_journal();
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The first block of those saved, and the page that a checkpoint writes, which is the older one of the two. */
static void tear(bytes *file)
{
    uint64_t offset = 0;
    uint64_t iterations[2];

    memcpy(&offset, journal.data + sizeof(checkpoint_journal_start) + ENGINE_FILE_HEAD_BYTES,
           sizeof(offset));
    memset(file->data + offset, 'x', ENGINE_FILE_CHECKSUM_BYTES);
    for (size_t i = 0; i < 2; i++)
        memcpy(&iterations[i],
               file->data + (i + 1) * ENGINE_FILE_PAGE_BYTES + ENGINE_FILE_CHECKSUM_BYTES,
               sizeof(iterations[i]));
    memset(file->data + (iterations[0] < iterations[1] ? 1 : 2) * (size_t)ENGINE_FILE_PAGE_BYTES,
           'x', ENGINE_FILE_PAGE_BYTES / 2);
}

static int make_torn_database(void **state)
{
    (void)make_folder(state);
    database_path = path_in(folder, "a.db");
    journal_path = checkpoint_journal_path(database_path);
    leave_a_journal();
    mended = read_file(database_path);
    torn = read_file(database_path);
    journal = read_file(journal_path);
    tear(&torn);
    return 0;
}

static int remove_torn_database(void **state)
{
    free(torn.data);
    free(mended.data);
    free(journal.data);
    free(database_path);
    free(journal_path);
    return remove_folder(state);
}

static void put_torn(void *payload)
{
    (void)payload;
    file_write(database_path, torn.data, torn.count);
    file_write(journal_path, journal.data, journal.count);
}

static mpdata_status recover(void *payload, outcome *out, mpdata_error *error)
{
    (void)payload;
    (void)out;
    return checkpoint_recover(database_path, error);
}

static void assert_nothing_lost(void *payload, const fault *f, mpdata_status status)
{
    bool is_read = f != NULL && strcmp(f->function, "pread") == 0;

    (void)payload;
    if (is_read && f->error == EIO)
        assert_int_equal(status, MPDATA_ERROR_IO);
    if (status != MPDATA_OK)
        assert_file(journal_path, journal);
    if (status != MPDATA_OK && is_read)
        assert_file(database_path, torn);
    if (!exists(journal_path))
        assert_file(database_path, mended);
    /* The next one puts right what there is to be put right. */
    assert_int_equal(checkpoint_recover(database_path, NULL), MPDATA_OK);
    assert_false(exists(journal_path));
    assert_file(database_path, mended);
}

static void a_torn_database_is_put_right_or_keeps_its_journal(void **state)
{
    const trial t = {recover, NULL, put_torn, assert_nothing_lost};

    (void)state;
    fail_each_call("pread", EIO, &t);
    fail_each_call("pread", EINTR, &t);
    fail_each_call("pwrite", ENOSPC, &t);
    fail_each_call("pwrite", EINTR, &t);
    fail_each_call("open", EMFILE, &t);
    fail_each_call("open", EACCES, &t);
    fail_each_call("fstat", EIO, &t);
    fail_each_call("fsync", EIO, &t);
    fail_each_call("fcntl", EACCES, &t);
    fail_each_call("access", EACCES, &t);
    fail_each_call("unlink", EACCES, &t);
    fail_each_call("allocation", ENOMEM, &t);
}

/* It was once taken for another state of the file, and the journal went. */
static void a_read_that_fails_ends_the_open_and_changes_nothing(void **state)
{
    const trial t = {recover, NULL, put_torn, assert_nothing_lost};
    unsigned long reads = fail_each_call("pread", EIO, &t);

    (void)state;
    assert_true(reads > 2);
    for (unsigned long i = 1; i <= reads; i++) {
        for (int read_only = 0; read_only < 2; read_only++) {
            mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
            mpdata_db *db = NULL;
            mpdata_error error;
            char order[64];

            put_torn(NULL);
            options.read_only = read_only != 0;
            (void)snprintf(order, sizeof(order), "pread %lu once %d", i, EIO);
            assert_true(inject_order(order));
            mpdata_status status = mpdata_open(database_path, &options, &db, &error);
            assert_true(inject_was_reached());
            inject_end();
            assert_int_equal(status, MPDATA_ERROR_IO);
            assert_non_null(
                strstr(error.message, "can't tell whether the database has to be put right"));
            assert_file(database_path, torn);
            assert_file(journal_path, journal);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_torn_database_is_put_right_or_keeps_its_journal),
        cmocka_unit_test(a_read_that_fails_ends_the_open_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, make_torn_database, remove_torn_database);
}
