/*
 * Rows in Arrow's form, as a table that SQL can select from.
 */
#ifndef ENGINE_ARROW_H
#define ENGINE_ARROW_H

#include "engine/connection.h"
#include "mpdata/arrow.h"

/*
 * Makes the view `name`, whose rows are those of `stream`, which is borrowed and must outlive the view's use. It can be
 * selected from once, and DuckDB's threads read it one after the other.
 */
mpdata_status engine_arrow_view(engine_connection *connection, const char *name,
                                struct ArrowArrayStream *stream, mpdata_error *error);

#endif
