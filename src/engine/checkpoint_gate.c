#include "engine/checkpoint_gate.h"

#include "base/error.h"
#include "engine/connection_private.h"

#define CHECKPOINT_INSIDE (-1)

/* `inside` is the number of those that write, or CHECKPOINT_INSIDE. */
static bool try_enter_alone(atomic_int *inside)
{
    int nobody = 0;

    return atomic_compare_exchange_strong(inside, &nobody, CHECKPOINT_INSIDE);
}

static bool try_enter_with_others(atomic_int *inside)
{
    int count = atomic_load(inside);

    while (count != CHECKPOINT_INSIDE)
        if (atomic_compare_exchange_weak(inside, &count, count + 1))
            return true;
    return false;
}

static bool try_enter(atomic_int *inside, engine_gate_pass pass)
{
    return pass == ENGINE_GATE_CHECKPOINT ? try_enter_alone(inside) : try_enter_with_others(inside);
}

static bool is_gated(const engine_connection *connection, engine_gate_pass pass)
{
    return !connection->is_unguarded &&
           (pass == ENGINE_GATE_WRITE || pass == ENGINE_GATE_CHECKPOINT);
}

static mpdata_status ask_guard(const engine_connection *connection, mpdata_error *error)
{
    const engine_database *database = connection->database;

    if (database->guard == NULL || connection->is_unguarded)
        return MPDATA_OK;
    return database->guard(database->guard_payload, connection, error);
}

mpdata_status engine_gate_enter(engine_connection *connection, engine_gate_pass pass,
                                engine_watch_callback watch, void *payload, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    while (is_gated(connection, pass) && !try_enter(&connection->database->inside_gate, pass)) {
        if (watch != NULL && watch(payload) != 0)
            return error_set(error, MPDATA_ERROR_INTERRUPTED, "interrupted");
        engine_pause();
    }
    if (pass == ENGINE_GATE_CHECKPOINT || pass == ENGINE_GATE_GUARDED)
        status = ask_guard(connection, error);
    if (status != MPDATA_OK)
        engine_gate_leave(connection, pass);
    return status;
}

void engine_gate_leave(engine_connection *connection, engine_gate_pass pass)
{
    if (!is_gated(connection, pass))
        return;
    if (pass == ENGINE_GATE_CHECKPOINT)
        atomic_store(&connection->database->inside_gate, 0);
    else
        (void)atomic_fetch_sub(&connection->database->inside_gate, 1);
}
