/*
 * Something that is done again and again, with another call failing each time: it ends with an error that says so, or as if
 * nothing had failed, and nothing is lost (the sanitizers' leak check looks for that).
 */
#ifndef TEST_FAULT_FIXTURE_H
#define TEST_FAULT_FIXTURE_H

#include "harness.h"

#include <errno.h>
#include <stdbool.h>

#include "call_places.h"
#include "inject.h"
#include "mpdata.h"

/* What came out, in few bytes: 0 at first. */
typedef uint64_t outcome;

/* Releases again all that it made, whatever failed. What it gives is compared where it succeeds. */
typedef mpdata_status (*attempt)(void *payload, outcome *out, mpdata_error *error);

typedef struct fault {
    const char *function;
    unsigned long number;
    /* An errno. */
    int error;
    /* All calls from that one on. */
    bool stays;
} fault;

typedef struct trial {
    attempt try;
    void *payload;
    /* Before each attempt and after it, without faults; or NULL. `f` is NULL where nothing failed. */
    void (*before)(void *payload);
    void (*after)(void *payload, const fault *f, mpdata_status status);
} trial;

static inline void outcome_add(outcome *out, const void *data, size_t bytes)
{
    const unsigned char *at = data;

    for (size_t i = 0; i < bytes; i++)
        *out = (*out ^ at[i] ^ 0x100) * UINT64_C(1099511628211);
}

static inline void outcome_add_text(outcome *out, const char *text)
{
    outcome_add(out, text, strlen(text));
}

static inline void check_end(const fault *f, mpdata_status status, const mpdata_error *error,
                             bool is_same)
{
    if (status == MPDATA_OK && !is_same)
        fail_msg("%s %lu %d: success with another outcome", f->function, f->number, f->error);
    if (status == MPDATA_OK)
        return;
    if (error->code != status || error->message[0] == '\0')
        fail_msg("%s %lu %d: status %d, an error %d \"%s\"", f->function, f->number, f->error,
                 (int)status, (int)error->code, error->message);
    if (strcmp(f->function, "allocation") == 0 && status != MPDATA_ERROR_MEMORY &&
        strstr(error->message, strerror(ENOMEM)) == NULL)
        fail_msg("%s %lu: without memory: %d \"%s\"", f->function, f->number, (int)status,
                 error->message);
}

/* From here to end_fault the call of that number fails, "once", or it and all after it, "on". */
static inline void begin_fault(const char *function, unsigned long number, const char *how,
                               int error_number)
{
    char order[64];

    (void)snprintf(order, sizeof(order), "%s %lu %s %d", function, number, how, error_number);
    assert_true(inject_order(order));
}

/* Whether the call has come. */
static inline bool end_fault(void)
{
    bool was_reached = inject_was_reached();

    inject_end();
    return was_reached;
}

/* False where the call to fail has not come. */
static inline bool fail_one(const fault *f, const trial *t, outcome wanted)
{
    mpdata_error error;
    outcome found = 0;

    if (t->before != NULL)
        t->before(t->payload);
    memset(&error, 0, sizeof(error));
    begin_fault(f->function, f->number, f->stays ? "on" : "once", f->error);
    mpdata_status status = t->try(t->payload, &found, &error);
    bool was_reached = end_fault();
    if (!was_reached && status != MPDATA_OK)
        fail_msg("%s %lu has not come: %s", f->function, f->number, error.message);
    check_end(f, status, &error, found == wanted);
    if (t->after != NULL)
        t->after(t->payload, was_reached ? f : NULL, status);
    return was_reached;
}

static inline outcome succeed(const trial *t)
{
    outcome out = 0;
    mpdata_error error;

    if (t->before != NULL)
        t->before(t->payload);
    mpdata_status status = t->try(t->payload, &out, &error);
    if (status != MPDATA_OK)
        fail_msg("without a fault: %s", error.message);
    if (t->after != NULL)
        t->after(t->payload, NULL, status);
    return out;
}

