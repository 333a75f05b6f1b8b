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

/* Appends the template up to its next hole, and the name that belongs there; `*rest` is what is behind it. */
static bool append_to_hole(buffer *sql, const char *hole, const char **rest, const char *name,
                           const char *target)
{
    static const char target_hole[] = "{target}";
    bool is_target = strncmp(hole, target_hole, sizeof(target_hole) - 1) == 0;
    bool done = buffer_append(sql, *rest, (size_t)(hole - *rest)) &&
                sql_append_name(sql, is_target ? target : name);

    *rest = hole + (is_target ? sizeof(target_hole) - 1 : 2);
    return done;
}

/* Where the next hole is; NULL where there is none. Other braces stay. */
static const char *find_hole(const char *text)
{
    for (; (text = strchr(text, '{')) != NULL; text++)
        if (text[1] == '}' || strncmp(text, "{target}", 8) == 0)
            return text;
    return NULL;
}

char *sql_with_names(const char *template_text, const char *name, const char *target)
{
    buffer sql = BUFFER_INIT;
    const char *hole = NULL;
    bool done = true;

    while (done && (hole = find_hole(template_text)) != NULL)
        done = append_to_hole(&sql, hole, &template_text, name, target);
    if (!done || !buffer_append_text(&sql, template_text) || !buffer_terminate(&sql)) {
        buffer_dispose(&sql);
        return NULL;
    }
    return sql.data;
}

char *sql_with_name(const char *template_text, const char *name)
{
    return sql_with_names(template_text, name, name);
}
