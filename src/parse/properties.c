#include "parse/properties.h"

#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

struct properties {
    yyjson_alc *allocator;
};

properties *properties_new(void)
{
    properties *p = malloc(sizeof(*p));

    if (p == NULL)
        return NULL;
    p->allocator = yyjson_alc_dyn_new();
    if (p->allocator == NULL) {
        free(p);
        return NULL;
    }
    return p;
}

void properties_free(properties *p)
{
    if (p == NULL)
        return;
    yyjson_alc_dyn_free(p->allocator);
    free(p);
}

static mpdata_text text_of(const char *text)
{
    return (mpdata_text){text, strlen(text)};
}

/* Arrays and objects are written anew, and `*written` is for the caller to free. */
static bool describe(yyjson_val *value, const yyjson_alc *allocator, property *out, char **written)
{
    switch (yyjson_get_type(value)) {
    case YYJSON_TYPE_NULL:
        out->type = PROPERTY_NULL;
        out->value = text_of("null");
        return true;
    case YYJSON_TYPE_BOOL:
        out->type = PROPERTY_BOOL;
        out->value = text_of(yyjson_get_bool(value) ? "true" : "false");
        return true;
    case YYJSON_TYPE_RAW:
        out->type = PROPERTY_NUMBER;
        out->value = (mpdata_text){yyjson_get_raw(value), yyjson_get_len(value)};
        return true;
    case YYJSON_TYPE_STR:
        out->type = PROPERTY_STRING;
        out->value = (mpdata_text){yyjson_get_str(value), yyjson_get_len(value)};
        return true;
    default:
        out->type = yyjson_is_arr(value) ? PROPERTY_ARRAY : PROPERTY_OBJECT;
        *written =
            yyjson_val_write_opts(value, YYJSON_WRITE_NOFLAG, allocator, &out->value.bytes, NULL);
        out->value.data = *written;
        return *written != NULL;
    }
}

static properties_status visit_members(const properties *p, yyjson_val *object,
                                       property_visitor visit, void *payload)
{
    yyjson_obj_iter members;
    bool goes_on = true;

    if (!yyjson_obj_iter_init(object, &members))
        return PROPERTIES_NO_OBJECT;

    for (yyjson_val *key = yyjson_obj_iter_next(&members); goes_on && key != NULL;
         key = yyjson_obj_iter_next(&members)) {
        property member = {{yyjson_get_str(key), yyjson_get_len(key)}, PROPERTY_NULL, {NULL, 0}};
        char *written = NULL;

        goes_on = describe(yyjson_obj_iter_get_val(key), p->allocator, &member, &written) &&
                  visit(&member, payload);
        if (written != NULL)
            p->allocator->free(p->allocator->ctx, written);
    }
    return goes_on ? PROPERTIES_OK : PROPERTIES_MEMORY;
}

properties_status properties_visit(properties *p, mpdata_text text, property_visitor visit,
                                   void *payload)
{
    yyjson_read_err error;
    /* Without the flag for reading in place the text is copied, and not written. */
    yyjson_doc *document = yyjson_read_opts((char *)(uintptr_t)text.data, text.bytes,
                                            YYJSON_READ_NUMBER_AS_RAW, p->allocator, &error);

    if (document == NULL)
        return error.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION ? PROPERTIES_MEMORY
                                                                 : PROPERTIES_NO_OBJECT;
    properties_status status = visit_members(p, yyjson_doc_get_root(document), visit, payload);
    yyjson_doc_free(document);
    return status;
}