/* Of so many calls one fails. What counts branches has each of them fail. */
#ifndef INJECT_STEP
#define INJECT_STEP 7
#endif
/* Where each attempt opens a file. */
#define SPARSE_STEP (INJECT_STEP * INJECT_STEP)

/* Each allocation fails. */
static inline void fail_each_allocation(attempt try, void *payload)
{
    const trial t = {try, payload, NULL, NULL};
    outcome wanted = succeed(&t);
    fault f = {"allocation", 1, ENOMEM, false};

    while (fail_one(&f, &t, wanted))
        f.number += INJECT_STEP;
}

/* Each fails, and then it and all that follow. */
static inline void fail_all_allocations(attempt try, void *payload)
{
    const trial t = {try, payload, NULL, NULL};
    outcome wanted = succeed(&t);
    fault f = {"allocation", 1, ENOMEM, true};

    fail_each_allocation(try, payload);
    while (fail_one(&f, &t, wanted))
        f.number += INJECT_STEP;
}

/* Each call of the function fails with the error. Gives how many there are. */
static inline unsigned long fail_each_call(const char *function, int error, const trial *t)
{
    outcome wanted = succeed(t);
    fault f = {function, 1, error, false};

    while (fail_one(&f, t, wanted))
        f.number++;
    return f.number - 1;
}

/* What the calls fail with: 0 at the end. */
static inline const int *errors_of(const char *function)
{
    static const struct {
        const char *function;
        int errors[4];
    } known[] = {
        {"allocation", {ENOMEM}},        {"engine", {EIO}},
        {"interruption", {EINTR}},       {"open", {EIO, ENOENT}},
        {"openat", {EIO, ENOENT}},       {"stat", {EIO, ENOENT}},
        {"read", {EIO, EINTR}},          {"pread", {EIO, EINTR}},
        {"write", {ENOSPC, EINTR}},      {"pwrite", {ENOSPC, EINTR}},
        {"flock", {EWOULDBLOCK, EINTR}}, {"fcntl", {EACCES, EINTR}},
        {"unlink", {EACCES, ENOENT}},    {"link", {EPERM, EIO}},
        {"mkdir", {EACCES, EEXIST}},
    };
    static const int other[2] = {EIO};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(known[i].function, function) == 0)
            return known[i].errors;
    return other;
}

static inline bool is_question(const char *function)
{
    return strcmp(function, "engine") == 0 || strcmp(function, "interruption") == 0;
}

/* Once without a fault; the places that its calls come from are kept. */
static inline void find_places(const trial *t)
{
    mpdata_error error;

    if (t->before != NULL)
        t->before(t->payload);
    assert_true(inject_order(""));
    call_places_begin();
    mpdata_status status = t->try(t->payload, &(outcome){0}, &error);
    call_places_end();
    inject_end();
    assert_int_equal(status, MPDATA_OK);
    if (t->after != NULL)
        t->after(t->payload, NULL, status);
}

/*
 * Of the calls that come from places from which none has come so far in this program each `step`-th fails, with each error that
 * its function has here. `questions_alone`: of those to DuckDB, and those for interruptions; test_injection.py has the others fail.
 */
static inline void fail_places(const trial *t, bool questions_alone, size_t step)
{
    size_t known = call_places_count();
    size_t found = 0;
    /* What is made once in a process is made before. */
    outcome wanted = succeed(t);

    find_places(t);
    for (size_t count = call_places_count(); known < count; known++) {
        fault f = {NULL, 0, 0, false};

        f.function = call_places_at(known, &f.number);
        if ((questions_alone && !is_question(f.function)) || found++ % step != 0)
            continue;
        for (const int *e = errors_of(f.function); *e != 0; e++) {
            f.error = *e;
            (void)fail_one(&f, t, wanted);
        }
    }
}

static inline void fail_new_places(const trial *t)
{
    fail_places(t, false, INJECT_STEP);
}

#endif
