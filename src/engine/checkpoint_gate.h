/*
 * Keeps statements that write and checkpoints apart, over all connections to a database. DuckDB gives the blocks that a checkpoint
 * frees out before the checkpoint stands: what a large insert wrote into them would be missing in the state before. Not for
 * other folders.
 */
#ifndef ENGINE_CHECKPOINT_GATE_H
#define ENGINE_CHECKPOINT_GATE_H

#include "engine/connection.h"

typedef enum engine_gate_pass {
    /* Writes nothing. */
    ENGINE_GATE_READ,
    /* Any number of them at a time. */
    ENGINE_GATE_WRITE,
    /* May come to a checkpoint: alone, and the guard is asked. */
    ENGINE_GATE_CHECKPOINT,
    /* May come to one, but waits for nobody and is waited for by none: the guard is asked, and that is all. */
    ENGINE_GATE_GUARDED
} engine_gate_pass;

/*
 * Before the statement: waits for those in its way. `watch` may be NULL; anything but 0 from it ends the wait with
 * MPDATA_ERROR_INTERRUPTED. Where it fails, and only there, engine_gate_leave must not be called.
 */
mpdata_status engine_gate_enter(engine_connection *connection, engine_gate_pass pass,
                                engine_watch_callback watch, void *payload, mpdata_error *error);
/* After it. */
void engine_gate_leave(engine_connection *connection, engine_gate_pass pass);

#endif
