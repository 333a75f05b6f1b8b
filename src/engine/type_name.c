/*
 * The names of types, as DuckDB's typeof() writes them. Its C API has no function for that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "engine/column_private.h"

static int compare_words(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool take_keyword(engine_type_words *words, const engine_string *string)
{
    char *copy = malloc((size_t)string->bytes + 1);

    if (copy == NULL)
        return false;
    memcpy(copy, engine_string_data(string), string->bytes);
    copy[string->bytes] = '\0';
    words->keywords[words->keyword_count++] = copy;
    return true;
}

static bool take_keywords(const duckdb_api *api, duckdb_data_chunk chunk, engine_type_words *words)
{
    size_t rows = (size_t)api->duckdb_data_chunk_get_size(chunk);
    const engine_string *strings =
        api->duckdb_vector_get_data(api->duckdb_data_chunk_get_vector(chunk, 0));
    char **grown =
        realloc(words->keywords, (words->keyword_count + rows + 1) * sizeof(*words->keywords));

    if (grown == NULL)
        return false;
    words->keywords = grown;
    for (size_t i = 0; i < rows; i++) {
        if (!take_keyword(words, &strings[i]))
            return false;
    }
    return true;
}

static bool load_keywords(const duckdb_api *api, duckdb_connection connection,
                          engine_type_words *words)
{
    duckdb_result result;
    duckdb_data_chunk chunk = NULL;
    bool done = true;

    memset(&result, 0, sizeof(result));
    if (api->duckdb_query(connection, "SELECT keyword_name FROM duckdb_keywords()", &result) ==
        DuckDBSuccess) {
        while (done && (chunk = api->duckdb_fetch_chunk(result)) != NULL) {
            done = take_keywords(api, chunk, words);
            api->duckdb_destroy_data_chunk(&chunk);
        }
    }
    api->duckdb_destroy_result(&result);
    if (words->keyword_count > 0)
        qsort(words->keywords, words->keyword_count, sizeof(*words->keywords), compare_words);
    return done;
}

bool engine_type_words_load(const duckdb_api *api, duckdb_database database,
                            engine_type_words *words)
{
    duckdb_connection connection = NULL;

    memset(words, 0, sizeof(*words));
    words->unnamed_struct =
        strncmp(api->duckdb_library_version(), "v1.", 3) == 0 ? "STRUCT" : "TUPLE";
    if (api->duckdb_connect(database, &connection) != DuckDBSuccess)
        return false;
    bool done = load_keywords(api, connection, words);
    api->duckdb_disconnect(&connection);
    return done;
}

void engine_type_words_dispose(engine_type_words *words)
{
    for (size_t i = 0; i < words->keyword_count; i++)
        free(words->keywords[i]);
    free(words->keywords);
    memset(words, 0, sizeof(*words));
}

/* Of a kind that append_name does not know. */
static const char *simple_name(engine_kind kind)
{
    static const char *const names[] = {
        [ENGINE_UNKNOWN] = "UNKNOWN",
        [ENGINE_NULL] = "\"NULL\"",
        [ENGINE_BOOLEAN] = "BOOLEAN",
        [ENGINE_INT8] = "TINYINT",
        [ENGINE_INT16] = "SMALLINT",
        [ENGINE_INT32] = "INTEGER",
        [ENGINE_INT64] = "BIGINT",
        [ENGINE_INT128] = "HUGEINT",
        [ENGINE_UINT8] = "UTINYINT",
        [ENGINE_UINT16] = "USMALLINT",
        [ENGINE_UINT32] = "UINTEGER",
        [ENGINE_UINT64] = "UBIGINT",
        [ENGINE_UINT128] = "UHUGEINT",
        [ENGINE_FLOAT] = "FLOAT",
        [ENGINE_DOUBLE] = "DOUBLE",
        [ENGINE_TEXT] = "VARCHAR",
        [ENGINE_BLOB] = "BLOB",
        [ENGINE_BIT] = "BIT",
        [ENGINE_BIGNUM] = "BIGNUM",
        [ENGINE_UUID] = "UUID",
        [ENGINE_DATE] = "DATE",
        [ENGINE_TIME] = "TIME",
        [ENGINE_TIME_NS] = "TIME_NS",
        [ENGINE_TIME_TZ] = "TIME WITH TIME ZONE",
        [ENGINE_TIMESTAMP] = "TIMESTAMP",
        [ENGINE_TIMESTAMP_S] = "TIMESTAMP_S",
        [ENGINE_TIMESTAMP_MS] = "TIMESTAMP_MS",
        [ENGINE_TIMESTAMP_NS] = "TIMESTAMP_NS",
        [ENGINE_TIMESTAMP_TZ] = "TIMESTAMP WITH TIME ZONE",
        [ENGINE_TIMESTAMP_TZ_NS] = "TIMESTAMPTZ_NS",
        [ENGINE_INTERVAL] = "INTERVAL",
    };
    size_t index = (size_t)kind;

    return index < sizeof(names) / sizeof(names[0]) ? names[index] : "UNKNOWN";
}

