/*
 * What every event of a browser, an app or a server carries, in the order in which Mixpanel exports it.
 */
#ifndef GENERATE_EVENT_ORIGIN_H
#define GENERATE_EVENT_ORIGIN_H

#include <stdint.h>

#include "generate_random.h"
#include "generate_text.h"
#include "generate_user.h"

typedef enum insert_id_form {
    INSERT_ID_GIVEN,
    INSERT_ID_MISSING,
    INSERT_ID_NULL,
    INSERT_ID_EMPTY
} insert_id_form;

typedef struct event_origin {
    const user *who;
    random_stream *random;
    int64_t time_seconds;
    insert_id_form id_form;
    uint64_t insert_id[2];
} event_origin;

/* Each appends members, every one with a comma behind it. */
void event_origin_append_web(text *t, const event_origin *origin);
void event_origin_append_phone(text *t, const event_origin *origin);
void event_origin_append_server(text *t, const event_origin *origin);

#endif
