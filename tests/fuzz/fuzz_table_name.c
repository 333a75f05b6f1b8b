/*
 * Names: which ones a table may have, and that no name or text ends its quotes in SQL.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"
#include "mpdata/table.h"
#include "store/table_name.h"

static bool is_good_name(const char *name)
{
    size_t bytes = strlen(name);

    if (bytes == 0 || bytes > MPDATA_TABLE_NAME_BYTES || name[0] == '_')
        return false;
    for (size_t i = 0; i < bytes; i++)
        if ((unsigned char)name[i] >= 0x80 ||
            (isalnum((unsigned char)name[i]) == 0 && name[i] != '_'))
            return false;
    return true;
}

/* Reads what stands in quotes at `sql` as SQL does: doubled quotes are one. Gives what follows the closing one. */
static const char *read_quoted(const char *sql, char quote, char *out)
{
    CLAIM(*sql++ == quote);
    while (*sql != quote || sql[1] == quote) {
        sql += *sql == quote;
        CLAIM(*sql != '\0');
        *out++ = *sql++;
    }
    *out = '\0';
    return sql + 1;
}

static void check_quoting(const char *name, char quote,
                          bool (*append)(buffer *sql, const char *name))
{
    buffer sql = BUFFER_INIT;
    char *back = malloc(strlen(name) + 1);

    CLAIM(back != NULL && append(&sql, name) && buffer_terminate(&sql));
    CLAIM(*read_quoted(sql.data, quote, back) == '\0');
    CLAIM(strcmp(back, name) == 0);
    free(back);
    buffer_dispose(&sql);
}

static void check_template(const char *name)
{
    char *sql = sql_with_names("a {} b {target} {c}", name, "t\"x");
    char *back = malloc(strlen(name) + 1);

    CLAIM(sql != NULL && back != NULL && strncmp(sql, "a ", 2) == 0);
    CLAIM(strcmp(read_quoted(sql + 2, '"', back), " b \"t\"\"x\" {c}") == 0);
    CLAIM(strcmp(back, name) == 0);
    free(back);
    free(sql);
    /* The name as a template: whatever holes it has, they are filled, and nothing is read past its end. */
    sql = sql_with_name(name, "n");
    CLAIM(sql != NULL);
    free(sql);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    char *name = fuzz_copy_string(&input);
    mpdata_error error;

    CLAIM((table_name_check(name, &error) == MPDATA_OK) == is_good_name(name));
    check_quoting(name, '"', sql_append_name);
    check_quoting(name, '\'', sql_append_text_literal);
    check_template(name);
    free(name);
    return 0;
}