/* In `quote`s, with those inside doubled. */
static bool append_quoted(buffer *out, const char *text, char quote)
{
    bool done = buffer_append(out, &quote, 1);

    for (; done && *text != '\0'; text++) {
        if (*text == quote)
            done = buffer_append(out, text, 1);
        done = done && buffer_append(out, text, 1);
    }
    return done && buffer_append(out, &quote, 1);
}

static bool is_plain_identifier(const char *name)
{
    for (size_t i = 0; name[i] != '\0'; i++) {
        bool letter = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z');

        if (!letter && name[i] != '_' && !(i > 0 && name[i] >= '0' && name[i] <= '9'))
            return false;
    }
    return true;
}

static bool is_keyword(const char *name, const engine_type_words *words)
{
    char lower[64];
    const char *key = lower;
    size_t length = strlen(name);

    if (length >= sizeof(lower) || words->keyword_count == 0)
        return false;
    for (size_t i = 0; i <= length; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    return bsearch(&key, words->keywords, words->keyword_count, sizeof(*words->keywords),
                   compare_words) != NULL;
}

static bool append_member_name(buffer *out, const char *name, const engine_type_words *words)
{
    if (is_plain_identifier(name) && !is_keyword(name, words))
        return buffer_append_text(out, name);
    return append_quoted(out, name, '"');
}

static bool append_members(buffer *out, const engine_type *type, const engine_type_words *words)
{
    bool done = buffer_append_text(out, "(");

    for (size_t i = 0; done && i < type->child_count; i++) {
        const char *name = type->child_names == NULL ? "" : type->child_names[i];

        done = i == 0 || buffer_append_text(out, ", ");
        if (done && name[0] != '\0')
            done = append_member_name(out, name, words) && buffer_append_text(out, " ");
        done = done && buffer_append_text(out, type->children[i].name);
    }
    return done && buffer_append_text(out, ")");
}

static bool append_enum(buffer *out, const engine_type *type)
{
    bool done = buffer_append_text(out, "ENUM(");

    for (size_t i = 0; done && i < type->dictionary_count; i++)
        done = (i == 0 || buffer_append_text(out, ", ")) &&
               append_quoted(out, type->dictionary[i], '\'');
    return done && buffer_append_text(out, ")");
}

static bool is_unnamed(const engine_type *type)
{
    return type->child_count > 0 && type->child_names[0][0] == '\0';
}

static bool append_name(buffer *out, const engine_type *type, const engine_type_words *words)
{
    switch (type->kind) {
    case ENGINE_TEXT:
        return buffer_append_text(out, type->is_json ? "JSON" : "VARCHAR");
    case ENGINE_DECIMAL:
        return buffer_append_format(out, "DECIMAL(%u,%u)", type->decimal_width,
                                    type->decimal_scale);
    case ENGINE_ENUM:
        return append_enum(out, type);
    case ENGINE_LIST:
        return buffer_append_format(out, "%s[]", type->children[0].name);
    case ENGINE_ARRAY:
        return buffer_append_format(out, "%s[%llu]", type->children[0].name,
                                    (unsigned long long)type->array_size);
    case ENGINE_STRUCT:
        return buffer_append_text(out, is_unnamed(type) ? words->unnamed_struct : "STRUCT") &&
               append_members(out, type, words);
    case ENGINE_UNION:
        return buffer_append_text(out, "UNION") && append_members(out, type, words);
    case ENGINE_MAP:
        return buffer_append_text(out, "MAP") && append_members(out, type, words);
    default:
        return buffer_append_text(out, simple_name(type->kind));
    }
}

bool engine_type_name(engine_type *type, const engine_type_words *words)
{
    buffer name = BUFFER_INIT;

    for (size_t i = 0; i < type->child_count; i++) {
        if (!engine_type_name(&type->children[i], words))
            return false;
    }
    if (!append_name(&name, type, words) || !buffer_terminate(&name)) {
        buffer_dispose(&name);
        return false;
    }
    type->name = name.data;
    return true;
}
