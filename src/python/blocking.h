/*
 * Work that takes long: done without the GIL, and ended by Ctrl-C.
 */
#ifndef PYTHON_BLOCKING_H
#define PYTHON_BLOCKING_H

#include "module.h"

#include <stdatomic.h>

#include "mpdata.h"

typedef void (*blocking_work)(void *payload);

/* Called every now and then with the GIL, on the thread that waits; false with an exception set ends the work. */
typedef bool (*blocking_tick)(void *payload);

typedef struct blocking_call {
    blocking_work work;
    void *payload;
    /* Each may be NULL. Told to stop, and set, where the work shall end. */
    mpdata_db *db;
    atomic_bool *is_unwanted;
    blocking_tick tick;
    void *tick_payload;
} blocking_call;

/*
 * Does the work, and returns when it has ended. False with an exception set where a signal's handler (that of Ctrl-C
 * above all) or the tick raised one meanwhile; the database was then told to stop, which the work may have come too late to heed.
 */
bool blocking_run(const module_state *state, const blocking_call *call);

#endif
