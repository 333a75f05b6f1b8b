#include "engine/column.h"

#include <stdlib.h>
#include <string.h>

#include "engine/column_private.h"

/* TIMESTAMPTZ_NS came with DuckDB 2.0; the header that mpdata is built with is older. */
enum { TYPE_ID_TIMESTAMP_TZ_NS = 42 };

/* Everything that is not named here is ENGINE_UNKNOWN, which is 0. */
static engine_kind kind_of(duckdb_type id)
{
    static const engine_kind kinds[] = {
        [DUCKDB_TYPE_SQLNULL] = ENGINE_NULL,
        [DUCKDB_TYPE_BOOLEAN] = ENGINE_BOOLEAN,
        [DUCKDB_TYPE_TINYINT] = ENGINE_INT8,
        [DUCKDB_TYPE_SMALLINT] = ENGINE_INT16,
        [DUCKDB_TYPE_INTEGER] = ENGINE_INT32,
        [DUCKDB_TYPE_BIGINT] = ENGINE_INT64,
        [DUCKDB_TYPE_HUGEINT] = ENGINE_INT128,
        [DUCKDB_TYPE_UTINYINT] = ENGINE_UINT8,
        [DUCKDB_TYPE_USMALLINT] = ENGINE_UINT16,
        [DUCKDB_TYPE_UINTEGER] = ENGINE_UINT32,
        [DUCKDB_TYPE_UBIGINT] = ENGINE_UINT64,
        [DUCKDB_TYPE_UHUGEINT] = ENGINE_UINT128,
        [DUCKDB_TYPE_FLOAT] = ENGINE_FLOAT,
        [DUCKDB_TYPE_DOUBLE] = ENGINE_DOUBLE,
        [DUCKDB_TYPE_DECIMAL] = ENGINE_DECIMAL,
        [DUCKDB_TYPE_VARCHAR] = ENGINE_TEXT,
        [DUCKDB_TYPE_BLOB] = ENGINE_BLOB,
        [DUCKDB_TYPE_BIT] = ENGINE_BIT,
        [DUCKDB_TYPE_BIGNUM] = ENGINE_BIGNUM,
        [DUCKDB_TYPE_UUID] = ENGINE_UUID,
        [DUCKDB_TYPE_ENUM] = ENGINE_ENUM,
        [DUCKDB_TYPE_DATE] = ENGINE_DATE,
        [DUCKDB_TYPE_TIME] = ENGINE_TIME,
        [DUCKDB_TYPE_TIME_NS] = ENGINE_TIME_NS,
        [DUCKDB_TYPE_TIME_TZ] = ENGINE_TIME_TZ,
        [DUCKDB_TYPE_TIMESTAMP] = ENGINE_TIMESTAMP,
        [DUCKDB_TYPE_TIMESTAMP_S] = ENGINE_TIMESTAMP_S,
        [DUCKDB_TYPE_TIMESTAMP_MS] = ENGINE_TIMESTAMP_MS,
        [DUCKDB_TYPE_TIMESTAMP_NS] = ENGINE_TIMESTAMP_NS,
        [DUCKDB_TYPE_TIMESTAMP_TZ] = ENGINE_TIMESTAMP_TZ,
        [TYPE_ID_TIMESTAMP_TZ_NS] = ENGINE_TIMESTAMP_TZ_NS,
        [DUCKDB_TYPE_INTERVAL] = ENGINE_INTERVAL,
        [DUCKDB_TYPE_LIST] = ENGINE_LIST,
        [DUCKDB_TYPE_ARRAY] = ENGINE_ARRAY,
        [DUCKDB_TYPE_STRUCT] = ENGINE_STRUCT,
        [DUCKDB_TYPE_MAP] = ENGINE_MAP,
        [DUCKDB_TYPE_UNION] = ENGINE_UNION,
    };
    size_t index = (size_t)id;

    return index < sizeof(kinds) / sizeof(kinds[0]) ? kinds[index] : ENGINE_UNKNOWN;
}

