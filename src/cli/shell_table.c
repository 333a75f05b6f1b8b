#include "shell_table.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_code.h"
#include "shell_result.h"
#include "shell_screen.h"
#include "text_stream.h"

/* With the format of the shell before the words, where one of them may name another. */
static const char **make_arguments(const shell *s, const char *name, size_t count, char **words,
                                   int *argument_count)
{
    const char **arguments = calloc(count + 4, sizeof(*arguments));
    size_t used = 0;

    if (arguments == NULL)
        return NULL;
    arguments[used++] = name;
    if (s->format != ROW_FORMAT_TABLE) {
        arguments[used++] = "--format";
        arguments[used++] = row_format_name(s->format);
    }
    for (size_t i = 0; i < count; i++)
        arguments[used++] = words[i];
    *argument_count = (int)used;
    return arguments;
}

static int run_command(shell *s, const char *name, size_t count, char **words)
{
    target where = TARGET_INIT;
    int argument_count = 0;
    const char **arguments = make_arguments(s, name, count, words, &argument_count);
    int code = arguments == NULL ? fail_memory() : shell_database_take(&s->database);

    if (code != EXIT_CODE_OK) {
        free(arguments);
        return code;
    }
    where.shared = s->database.db;
    FILE *screen = shell_screen_begin(s->is_interactive && s->uses_pager, true);
    code = command_find(name)->run(&where, argument_count, arguments);
    shell_screen_end(screen);
    target_dispose(&where);
    free(arguments);
    shell_database_leave(&s->database);
    return code;
}

int shell_table_run_command(shell *s, const shell_command *c, size_t count, char **words)
{
    return run_command(s, c->name, count, words);
}

/* Views, and tables that were made with SQL. The caller frees it; NULL where memory ran out. */
static char *others_sql(const mpdata_table_list *kept, size_t *bytes)
{
    char *sql = NULL;
    FILE *to = open_memstream(&sql, bytes);

    if (to == NULL)
        return NULL;
    (void)fputs("SELECT table_name AS other, CASE table_type WHEN 'VIEW' THEN 'view'"
                " WHEN 'LOCAL TEMPORARY' THEN 'temporary table' ELSE 'table' END AS type"
                " FROM information_schema.tables WHERE NOT starts_with(table_name, '_')"
                " AND table_name NOT IN (''",
                to);
    for (size_t i = 0; i < mpdata_table_list_count(kept); i++) {
        (void)fputs(", ", to);
        text_stream_put_quoted(to, '\'', mpdata_table_list_at(kept, i)->name);
    }
    (void)fputs(") ORDER BY ALL", to);
    return text_stream_end(to, &sql);
}

static bool has_rows(mpdata_db *db, const char *sql, size_t bytes)
{
    mpdata_value first = MPDATA_VALUE_INIT;
    bool has = mpdata_query_scalar(db, sql, bytes, NULL, 0, &first, NULL) == MPDATA_OK &&
               first.kind != MPDATA_VALUE_NULL;

    mpdata_value_dispose(&first);
    return has;
}

static int list_others(shell *s)
{
    mpdata_table_list *kept = NULL;
    mpdata_error error;
    size_t bytes = 0;
    int code = EXIT_CODE_OK;

    if (mpdata_table_list_read(s->database.db, &kept, &error) != MPDATA_OK)
        return fail(&error);
    char *sql = others_sql(kept, &bytes);
    mpdata_table_list_free(kept);
    if (sql == NULL)
        return fail_memory();
    if (has_rows(s->database.db, sql, bytes)) {
        (void)putchar('\n');
        code = shell_result_run(s, sql, bytes);
    }
    free(sql);
    return code;
}

/* DESCRIBE "name" */
static int describe(shell *s, const char *name)
{
    char *sql = NULL;
    size_t bytes = 0;
    FILE *to = open_memstream(&sql, &bytes);

    if (to == NULL)
        return fail_memory();
    (void)fputs("SELECT column_name, column_type AS type, \"null\" = 'YES' AS nullable,"
                " coalesce(key = 'PRI', false) AS primary_key FROM (DESCRIBE ",
                to);
    text_stream_put_quoted(to, '"', name);
    (void)fputc(')', to);
    int code = text_stream_end(to, &sql) == NULL ? fail_memory() : shell_result_run(s, sql, bytes);
    free(sql);
    return code;
}

int shell_table_describe(shell *s, const shell_command *c, size_t count, char **words)
{
    mpdata_error error;
    bool is_kept = true;

    if (count > 1)
        return fail_usage("\\%s: '%s' is one word too many", c->name, words[1]);
    int code = shell_database_take(&s->database);
    if (code != EXIT_CODE_OK)
        return code;
    if (count == 0) {
        code = run_command(s, "tables", 0, NULL);
        return code == EXIT_CODE_OK ? list_others(s) : code;
    }
    /* A name that mpdata's tables can't have may be that of another one. */
    if (mpdata_table_exists(s->database.db, words[0], &is_kept, &error) != MPDATA_OK)
        is_kept = false;
    return is_kept ? run_command(s, "schema", 1, words) : describe(s, words[0]);
}
