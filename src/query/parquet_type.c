#include "query/parquet_type.h"

#include "store/table_name.h"

/* Twice as wide as a double is exact; milliseconds where there are microseconds; an offset that is dropped. */
static bool loses_values(engine_kind kind)
{
    return kind == ENGINE_UINT128 || kind == ENGINE_INTERVAL || kind == ENGINE_TIME_TZ;
}

/* A cast needs the names of all members. */
static bool can_be_cast(const engine_type *type)
{
    for (size_t i = 0; i < type->child_count; i++) {
        if (!can_be_cast(&type->children[i]) ||
            (type->child_names != NULL && type->child_names[i][0] == '\0'))
            return false;
    }
    return type->kind != ENGINE_UNION;
}

static bool contains_loss(const engine_type *type)
{
    for (size_t i = 0; i < type->child_count; i++) {
        if (contains_loss(&type->children[i]))
            return true;
    }
    return loses_values(type->kind);
}

bool parquet_type_is_lossy(const engine_type *type)
{
    return contains_loss(type);
}

static bool append_members(buffer *sql, const engine_type *type, const char *word)
{
    bool done = buffer_append_text(sql, word) && buffer_append_text(sql, "(");

    for (size_t i = 0; done && i < type->child_count; i++) {
        done = i == 0 || buffer_append_text(sql, ", ");
        if (done && type->child_names != NULL)
            done = sql_append_name(sql, type->child_names[i]) && buffer_append_text(sql, " ");
        done = done && parquet_type_append(sql, &type->children[i]);
    }
    return done && buffer_append_text(sql, ")");
}

bool parquet_type_append(buffer *sql, const engine_type *type)
{
    if (loses_values(type->kind) || !can_be_cast(type))
        return buffer_append_text(sql, "VARCHAR");
    switch (type->kind) {
    case ENGINE_LIST:
        return parquet_type_append(sql, &type->children[0]) && buffer_append_text(sql, "[]");
    case ENGINE_ARRAY:
        return parquet_type_append(sql, &type->children[0]) &&
               buffer_append_format(sql, "[%llu]", (unsigned long long)type->array_size);
    case ENGINE_STRUCT:
        return append_members(sql, type, "STRUCT");
    case ENGINE_MAP:
        return append_members(sql, type, "MAP");
    case ENGINE_INT128: /* as it comes from Arrow */
        return buffer_append_text(sql, "DECIMAL(38,0)");
    case ENGINE_ENUM:
        return buffer_append_text(sql, "VARCHAR");
    default:
        return buffer_append_text(sql, type->name);
    }
}
