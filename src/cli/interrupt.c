#include "interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "exit_code.h"

/* How often the database is told again: the first word may have come before its work began. */
#define REPEAT_NS 100000000L

/* A second signal that comes later than this is meant. */
#define IMPATIENT_MS 1000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static mpdata_db *watched;
static bool is_held;
static atomic_int signal_number;
/* -1 unless the process outlives its interruptions. */
static atomic_int wake_fd = -1;

/* A signal that was ignored when the command began, as under nohup, stays so. */
static void add_unless_ignored(sigset_t *signals, int number)
{
    struct sigaction action = {.sa_handler = SIG_DFL};

    (void)sigaction(number, NULL, &action);
    if (action.sa_handler != SIG_IGN)
        (void)sigaddset(signals, number);
}

static void fill_signals(sigset_t *signals)
{
    (void)sigemptyset(signals);
    add_unless_ignored(signals, SIGINT);
    add_unless_ignored(signals, SIGTERM);
    add_unless_ignored(signals, SIGHUP);
}

static int64_t clock_ms(void)
{
    struct timespec now = {0, 0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* As if the signal had never been blocked. */
static void end_process(int number)
{
    sigset_t signals;

    fill_signals(&signals);
    /* What exit() would remove, and the signal does not. */
    mpdata_scratch_discard();
    (void)signal(number, SIG_DFL);
    (void)pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    (void)raise(number);
}

static void interrupt_watched(void)
{
    /* Not where the signal has just been forgotten: what is watched may be the next query by now. */
    if (watched != NULL && atomic_load(&signal_number) != 0)
        mpdata_db_interrupt(watched);
}

/* Whether it is the first one that counts. */
static bool is_first(int number)
{
    int earlier = atomic_load(&signal_number);

    return earlier == 0 || (interrupt_fd() >= 0 && earlier == SIGINT && number != SIGINT);
}

/* Both or neither: interrupt_forget must not come between them, or a shell would be woken for ever by what is forgotten. */
static void keep_signal(int number)
{
    uint64_t one = 1;

    atomic_store(&signal_number, number);
    if (interrupt_fd() >= 0)
        (void)!write(interrupt_fd(), &one, sizeof(one));
}

static void take_signal(int number)
{
    static int64_t first_ms;

    /* One wish to end can come as two signals: to the process, and to its group. */
    if (!is_first(number)) {
        bool is_outlived = interrupt_fd() >= 0 && number == SIGINT;
        if (!is_outlived && clock_ms() - first_ms >= IMPATIENT_MS)
            end_process(number);
        return;
    }
    first_ms = clock_ms();
    keep_signal(number);
    if (watched == NULL && !is_held)
        end_process(number);
    interrupt_watched();
}

/* A signal, or 0 for a while without one. Whoever begins to hold or to watch while the process ends waits for its end. */
static void take_or_repeat(int number)
{
    (void)pthread_mutex_lock(&mutex);
    if (number > 0)
        take_signal(number);
    else
        interrupt_watched();
    (void)pthread_mutex_unlock(&mutex);
}

void interrupt_shield(sigset_t *before)
{
    sigset_t all;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, before);
}

static void *take_signals(void *payload)
{
    const struct timespec pause = {0, REPEAT_NS};
    sigset_t signals;

    (void)payload;
    interrupt_shield(NULL);
    fill_signals(&signals);
    for (;;) {
        bool came = atomic_load(&signal_number) != 0;
        int number = came ? sigtimedwait(&signals, NULL, &pause) : sigwaitinfo(&signals, NULL);

        if (number > 0 || came)
            take_or_repeat(number);
    }
    return NULL;
}

bool interrupt_start(void)
{
    sigset_t signals;
    pthread_t thread;

    fill_signals(&signals);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, take_signals, NULL) != 0)
        return false;
    return pthread_detach(thread) == 0;
}

void interrupt_watch(mpdata_db *db)
{
    (void)pthread_mutex_lock(&mutex);
    watched = db;
    is_held = false;
    (void)pthread_mutex_unlock(&mutex);
}

void interrupt_hold(void)
{
    (void)pthread_mutex_lock(&mutex);
    watched = NULL;
    is_held = true;
    (void)pthread_mutex_unlock(&mutex);
}

bool interrupt_came(void)
{
    return atomic_load(&signal_number) != 0;
}

bool interrupt_outlive(void)
{
    if (interrupt_fd() < 0)
        atomic_store(&wake_fd, eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    return interrupt_fd() >= 0;
}

int interrupt_fd(void)
{
    return atomic_load(&wake_fd);
}

void interrupt_forget(void)
{
    int interrupted = SIGINT;
    uint64_t count = 0;

    (void)pthread_mutex_lock(&mutex);
    if (atomic_compare_exchange_strong(&signal_number, &interrupted, 0))
        (void)!read(interrupt_fd(), &count, sizeof(count));
    (void)pthread_mutex_unlock(&mutex);
}

int interrupt_exit_code(void)
{
    int number = atomic_load(&signal_number);

    return number == 0 ? EXIT_CODE_INTERRUPTED : 128 + number;
}
