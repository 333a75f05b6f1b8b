#include "unique_names.h"

#include <stdlib.h>
#include <string.h>

static bool is_taken(char *const *names, size_t name_count, const row_column *columns,
                     size_t column_count, const char *name)
{
    for (size_t i = 0; i < name_count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    for (size_t i = 0; i < column_count; i++)
        if (strcmp(columns[i].name, name) == 0)
            return true;
    return false;
}

static bool is_repeat(const row_column *columns, size_t column)
{
    for (size_t i = 0; i < column; i++)
        if (strcmp(columns[i].name, columns[column].name) == 0)
            return true;
    return false;
}

static char *numbered(char *const *names, const row_column *columns, size_t count, size_t column)
{
    size_t room = strlen(columns[column].name) + sizeof("_18446744073709551615");
    char *name = malloc(room);

    if (name == NULL)
        return NULL;
    for (size_t number = 1;; number++) {
        (void)snprintf(name, room, "%s_%zu", columns[column].name, number);
        if (!is_taken(names, column, columns, count, name))
            return name;
    }
}

char **unique_names(const row_column *columns, size_t count)
{
    char **names = calloc(count + 1, sizeof(*names));

    for (size_t i = 0; names != NULL && i < count; i++) {
        names[i] =
            is_repeat(columns, i) ? numbered(names, columns, count, i) : strdup(columns[i].name);
        if (names[i] == NULL) {
            unique_names_free(names, i);
            return NULL;
        }
    }
    return names;
}

void unique_names_free(char **names, size_t count)
{
    for (size_t i = 0; names != NULL && i < count; i++)
        free(names[i]);
    free(names);
}
