/*
 * A process that ends while it makes a scratch database. The linker sends flock here, which comes between the making of the
 * folder and its use: that moment is as long as wanted.
 */
#include "harness.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mpdata/scratch.h"
#include "store/scratch_folder.h"

#define MOMENT_NS 200000000L

static int made[2];

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);

int __wrap_flock(int fd, int operation)
{
    const struct timespec moment = {0, MOMENT_NS};

    (void)!write(made[1], "", 1);
    (void)nanosleep(&moment, NULL);
    return __real_flock(fd, operation);
}

/* NOLINTEND(bugprone-reserved-identifier) */

static void *make(void *base)
{
    scratch_folder *f = NULL;

    return scratch_folder_make(base, &f, NULL) == MPDATA_OK ? f : NULL;
}

static void a_folder_that_is_being_made_is_discarded_too(void **state)
{
    char *base = folder_make();
    char byte = 0;
    pthread_t thread;
    void *scratch = NULL;

    (void)state;
    assert_int_equal(pipe(made), 0);
    assert_int_equal(pthread_create(&thread, NULL, make, base), 0);
    assert_int_equal(read(made[0], &byte, 1), 1);
    mpdata_scratch_discard();
    /* It goes only where nothing is in it. */
    assert_int_equal(rmdir(base), 0);
    assert_int_equal(pthread_join(thread, &scratch), 0);
    assert_int_equal(scratch_folder_close(scratch, NULL), MPDATA_OK);
    free(base);
    (void)close(made[0]);
    (void)close(made[1]);
}

static void a_child_of_that_moment_can_make_its_own(void **state)
{
    char *base = folder_make();
    char byte = 0;
    pthread_t thread;
    void *scratch = NULL;
    int status = 0;
    (void)state;
    assert_int_equal(pipe(made), 0);
    assert_int_equal(pthread_create(&thread, NULL, make, base), 0);
    assert_int_equal(read(made[0], &byte, 1), 1);
    pid_t child = fork();
    if (child == 0) {
        /* It would wait for ever. */
        (void)alarm(60);
        scratch_folder *f = make(base);
        (void)scratch_folder_close(f, NULL);
        /* Without the sanitizers' look for the thread that it has not. */
        if (f != NULL)
            (void)kill(getpid(), SIGKILL);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_int_equal(pthread_join(thread, &scratch), 0);
    assert_int_equal(scratch_folder_close(scratch, NULL), MPDATA_OK);
    assert_int_equal(rmdir(base), 0);
    free(base);
    (void)close(made[0]);
    (void)close(made[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_of_that_moment_can_make_its_own),
        cmocka_unit_test(a_folder_that_is_being_made_is_discarded_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