static uint8_t storage_bytes(duckdb_type id)
{
    switch (id) {
    case DUCKDB_TYPE_UTINYINT:
        return 1;
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_USMALLINT:
        return 2;
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_UINTEGER:
        return 4;
    case DUCKDB_TYPE_BIGINT:
        return 8;
    default:
        return 16;
    }
}

/* A string that DuckDB allocated, as one of ours. */
static char *take_string(const duckdb_api *api, char *text)
{
    char *copy = strdup(text == NULL ? "" : text);

    api->duckdb_free(text);
    return copy;
}

static bool read_dictionary(const duckdb_api *api, duckdb_logical_type logical, engine_type *out)
{
    uint32_t count = api->duckdb_enum_dictionary_size(logical);

    out->storage_bytes = storage_bytes(api->duckdb_enum_internal_type(logical));
    out->dictionary = calloc((size_t)count + 1, sizeof(*out->dictionary));
    if (out->dictionary == NULL)
        return false;
    out->dictionary_count = count;
    for (uint32_t i = 0; i < count; i++) {
        out->dictionary[i] = take_string(api, api->duckdb_enum_dictionary_value(logical, i));
        if (out->dictionary[i] == NULL)
            return false;
    }
    return true;
}

static bool read_child(const duckdb_api *api, duckdb_logical_type logical, engine_type *out)
{
    bool done = engine_type_read(api, logical, out);

    api->duckdb_destroy_logical_type(&logical);
    return done;
}

static bool make_children(engine_type *type, size_t count, bool named)
{
    type->children = calloc(count + 1, sizeof(*type->children));
    if (named)
        type->child_names = calloc(count + 1, sizeof(*type->child_names));
    if (type->children == NULL || (named && type->child_names == NULL))
        return false;
    type->child_count = count;
    return true;
}

static bool read_element(const duckdb_api *api, duckdb_logical_type element, engine_type *out)
{
    if (make_children(out, 1, false))
        return read_child(api, element, &out->children[0]);
    api->duckdb_destroy_logical_type(&element);
    return false;
}

static bool read_map(const duckdb_api *api, duckdb_logical_type logical, engine_type *out)
{
    return make_children(out, 2, false) &&
           read_child(api, api->duckdb_map_type_key_type(logical), &out->children[0]) &&
           read_child(api, api->duckdb_map_type_value_type(logical), &out->children[1]);
}

static bool read_struct(const duckdb_api *api, duckdb_logical_type logical, engine_type *out)
{
    if (!make_children(out, (size_t)api->duckdb_struct_type_child_count(logical), true))
        return false;
    for (size_t i = 0; i < out->child_count; i++) {
        out->child_names[i] = take_string(api, api->duckdb_struct_type_child_name(logical, i));
        if (out->child_names[i] == NULL ||
            !read_child(api, api->duckdb_struct_type_child_type(logical, i), &out->children[i]))
            return false;
    }
    return true;
}

static bool read_union(const duckdb_api *api, duckdb_logical_type logical, engine_type *out)
{
    if (!make_children(out, (size_t)api->duckdb_union_type_member_count(logical), true))
        return false;
    for (size_t i = 0; i < out->child_count; i++) {
        out->child_names[i] = take_string(api, api->duckdb_union_type_member_name(logical, i));
        if (out->child_names[i] == NULL ||
            !read_child(api, api->duckdb_union_type_member_type(logical, i), &out->children[i]))
            return false;
    }
    return true;
}

static void read_alias(const duckdb_api *api, duckdb_logical_type logical, engine_type *out)
{
    char *alias = api->duckdb_logical_type_get_alias(logical);

    out->is_json = alias != NULL && strcmp(alias, "JSON") == 0;
    api->duckdb_free(alias);
}

