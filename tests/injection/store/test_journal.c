/*
 * The journal of a checkpoint, while calls fail: it is written as a whole, or it is an error and none is there.
 */
#include "fault_fixture.h"

#include <fcntl.h>
#include <unistd.h>

#include "database_fixture.h"
#include "folder_fixture.h"
#include "store/checkpoint_journal.h"

static char *database_path;
static char *journal_path;

static int make_database(void **state)
{
    (void)make_folder(state);
    database_path = path_in(folder, "a.db");
    journal_path = checkpoint_journal_path(database_path);
    mpdata_db_free(open_or_fail(database_path));
    return 0;
}

static int remove_database(void **state)
{
    free(journal_path);
    free(database_path);
    return remove_folder(state);
}

/* What it left is removed, as at a close. */
static mpdata_status write_one(bool *is_refused, mpdata_error *error)
{
    static const uint64_t first = 0;
    checkpoint_journal j = {.descriptor = -1};
    int database = open(database_path, O_RDONLY | O_CLOEXEC);

    if (database < 0)
        return MPDATA_ERROR_INTERNAL;
    mpdata_status status = checkpoint_journal_write(&j, database_path, database, &first, 1, error);
    *is_refused = j.is_refused;
    if (status == MPDATA_OK && access(journal_path, F_OK) != 0)
        status = MPDATA_ERROR_INTERNAL;
    checkpoint_journal_remove(&j, database_path);
    (void)close(database);
    return status;
}

/* The n-th call of the function fails. */
static mpdata_status write_where(const char *function, unsigned long number, int error_number,
                                 bool *is_refused)
{

    begin_fault(function, number, "once", error_number);
    mpdata_status status = write_one(is_refused, NULL);
    assert_true(end_fault());
    return status;
}

static void a_file_that_can_not_be_given_away_stays_its_makers(void **state)
{
    bool is_refused = false;

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(write_where("fchown", 1, EPERM, &is_refused), MPDATA_OK);
    assert_int_equal(write_where("fchown", 1, EINVAL, &is_refused), MPDATA_OK);
    assert_int_equal(write_where("fchown", 1, EIO, &is_refused), MPDATA_ERROR_IO);
    assert_int_equal(access(journal_path, F_OK), -1);
}

/* The first open is that of the database. Nothing else tells of a folder in which no log can be made either. */
static void a_folder_that_takes_no_file_is_told_from_one_that_has_no_room(void **state)
{
    static const int refusals[] = {EACCES, EPERM, EROFS};
    bool is_refused = false;

    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        assert_int_equal(write_where("open", 2, refusals[i], &is_refused), MPDATA_ERROR_IO);
        assert_true(is_refused);
    }
    assert_int_equal(write_where("open", 2, ENOSPC, &is_refused), MPDATA_ERROR_IO);
    assert_false(is_refused);
}

/* It may be anybody's. */
static void what_can_not_be_looked_at_is_not_written_over(void **state)
{
    /* After those of the database. */
    static const struct {
        const char *function;
        unsigned long number;
    } looks[] = {{"fstat", 2}, {"pread", 3}};
    static const char old[] = CHECKPOINT_JOURNAL_MAGIC;
    char found[sizeof(old)] = "";
    bool is_refused = false;

    (void)state;
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        file_write_text(journal_path, old);
        assert_int_equal(write_where(looks[i].function, looks[i].number, EIO, &is_refused),
                         MPDATA_ERROR_IO);
        FILE *file = fopen(journal_path, "rb");
        assert_non_null(file);
        assert_int_equal(fread(found, 1, sizeof(found), file), strlen(old));
        (void)fclose(file);
        assert_memory_equal(found, old, strlen(old));
    }
    assert_int_equal(unlink(journal_path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_can_not_be_given_away_stays_its_makers),
        cmocka_unit_test(a_folder_that_takes_no_file_is_told_from_one_that_has_no_room),
        cmocka_unit_test(what_can_not_be_looked_at_is_not_written_over),
    };

    return cmocka_run_group_tests(tests, make_database, remove_database);
}
