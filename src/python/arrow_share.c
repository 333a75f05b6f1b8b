#include "arrow_share.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arrow_field.h"

#define FIRST_CAPACITY 16

arrow_share *arrow_share_new(void)
{
    arrow_share *share = calloc(1, sizeof(*share));

    if (share != NULL)
        atomic_init(&share->references, 1);
    return share;
}

static arrow_share *take(arrow_share *share)
{
    (void)atomic_fetch_add(&share->references, 1);
    return share;
}

void arrow_share_drop(arrow_share *share)
{
    if (atomic_fetch_sub(&share->references, 1) > 1)
        return;
    for (size_t i = 0; i < share->count; i++)
        share->arrays[i].release(&share->arrays[i]);
    free(share->arrays);
    if (share->schema.release != NULL)
        share->schema.release(&share->schema);
    free(share);
}

bool arrow_share_add(arrow_share *share, struct ArrowArray *array)
{
    if (share->count == share->capacity) {
        size_t capacity = share->capacity == 0 ? FIRST_CAPACITY : share->capacity * 2;
        struct ArrowArray *arrays = realloc(share->arrays, capacity * sizeof(*arrays));

        if (arrays == NULL)
            return false;
        share->arrays = arrays;
        share->capacity = capacity;
    }
    share->arrays[share->count++] = *array;
    share->rows += array->length;
    return true;
}

/* Every column is cut, for not every consumer heeds the offset of a struct. */
static void cut_rows(struct ArrowArray *array, int64_t skipped)
{
    for (int64_t i = 0; i < array->n_children; i++) {
        struct ArrowArray *column = array->children[i];

        column->offset += skipped;
        column->length -= skipped;
        if (column->null_count > 0)
            column->null_count = -1;
    }
    array->length -= skipped;
}

bool arrow_share_put_before(arrow_share *share, arrow_share *from, int64_t skipped)
{
    size_t count = share->count + from->count;
    struct ArrowArray *arrays = calloc(count + 1, sizeof(*arrays));
    size_t kept = 0;

    if (arrays == NULL)
        return false;
    for (size_t i = 0; i < from->count; i++) {
        struct ArrowArray *array = &from->arrays[i];
        int64_t here = skipped < array->length ? skipped : array->length;

        skipped -= here;
        if (here == array->length) {
            array->release(array);
            continue;
        }
        cut_rows(array, here);
        share->rows += array->length;
        arrays[kept++] = *array;
    }
    from->count = 0;
    from->rows = 0;
    if (share->count > 0)
        memcpy(&arrays[kept], share->arrays, share->count * sizeof(*arrays));
    free(share->arrays);
    share->arrays = arrays;
    share->count += kept;
    share->capacity = count + 1;
    return true;
}

/* ---- Lent schemas and arrays: nodes of their own, over the bytes of the originals -------------------- */

/* A consumer may move children out, so every node holds a reference of its own. */
static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i] != NULL && schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    free(schema->children);
    if (schema->dictionary != NULL && schema->dictionary->release != NULL)
        schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
    arrow_share_drop(schema->private_data);
    memset(schema, 0, sizeof(*schema));
}

static bool lend_schema(arrow_share *share, const struct ArrowSchema *source, bool is_plain,
                        struct ArrowSchema *out);

static bool lend_schema_node(arrow_share *share, const struct ArrowSchema *source, bool is_plain,
                             struct ArrowSchema **out)
{
    *out = calloc(1, sizeof(**out));
    return *out != NULL && lend_schema(share, source, is_plain, *out);
}

/* Where it fails, `out` can be released all the same. */
static bool lend_schema(arrow_share *share, const struct ArrowSchema *source, bool is_plain,
                        struct ArrowSchema *out)
{
    *out = *source;
    if (is_plain && arrow_schema_is_json(source))
        out->metadata = NULL;
    out->release = release_schema;
    out->private_data = take(share);
    out->n_children = 0;
    out->dictionary = NULL;
    out->children = calloc((size_t)source->n_children + 1, sizeof(struct ArrowSchema *));
    if (out->children == NULL)
        return false;
    while (out->n_children < source->n_children) {
        int64_t i = out->n_children++;

        if (!lend_schema_node(share, source->children[i], is_plain, &out->children[i]))
            return false;
    }
    return source->dictionary == NULL ||
           lend_schema_node(share, source->dictionary, is_plain, &out->dictionary);
}

static void release_array(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i] != NULL && array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    free(array->children);
    if (array->dictionary != NULL && array->dictionary->release != NULL)
        array->dictionary->release(array->dictionary);
    free(array->dictionary);
    arrow_share_drop(array->private_data);
    memset(array, 0, sizeof(*array));
}

static bool lend_array(arrow_share *share, const struct ArrowArray *source, struct ArrowArray *out);

static bool lend_array_node(arrow_share *share, const struct ArrowArray *source,
                            struct ArrowArray **out)
{
    *out = calloc(1, sizeof(**out));
    return *out != NULL && lend_array(share, source, *out);
}

static bool lend_array(arrow_share *share, const struct ArrowArray *source, struct ArrowArray *out)
{
    *out = *source;
    out->release = release_array;
    out->private_data = take(share);
    out->n_children = 0;
    out->dictionary = NULL;
    out->children = calloc((size_t)source->n_children + 1, sizeof(struct ArrowArray *));
    if (out->children == NULL)
        return false;
    while (out->n_children < source->n_children) {
        int64_t i = out->n_children++;

        if (!lend_array_node(share, source->children[i], &out->children[i]))
            return false;
    }
    return source->dictionary == NULL ||
           lend_array_node(share, source->dictionary, &out->dictionary);
}

/* ---- The stream ----------------------------------------------------------------------------------- */

typedef struct lent_stream {
    arrow_share *share;
    size_t next;
    bool is_plain;
} lent_stream;

static int get_schema(struct ArrowArrayStream *self, struct ArrowSchema *out)
{
    const lent_stream *stream = self->private_data;

    if (lend_schema(stream->share, &stream->share->schema, stream->is_plain, out))
        return 0;
    out->release(out);
    return ENOMEM;
}

static int get_next(struct ArrowArrayStream *self, struct ArrowArray *out)
{
    lent_stream *stream = self->private_data;

    memset(out, 0, sizeof(*out));
    if (stream->next == stream->share->count)
        return 0;
    if (!lend_array(stream->share, &stream->share->arrays[stream->next], out)) {
        out->release(out);
        return ENOMEM;
    }
    stream->next++;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *self)
{
    (void)self;
    return "memory ran out";
}

static void release(struct ArrowArrayStream *self)
{
    lent_stream *stream = self->private_data;

    arrow_share_drop(stream->share);
    free(stream);
    memset(self, 0, sizeof(*self));
}

bool arrow_share_stream(arrow_share *share, bool is_plain, struct ArrowArrayStream *out)
{
    lent_stream *stream = calloc(1, sizeof(*stream));

    if (stream == NULL)
        return false;
    stream->share = take(share);
    stream->is_plain = is_plain;
    *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release, stream};
    return true;
}
