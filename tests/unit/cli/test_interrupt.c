/* The linker sends mpdata_scratch_discard here: the moment in which a signal ends the process is as long as wanted. */
#include "harness.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The command has a function of that name. */
#undef fail
#include "exit_code.h"
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

static void pause_ms(long ms)
{
    const struct timespec moment = {ms / 1000, ms % 1000 * 1000000};

    (void)nanosleep(&moment, NULL);
}

/* Until the thread for signals has it. */
static void send(int number)
{
    sigset_t pending;

    if (kill(getpid(), number) != 0)
        _exit(1);
    do {
        pause_ms(1);
        (void)sigpending(&pending);
    } while (sigismember(&pending, number) == 1);
}

static void expect(bool holds, int code)
{
    if (!holds)
        _exit(code);
}

static void expect_exit_code(int wanted, int code)
{
    /* Without a signal it is that of Ctrl-C, too. */
    for (int patience = 10000; !interrupt_came() || interrupt_exit_code() != wanted; patience--) {
        expect(patience > 0, code);
        pause_ms(1);
    }
}

/* Each exit code but 0 is that of what did not hold. */
static _Noreturn void be_a_shell(void)
{
    /* Where the tests run in the background, the shell that started them may have had it ignored. */
    (void)signal(SIGINT, SIG_DFL);
    expect(interrupt_start() && interrupt_outlive(), 1);
    int fd = interrupt_fd();
    expect(interrupt_outlive() && interrupt_fd() == fd, 2);
    interrupt_hold();
    expect(interrupt_exit_code() == EXIT_CODE_INTERRUPTED && !interrupt_came(), 3);
    send(SIGINT);
    expect_exit_code(128 + SIGINT, 4);
    /* So long after the first one a second would be meant, if it were no shell. */
    pause_ms(1100);
    send(SIGINT);
    send(SIGTERM);
    expect_exit_code(128 + SIGTERM, 5);
    /* What comes with it is the same wish. */
    send(SIGINT);
    send(SIGHUP);
    pause_ms(50);
    interrupt_forget();
    expect(interrupt_exit_code() == 128 + SIGTERM, 6);
    _exit(0);
}

static void a_shell_outlives_each_ctrl_c_and_ends_by_what_else_comes(void **state)
{
    pid_t pid = fork();
    int status = 0;

    (void)state;
    if (pid == 0)
        be_a_shell();
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_begun_while_a_signal_ends_the_process),
        cmocka_unit_test(a_shell_outlives_each_ctrl_c_and_ends_by_what_else_comes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
