#include "store/table_name.h"

#include <string.h>

#include "base/error.h"
#include "mpdata/table.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_allowed(const char *name)
{
    size_t bytes = strlen(name);

    if (bytes == 0 || bytes > MPDATA_TABLE_NAME_BYTES)
        return false;
    for (size_t i = 0; i < bytes; i++)
        if (!is_letter(name[i]) && !(name[i] >= '0' && name[i] <= '9'))
            return false;
    return true;
}

mpdata_status table_name_check(const char *name, mpdata_error *error)
{
    if (name == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "a table's name must not be NULL");
    if (!is_allowed(name))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "'%.80s' can't be a table's name: letters, digits and underscores are "
                         "allowed, 1 to %d of them",
                         name, MPDATA_TABLE_NAME_BYTES);
    if (name[0] == '_')
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "'%s' can't be a table's name: a leading underscore is reserved for "
                         "mpdata's own tables",
                         name);
    return MPDATA_OK;
}

static bool append_quoted(buffer *sql, const char *text, char quote)
{
    if (!buffer_append(sql, &quote, 1))
        return false;
    for (; *text != '\0'; text++) {
        if (*text == quote && !buffer_append(sql, &quote, 1))
            return false;
        if (!buffer_append(sql, text, 1))
            return false;
    }
    return buffer_append(sql, &quote, 1);
}

bool sql_append_name(buffer *sql, const char *name)
{
    return append_quoted(sql, name, '"');
}

bool sql_append_text_literal(buffer *sql, const char *text)
{
    return append_quoted(sql, text, '\'');
}

char *sql_with_name(const char *template_text, const char *name)
{
    buffer sql = BUFFER_INIT;
    bool done = true;

    for (const char *hole = strstr(template_text, "{}"); done && hole != NULL;
         hole = strstr(template_text, "{}")) {
        done = buffer_append(&sql, template_text, (size_t)(hole - template_text)) &&
               sql_append_name(&sql, name);
        template_text = hole + 2;
    }
    if (!done || !buffer_append_text(&sql, template_text) || !buffer_terminate(&sql)) {
        buffer_dispose(&sql);
        return NULL;
    }
    return sql.data;
}
