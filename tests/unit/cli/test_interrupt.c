/* The linker sends mpdata_scratch_discard here: the moment in which a signal ends the process is as long as wanted. */
#include "harness.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "interrupt.h"

/* The main thread would have gone on by then. */
#define MOMENT_NS 200000000L

static int ending[2];

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
void __wrap_mpdata_scratch_discard(void);

void __wrap_mpdata_scratch_discard(void)
{
    const struct timespec moment = {0, MOMENT_NS};

    (void)!write(ending[1], "", 1);
    (void)nanosleep(&moment, NULL);
}

/* NOLINTEND(bugprone-reserved-identifier) */

static _Noreturn void run_child(void (*begin)(void))
{
    char byte = 0;

    if (pipe(ending) != 0 || !interrupt_start() || kill(getpid(), SIGTERM) != 0 ||
        read(ending[0], &byte, 1) != 1)
        _exit(1);
    begin();
    /* Here a file would be made. */
    _exit(7);
}

static void assert_ended_by_signal(void (*begin)(void))
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0)
        run_child(begin);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
}

static void watch_nothing(void)
{
    interrupt_watch(NULL);
}

static void nothing_is_begun_while_a_signal_ends_the_process(void **state)
{
    (void)state;
    assert_ended_by_signal(interrupt_hold);
    assert_ended_by_signal(watch_nothing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_begun_while_a_signal_ends_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
