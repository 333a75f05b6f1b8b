#include "query/arrow_bool.h"

#include <string.h>

static bool is_byte(const struct ArrowSchema *schema)
{
    struct ArrowStringView name = ArrowCharView(NULL);

    return strcmp(schema->format, "c") == 0 && schema->metadata != NULL &&
           ArrowMetadataGetValue(schema->metadata, ArrowCharView("ARROW:extension:name"), &name) ==
               NANOARROW_OK &&
           name.size_bytes == (int64_t)strlen("arrow.bool8") &&
           memcmp(name.data, "arrow.bool8", strlen("arrow.bool8")) == 0;
}

bool arrow_bool_is_in(const struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (arrow_bool_is_in(schema->children[i]))
            return true;
    }
    return is_byte(schema);
}

void arrow_bool_rename(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        arrow_bool_rename(schema->children[i]);
    if (is_byte(schema)) {
        schema->format = "b";
        schema->metadata = NULL;
    }
}

static ArrowErrorCode append_bits(const struct ArrowArray *bytes, struct ArrowArray *out)
{
    const uint8_t *validity = bytes->buffers[0];
    const int8_t *values = bytes->buffers[1];

    NANOARROW_RETURN_NOT_OK(ArrowArrayStartAppending(out));
    NANOARROW_RETURN_NOT_OK(ArrowArrayReserve(out, bytes->length));
    for (int64_t i = bytes->offset; i < bytes->offset + bytes->length; i++) {
        bool is_null = validity != NULL && !ArrowBitGet(validity, i);
        NANOARROW_RETURN_NOT_OK(is_null ? ArrowArrayAppendNull(out, 1)
                                        : ArrowArrayAppendInt(out, values[i] != 0));
    }
    return ArrowArrayFinishBuildingDefault(out, NULL);
}

static ArrowErrorCode replace(struct ArrowArray *array)
{
    struct ArrowArray bits;

    NANOARROW_RETURN_NOT_OK(ArrowArrayInitFromType(&bits, NANOARROW_TYPE_BOOL));
    ArrowErrorCode code = append_bits(array, &bits);
    if (code != NANOARROW_OK) {
        ArrowArrayRelease(&bits);
        return code;
    }
    ArrowArrayRelease(array);
    ArrowArrayMove(&bits, array);
    return NANOARROW_OK;
}

ArrowErrorCode arrow_bool_pack(const struct ArrowSchema *schema, struct ArrowArray *array)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        NANOARROW_RETURN_NOT_OK(arrow_bool_pack(schema->children[i], array->children[i]));
    return is_byte(schema) ? replace(array) : NANOARROW_OK;
}
