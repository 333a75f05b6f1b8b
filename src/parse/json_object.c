#include "parse/json_object.h"

#include <yyjson.h>

bool json_is_valid(const char *text, size_t bytes, bool *had_memory)
{
    yyjson_read_err reason;
    /* Without the flag for reading in place the text is copied, and not written. */
    yyjson_doc *document =
        yyjson_read_opts((char *)(uintptr_t)text, bytes, YYJSON_READ_NUMBER_AS_RAW, NULL, &reason);

    yyjson_doc_free(document);
    *had_memory = reason.code != YYJSON_READ_ERROR_MEMORY_ALLOCATION;
    return document != NULL;
}

/* yyjson's document under our name: its header stays in this folder. */
static yyjson_doc *document_of(const json_object *object)
{
    return (yyjson_doc *)(uintptr_t)object;
}

json_object *json_object_read(const char *text, size_t bytes)
{
    /* Without the flag for reading in place the text is copied, and not written. */
    yyjson_doc *document = yyjson_read(text, bytes, YYJSON_READ_NOFLAG);

    if (document != NULL && !yyjson_is_obj(yyjson_doc_get_root(document))) {
        yyjson_doc_free(document);
        document = NULL;
    }
    return (json_object *)document;
}

const char *json_object_text(const json_object *object, const char *key)
{
    return yyjson_get_str(yyjson_obj_get(yyjson_doc_get_root(document_of(object)), key));
}

void json_object_free(json_object *object)
{
    yyjson_doc_free(document_of(object));
}
