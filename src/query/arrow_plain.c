#include "query/arrow_plain.h"

ArrowErrorCode arrow_plain_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        NANOARROW_RETURN_NOT_OK(arrow_plain_schema(schema->children[i]));
    if (schema->dictionary == NULL)
        return NANOARROW_OK;
    ArrowSchemaRelease(schema->dictionary);
    ArrowFree(schema->dictionary);
    schema->dictionary = NULL;
    return ArrowSchemaSetFormat(schema, "u");
}

static ArrowErrorCode append_texts(const struct ArrowArrayView *view, struct ArrowArray *out)
{
    NANOARROW_RETURN_NOT_OK(ArrowArrayStartAppending(out));
    for (int64_t i = 0; i < view->length; i++) {
        if (ArrowArrayViewIsNull(view, i)) {
            NANOARROW_RETURN_NOT_OK(ArrowArrayAppendNull(out, 1));
            continue;
        }
        NANOARROW_RETURN_NOT_OK(ArrowArrayAppendString(
            out,
            ArrowArrayViewGetStringUnsafe(view->dictionary, ArrowArrayViewGetIntUnsafe(view, i))));
    }
    return NANOARROW_OK;
}

static ArrowErrorCode make_texts(const struct ArrowSchema *schema, const struct ArrowArray *array,
                                 struct ArrowArray *out, struct ArrowError *error)
{
    struct ArrowArrayView view;

    ArrowArrayViewInitFromType(&view, NANOARROW_TYPE_UNINITIALIZED);
    ArrowErrorCode code = ArrowArrayViewInitFromSchema(&view, schema, error);
    if (code == NANOARROW_OK)
        code = ArrowArrayViewSetArray(&view, array, error);
    if (code == NANOARROW_OK)
        code = append_texts(&view, out);
    ArrowArrayViewReset(&view);
    return code == NANOARROW_OK ? ArrowArrayFinishBuildingDefault(out, error) : code;
}

static ArrowErrorCode replace(const struct ArrowSchema *schema, struct ArrowArray *array,
                              struct ArrowError *error)
{
    struct ArrowArray texts;

    NANOARROW_RETURN_NOT_OK(ArrowArrayInitFromType(&texts, NANOARROW_TYPE_STRING));
    ArrowErrorCode code = make_texts(schema, array, &texts, error);
    if (code != NANOARROW_OK) {
        ArrowArrayRelease(&texts);
        return code;
    }
    ArrowArrayRelease(array);
    ArrowArrayMove(&texts, array);
    return NANOARROW_OK;
}

ArrowErrorCode arrow_plain_array(const struct ArrowSchema *schema, struct ArrowArray *array,
                                 struct ArrowError *error)
{
    if (schema->dictionary != NULL)
        return replace(schema, array, error);
    for (int64_t i = 0; i < schema->n_children; i++)
        NANOARROW_RETURN_NOT_OK(arrow_plain_array(schema->children[i], array->children[i], error));
    return NANOARROW_OK;
}
