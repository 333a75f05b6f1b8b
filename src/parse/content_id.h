/*
 * The id of an event that came without one: made from its content, so that the same event has the same id in
 * every load.
 */
#ifndef PARSE_CONTENT_ID_H
#define PARSE_CONTENT_ID_H

#include "mpdata/value.h"
#include "parse/record.h"

/* "mp:" and a 128-bit hash in hexadecimal. */
#define CONTENT_ID_BYTES (3 + 32)

typedef struct content_id {
    char text[CONTENT_ID_BYTES + 1];
} content_id;

/*
 * From event_name, time, distinct_id and properties. The text lies in `id`. The hash is part of the format of
 * the database: it never changes.
 */
mpdata_text content_id_make(content_id *id, const record *event);

#endif
