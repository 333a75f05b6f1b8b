#include "base/thread.h"

#include <signal.h>

bool thread_start(pthread_t *thread, void *(*work)(void *payload), void *payload)
{
    sigset_t all;
    sigset_t before;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool done = pthread_create(thread, NULL, work, payload) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return done;
}
