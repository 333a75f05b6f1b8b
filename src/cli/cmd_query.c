/*
 * mpdata query: SQL in, rows out.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_code.h"
#include "query_options.h"
#include "result_view.h"
#include "sql_text.h"

static int run(mpdata_db *db, const char *sql, size_t sql_bytes, const query_options *o)
{
    mpdata_value *parameters = calloc(o->parameter_count + 1, sizeof(*parameters));
    mpdata_result *result = NULL;
    mpdata_error error;

    if (parameters == NULL)
        return fail_memory();
    for (size_t i = 0; i < o->parameter_count; i++)
        parameters[i] = mpdata_value_text(o->parameters[i], strlen(o->parameters[i]));
    mpdata_status status =
        mpdata_query_run(db, sql, sql_bytes, parameters, o->parameter_count, &result, &error);
    free(parameters);
    if (status != MPDATA_OK)
        return fail(&error);
    const result_view view = {o->format, o->max_rows, o->output, NULL};
    int code = result_view_show(&view, db, result);
    mpdata_result_free(result);
    return code;
}

static int run_command(target *where, int argc, const char **argv)
{
    query_options o = QUERY_OPTIONS_INIT;
    mpdata_db *db = NULL;
    char *sql = NULL;
    size_t sql_bytes = 0;
    int code = EXIT_CODE_OK;

    if (query_options_read(&o, where, argc, argv, &code))
        code = sql_text_read(o.sql, o.file, &sql, &sql_bytes);
    if (sql != NULL && code == EXIT_CODE_OK)
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, run(db, sql, sql_bytes, &o));
    free(sql);
    query_options_dispose(&o);
    return code;
}

static const char help[] =
    "Usage: mpdata query [OPTION]... ['SQL']\n"
    "\n"
    "Runs SQL, for reading only, and prints its result: of several statements that\n"
    "of the last one. Without SQL, or for '-', it is read from standard input.\n"
    "\n"
    "  -p, --param VALUE     the value of the next ? in the SQL, as text (repeatable)\n"
    "  -f, --file FILE       read the SQL from FILE\n"
    "      --format FORMAT   table (default), csv, tsv, json, jsonl or markdown\n"
    "  -o, --output FILE     write to FILE, which appears when it is complete; its name\n"
    "                        tells the format, too, and .gz or .zst compress it\n"
    "      --safe            for SQL that is not your own: it reaches no file but the\n"
    "                        database, no network and no setting; 30 s and 1 GiB\n"
    "      --time-limit S    end a query that works for longer than S seconds\n"
    "      --max-rows N      show at most N rows in a table (default 100, 0: all)\n"
    "\n"
    "Examples:\n"
    "  mpdata --db company.db query \\\n"
    "      'SELECT event_name, count(*) FROM events GROUP BY ALL ORDER BY 2 DESC'\n"
    "  mpdata --db company.db query --format csv -o us.csv -p US \\\n"
    "      \"SELECT * FROM events WHERE properties->>'mp_country_code' = ?\"\n";

const command command_query = {"query", "ask the database in SQL", help, run_command};
