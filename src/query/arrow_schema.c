#include "query/arrow_schema.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* What a copy owns, beside its children. */
typedef struct owned_texts {
    char *format;
    char *name;
    char *metadata;
} owned_texts;

static void release_copy(struct ArrowSchema *schema)
{
    owned_texts *texts = schema->private_data;

    for (int64_t i = 0; schema->children != NULL && i < schema->n_children; i++) {
        struct ArrowSchema *child = schema->children[i];
        /* One that a consumer has moved out is released by him. */
        if (child != NULL && child->release != NULL)
            child->release(child);
        free(child);
    }
    free(schema->children);
    if (schema->dictionary != NULL && schema->dictionary->release != NULL)
        schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
    if (texts != NULL) {
        free(texts->format);
        free(texts->name);
        free(texts->metadata);
    }
    free(texts);
    memset(schema, 0, sizeof(*schema));
}

/*
 * Arrow's metadata knows its length only from within: a count, then so many keys and values, each with its length before
 * it, all of them int32.
 */
static size_t metadata_bytes(const char *metadata)
{
    int32_t count = 0;
    size_t at = sizeof(count);

    memcpy(&count, metadata, sizeof(count));
    for (int64_t i = 0; i < (int64_t)count * 2; i++) {
        int32_t bytes = 0;

        memcpy(&bytes, metadata + at, sizeof(bytes));
        at += sizeof(bytes) + (size_t)bytes;
    }
    return at;
}

/* NULL stays NULL. False where memory ran out. */
static bool copy_bytes(const char *source, size_t bytes, char **out)
{
    if (source == NULL)
        return true;
    *out = malloc(bytes);
    if (*out == NULL)
        return false;
    memcpy(*out, source, bytes);
    return true;
}

static bool copy_text(const char *source, char **out)
{
    return copy_bytes(source, source == NULL ? 0 : strlen(source) + 1, out);
}

static bool copy_texts(const struct ArrowSchema *source, struct ArrowSchema *out)
{
    owned_texts *texts = calloc(1, sizeof(*texts));

    out->private_data = texts;
    if (texts == NULL)
        return false;
    bool done = copy_text(source->format, &texts->format) &&
                copy_text(source->name, &texts->name) &&
                copy_bytes(source->metadata,
                           source->metadata == NULL ? 0 : metadata_bytes(source->metadata),
                           &texts->metadata);
    out->format = texts->format;
    out->name = texts->name;
    out->metadata = texts->metadata;
    return done;
}

static bool copy_all(const struct ArrowSchema *source, struct ArrowSchema *out);

static bool copy_part(const struct ArrowSchema *source, struct ArrowSchema **out)
{
    *out = calloc(1, sizeof(**out));
    return *out != NULL && copy_all(source, *out);
}

static bool copy_children(const struct ArrowSchema *source, struct ArrowSchema *out)
{
    if (source->n_children == 0)
        return true;
    out->children = calloc((size_t)source->n_children, sizeof(struct ArrowSchema *));
    if (out->children == NULL)
        return false;
    out->n_children = source->n_children;
    for (int64_t i = 0; i < source->n_children; i++) {
        if (!copy_part(source->children[i], &out->children[i]))
            return false;
    }
    return true;
}

/* Where it fails, `out` holds what there is, and can be released. */
static bool copy_all(const struct ArrowSchema *source, struct ArrowSchema *out)
{
    memset(out, 0, sizeof(*out));
    out->flags = source->flags;
    out->release = release_copy;
    return copy_texts(source, out) && copy_children(source, out) &&
           (source->dictionary == NULL || copy_part(source->dictionary, &out->dictionary));
}

mpdata_status arrow_schema_copy(const struct ArrowSchema *source, struct ArrowSchema *out,
                                mpdata_error *error)
{
    if (copy_all(source, out))
        return MPDATA_OK;
    out->release(out);
    return error_set_memory(error);
}
