/*
 * The members of a JSON object, one by one.
 */
#ifndef PARSE_PROPERTIES_H
#define PARSE_PROPERTIES_H

#include <stdbool.h>
#include <stddef.h>

#include "mpdata/value.h"

typedef enum property_type {
    PROPERTY_NULL,
    PROPERTY_BOOL,
    PROPERTY_NUMBER,
    PROPERTY_STRING,
    PROPERTY_ARRAY,
    PROPERTY_OBJECT
} property_type;

typedef struct property {
    mpdata_text name;
    property_type type;
    /* A string without its quotes and escapes, anything else as JSON. Borrowed for the call. */
    mpdata_text value;
} property;

/* False where memory ran out. */
typedef bool (*property_visitor)(const property *member, void *payload);

/* Memory that is used again for each object; one thread at a time. */
typedef struct properties properties;

/* NULL where memory ran out. */
properties *properties_new(void);

typedef enum properties_status {
    PROPERTIES_OK,
    /* The text is no JSON object: nothing was visited. */
    PROPERTIES_NO_OBJECT,
    PROPERTIES_MEMORY
} properties_status;

properties_status properties_visit(properties *p, mpdata_text text, property_visitor visit,
                                   void *payload);
void properties_free(properties *p);

#endif
