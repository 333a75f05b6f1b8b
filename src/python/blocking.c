/*
 * Python runs the handlers of signals on its main thread alone, and between two of its own instructions. So where that
 * thread waits, another one does the work, and the main thread looks for signals meanwhile.
 */
#include "blocking.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#define LOOK_NS 20000000L
#define SECOND_NS 1000000000L

typedef struct blocking_thread {
    const blocking_call *call;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool has_ended;
} blocking_thread;

/* Whether signals are handled on this thread. */
static int is_main_thread(const module_state *state)
{
    PyObject *thread = PyObject_CallNoArgs(state->main_thread);
    PyObject *main_ident = thread == NULL ? NULL : PyObject_GetAttrString(thread, "ident");
    /* Nothing is called while an exception is set. */
    PyObject *ident = main_ident == NULL ? NULL : PyObject_CallNoArgs(state->thread_ident);
    int answer = ident == NULL ? -1 : PyObject_RichCompareBool(main_ident, ident, Py_EQ);

    Py_XDECREF(thread);
    Py_XDECREF(main_ident);
    Py_XDECREF(ident);
    return answer;
}

static void *do_work(void *payload)
{
    blocking_thread *t = payload;

    t->call->work(t->call->payload);
    (void)pthread_mutex_lock(&t->mutex);
    t->has_ended = true;
    (void)pthread_cond_signal(&t->changed);
    (void)pthread_mutex_unlock(&t->mutex);
    return NULL;
}

static bool wait_a_while(blocking_thread *t)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LOOK_NS;
    if (until.tv_nsec >= SECOND_NS) {
        until.tv_sec++;
        until.tv_nsec -= SECOND_NS;
    }
    (void)pthread_mutex_lock(&t->mutex);
    if (!t->has_ended)
        (void)pthread_cond_timedwait(&t->changed, &t->mutex, &until);
    bool has_ended = t->has_ended;
    (void)pthread_mutex_unlock(&t->mutex);
    return has_ended;
}

/* Time and again: the first word may come before the work begins to listen. */
static void tell_to_stop(const blocking_call *call)
{
    if (call->is_unwanted != NULL)
        atomic_store(call->is_unwanted, true);
    if (call->db != NULL)
        mpdata_db_interrupt(call->db);
}

/* With the GIL, which is free while it waits. False where a handler or the tick raised an exception. */
static bool wait_for_end(blocking_thread *t)
{
    const blocking_call *call = t->call;
    bool is_wanted = true;
    bool has_ended = false;

    while (!has_ended) {
        Py_BEGIN_ALLOW_THREADS has_ended = wait_a_while(t);
        Py_END_ALLOW_THREADS if (is_wanted && PyErr_CheckSignals() != 0) is_wanted = false;
        if (is_wanted && call->tick != NULL && !call->tick(call->tick_payload))
            is_wanted = false;
        if (!is_wanted && !has_ended)
            tell_to_stop(call);
    }
    return is_wanted;
}

/* Signals are for the threads that Python knows. */
static bool start(pthread_t *thread, blocking_thread *t)
{
    sigset_t all;
    sigset_t before;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool done = pthread_create(thread, NULL, do_work, t) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return done;
}

static bool run_on_another(const blocking_call *call)
{
    blocking_thread t = {call, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    pthread_t thread;

    if (!start(&thread, &t)) {
        PyErr_SetString(PyExc_MemoryError, "the system refused a thread");
        return false;
    }
    bool is_good = wait_for_end(&t);
    (void)pthread_join(thread, NULL);
    (void)pthread_cond_destroy(&t.changed);
    (void)pthread_mutex_destroy(&t.mutex);
    return is_good;
}

bool blocking_run(const module_state *state, const blocking_call *call)
{
    int is_main = is_main_thread(state);

    if (is_main < 0)
        return false;
    if (is_main || call->tick != NULL)
        return run_on_another(call);
    Py_BEGIN_ALLOW_THREADS call->work(call->payload);
    Py_END_ALLOW_THREADS return true;
}
