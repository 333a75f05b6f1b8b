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
    bool is_read =
        f != NULL && (strcmp(f->function, "pread") == 0 || strcmp(f->function, "fstat") == 0);
    /* Nobody can say whether there is something to be put right. */
    bool is_unknown = f != NULL && ((is_read && f->error == EIO) || f->error == ENOLCK ||
                                    (strcmp(f->function, "access") == 0 && f->error != EACCES));

    (void)payload;
    if (is_unknown)
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
    fail_each_call("fcntl", ENOLCK, &t);
    fail_each_call("access", EACCES, &t);
    fail_each_call("access", EIO, &t);
    fail_each_call("access", ENOMEM, &t);
    fail_each_call("unlink", EACCES, &t);
    fail_each_call("allocation", ENOMEM, &t);
}

/* The database, and then its journal. A journal that is not there, is a link or another user's is none. */
static void an_open_that_fails_for_want_of_something_decides_nothing(void **state)
{
    static const int errors[] = {EIO, EMFILE, ENOENT, ELOOP, EACCES};

    (void)state;
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        const trial t = {recover, NULL, put_torn, assert_nothing_lost};

        fail_each_call("open", errors[i], &t);
    }
}

static mpdata_status recover_while_all_opens_fail(int error_number)
{
    mpdata_error error;

    put_torn(NULL);
    begin_fault("open", 1, "on", error_number);
    mpdata_status status = checkpoint_recover(database_path, &error);
    inject_end();
    assert_file(database_path, torn);
    assert_file(journal_path, journal);
    return status;
}

static void without_descriptors_nobody_opens_what_may_be_torn(void **state)
{
    (void)state;
    assert_int_equal(recover_while_all_opens_fail(EMFILE), MPDATA_ERROR_IO);
    /* Then there is none, or the open itself says why it is refused. */
    assert_int_equal(recover_while_all_opens_fail(ENOENT), MPDATA_OK);
    assert_int_equal(recover_while_all_opens_fail(EACCES), MPDATA_OK);
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

            put_torn(NULL);
            options.read_only = read_only != 0;
            begin_fault("pread", i, "once", EIO);
            mpdata_status status = mpdata_open(database_path, &options, &db, &error);
            assert_true(end_fault());
            assert_int_equal(status, MPDATA_ERROR_IO);
            assert_non_null(
                strstr(error.message, "can't tell whether the database has to be put right"));
            assert_file(database_path, torn);
            assert_file(journal_path, journal);
        }
    }
}

/* ---- What only looks like a database and its journal -------------------------------------------------- */

static void recover_or_fail(void)
{
    mpdata_error error;

    if (checkpoint_recover(database_path, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
}

static void a_pipe_in_the_place_of_the_journal_is_none(void **state)
{
    (void)state;
    put_torn(NULL);
    assert_int_equal(unlink(journal_path), 0);
    assert_int_equal(mkfifo(journal_path, 0600), 0);
    recover_or_fail();
    assert_file(database_path, torn);
    assert_true(exists(journal_path));
    assert_int_equal(unlink(journal_path), 0);
}

static void a_journal_with_a_byte_too_many_is_not_complete(void **state)
{
    bytes more = {malloc(journal.count + 1), journal.count + 1};

    (void)state;
    assert_non_null(more.data);
    memcpy(more.data, journal.data, journal.count);
    more.data[journal.count] = 'x';
    /* Its hash is right all the same. */
    uint64_t hash = checkpoint_journal_hash(more.data, more.count);
    memcpy(more.data + offsetof(checkpoint_journal_start, hash), &hash, sizeof(hash));
    put_torn(NULL);
    file_write(journal_path, more.data, more.count);
    recover_or_fail();
    assert_file(database_path, torn);
    assert_false(exists(journal_path));
    free(more.data);
}

static void a_file_that_ends_before_its_first_block_stays(void **state)
{
    const bytes cut = {torn.data, ENGINE_FILE_HEAD_BYTES - 1};

    (void)state;
    put_torn(NULL);
    file_write(database_path, cut.data, cut.count);
    recover_or_fail();
    assert_file(database_path, cut);
}

/* Of the blocks that were saved the last one: where the file ends in it, there is the whole one again. */
static void a_block_that_the_file_ends_in_is_put_back(void **state)
{
    checkpoint_journal_start start;
    uint64_t last = 0;
    uint64_t index = 0;

    (void)state;
    memcpy(&start, journal.data, sizeof(start));
    const char *offsets = journal.data + sizeof(start) + ENGINE_FILE_HEAD_BYTES;
    for (uint64_t i = 0; i < start.block_count; i++) {
        uint64_t offset = 0;
        memcpy(&offset, offsets + i * sizeof(offset), sizeof(offset));
        index = offset > last ? i : index;
        last = offset > last ? offset : last;
    }
    put_torn(NULL);
    file_write(database_path, torn.data, (size_t)last + ENGINE_FILE_PAGE_BYTES);
    recover_or_fail();
    bytes found = read_file(database_path);
    assert_int_equal(found.count, last + start.block_bytes);
    assert_memory_equal(found.data + last,
                        offsets + start.block_count * sizeof(uint64_t) + index * start.block_bytes,
                        start.block_bytes);
    free(found.data);
}

/* By somebody who may not remove it. */
static void where_nothing_is_torn_a_reader_leaves_the_journal(void **state)
{

    (void)state;
    file_write(database_path, mended.data, mended.count);
    file_write(journal_path, journal.data, journal.count);
    begin_fault("open", 1, "once", EACCES);
    mpdata_status status = checkpoint_recover(database_path, NULL);
    inject_end();
    assert_int_equal(status, MPDATA_OK);
    assert_file(database_path, mended);
    assert_file(journal_path, journal);
}

static void of_a_database_of_another_user_ones_own_journal_is_trusted(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    put_torn(NULL);
    assert_int_equal(chown(database_path, 12345, 12345), 0);
    recover_or_fail();
    assert_file(database_path, mended);
    assert_int_equal(unlink(database_path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_that_fails_for_want_of_something_decides_nothing),
        cmocka_unit_test(without_descriptors_nobody_opens_what_may_be_torn),
        cmocka_unit_test(a_pipe_in_the_place_of_the_journal_is_none),
        cmocka_unit_test(a_journal_with_a_byte_too_many_is_not_complete),
        cmocka_unit_test(a_file_that_ends_before_its_first_block_stays),
        cmocka_unit_test(a_block_that_the_file_ends_in_is_put_back),
        cmocka_unit_test(where_nothing_is_torn_a_reader_leaves_the_journal),
        cmocka_unit_test(of_a_database_of_another_user_ones_own_journal_is_trusted),
        cmocka_unit_test(a_torn_database_is_put_right_or_keeps_its_journal),
        cmocka_unit_test(a_read_that_fails_ends_the_open_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, make_torn_database, remove_torn_database);
}
