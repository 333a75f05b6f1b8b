/*
 * Bad records that are written down while calls fail: all of them are in the file, or an error says that they are not.
 */
#include "fault_fixture.h"

#include "folder_fixture.h"
#include "ingest/rejects.h"
#include "ingest/seen_keys.h"

/* A long line is written when it comes, a short one at the end. */
static size_t line_bytes = 9000;

static mpdata_status write_rejects(void *payload, outcome *out, mpdata_error *error)
{
    static char line[9000];
    ingest_rejects *r = NULL;
    mpdata_status status = ingest_rejects_open(payload, 10, &r, error);
    ingest_reject reject = {"a.ndjson", 1, 0, "it is none", line, line_bytes};

    if (status != MPDATA_OK)
        return status;
    memset(line, 'x', sizeof(line));
    for (int i = 0; i < 3; i++)
        (void)ingest_rejects_add(r, &reject);
    uint64_t count = ingest_rejects_count(r);
    outcome_add(out, &count, sizeof(count));
    status = ingest_rejects_finish(r, error);
    ingest_rejects_close(r);
    return status;
}

static void assert_three_lines(void *payload, const fault *f, mpdata_status status)
{
    char line[12000];
    int lines = 0;
    FILE *file = fopen(payload, "r");

    if (status != MPDATA_OK)
        lines = 3;
    else
        while (fgets(line, sizeof(line), file) != NULL)
            lines++;
    if (file != NULL)
        (void)fclose(file);
    if (lines != 3)
        fail_msg("%s %lu: success with %d lines", f == NULL ? "" : f->function,
                 f == NULL ? 0 : f->number, lines);
}

static void rejects_are_all_written_or_an_error(void **state)
{
    char *path = path_in(folder, "rejects");
    const trial t = {write_rejects, path, NULL, assert_three_lines};

    (void)state;
    fail_new_places(&t);
    (void)fail_each_call("allocation", ENOMEM, &t);
    (void)fail_each_call("write", ENOSPC, &t);
    /* A full disk stays full. */
    const fault full = {"write", 1, ENOSPC, true};
    assert_true(fail_one(&full, &t, succeed(&t)));
    (void)fail_each_call("fsync", EIO, &t);
    /* A place that can't be synced, as a pipe, is none that has to be. */
    (void)fail_each_call("fsync", EINVAL, &t);
    (void)fail_each_call("fsync", EROFS, &t);
    free(path);
}

static void rejects_that_are_written_at_the_end_are_all_written_or_an_error(void **state)
{
    char *path = path_in(folder, "short rejects");
    const trial t = {write_rejects, path, NULL, assert_three_lines};

    (void)state;
    line_bytes = 20;
    (void)fail_each_call("write", EINVAL, &t);
    (void)fail_each_call("write", EROFS, &t);
    (void)fail_each_call("write", EIO, &t);
    free(path);
}

static void keys_beyond_all_measure_have_the_largest_filter(void **state)
{
    (void)state;
    seen_keys *seen = seen_keys_new(UINT64_MAX);
    assert_non_null(seen);
    assert_false(seen_keys_add(seen, 5));
    assert_true(seen_keys_add(seen, 5));
    seen_keys_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rejects_are_all_written_or_an_error),
        cmocka_unit_test(rejects_that_are_written_at_the_end_are_all_written_or_an_error),
        cmocka_unit_test(keys_beyond_all_measure_have_the_largest_filter),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