bool engine_type_read(const duckdb_api *api, duckdb_logical_type logical, engine_type *out)
{
    memset(out, 0, sizeof(*out));
    out->kind = kind_of(api->duckdb_get_type_id(logical));
    switch (out->kind) {
    case ENGINE_TEXT:
        read_alias(api, logical, out);
        return true;
    case ENGINE_DECIMAL:
        out->decimal_width = api->duckdb_decimal_width(logical);
        out->decimal_scale = api->duckdb_decimal_scale(logical);
        out->storage_bytes = storage_bytes(api->duckdb_decimal_internal_type(logical));
        return true;
    case ENGINE_ENUM:
        return read_dictionary(api, logical, out);
    case ENGINE_LIST:
        return read_element(api, api->duckdb_list_type_child_type(logical), out);
    case ENGINE_ARRAY:
        out->array_size = api->duckdb_array_type_array_size(logical);
        return read_element(api, api->duckdb_array_type_child_type(logical), out);
    case ENGINE_STRUCT:
        return read_struct(api, logical, out);
    case ENGINE_MAP:
        return read_map(api, logical, out);
    case ENGINE_UNION:
        return read_union(api, logical, out);
    default:
        return true;
    }
}

void engine_type_dispose(engine_type *type)
{
    for (size_t i = 0; i < type->child_count; i++) {
        engine_type_dispose(&type->children[i]);
        if (type->child_names != NULL)
            free(type->child_names[i]);
    }
    for (size_t i = 0; i < type->dictionary_count; i++)
        free(type->dictionary[i]);
    free(type->children);
    free(type->child_names);
    free(type->dictionary);
    free(type->name);
    memset(type, 0, sizeof(*type));
}

bool engine_type_contains(const engine_type *type, engine_kind kind)
{
    if (type->kind == kind)
        return true;
    for (size_t i = 0; i < type->child_count; i++) {
        if (engine_type_contains(&type->children[i], kind))
            return true;
    }
    return false;
}

bool engine_vector_init(engine_vector *vector, const engine_type *type)
{
    memset(vector, 0, sizeof(*vector));
    vector->type = type;
    if (type->child_count == 0)
        return true;
    vector->children = calloc(type->child_count, sizeof(*vector->children));
    if (vector->children == NULL)
        return false;
    for (size_t i = 0; i < type->child_count; i++) {
        if (!engine_vector_init(&vector->children[i], &type->children[i]))
            return false;
    }
    return true;
}

static void read_members(const duckdb_api *api, duckdb_vector source, size_t first,
                         engine_vector *out)
{
    for (size_t i = 0; i < out->type->child_count; i++)
        engine_vector_read(api, api->duckdb_struct_vector_get_child(source, first + i),
                           &out->children[i]);
}

void engine_vector_read(const duckdb_api *api, duckdb_vector source, engine_vector *out)
{
    out->data = api->duckdb_vector_get_data(source);
    out->validity = api->duckdb_vector_get_validity(source);
    switch (out->type->kind) {
    case ENGINE_LIST:
        engine_vector_read(api, api->duckdb_list_vector_get_child(source), &out->children[0]);
        break;
    case ENGINE_ARRAY:
        engine_vector_read(api, api->duckdb_array_vector_get_child(source), &out->children[0]);
        break;
    case ENGINE_MAP: /* to DuckDB a list of structs */
        read_members(api, api->duckdb_list_vector_get_child(source), 0, out);
        break;
    case ENGINE_STRUCT:
        read_members(api, source, 0, out);
        break;
    case ENGINE_UNION: /* to DuckDB a struct whose first member is the tag */
        out->tags = api->duckdb_vector_get_data(api->duckdb_struct_vector_get_child(source, 0));
        read_members(api, source, 1, out);
        break;
    default:
        break;
    }
}

void engine_vector_dispose(engine_vector *vector)
{
    if (vector->children != NULL) {
        for (size_t i = 0; i < vector->type->child_count; i++)
            engine_vector_dispose(&vector->children[i]);
    }
    free(vector->children);
    memset(vector, 0, sizeof(*vector));
}
