/*
 * mpdata query: SQL in, rows out.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "exit_code.h"
#include "note.h"
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
    note("the query has begun to answer");
    const result_view view = {o->format, o->max_rows, o->output, NULL, NULL};
    int code = result_view_show(&view, db, result);
    mpdata_result_free(result);
    return code;
}

/* A load may take minutes: SQL that can't be read is told of before. */
static int check_sql(mpdata_db *db, const char *sql, size_t sql_bytes)
{
    mpdata_statement *statement = NULL;
    mpdata_error error;

    if (mpdata_statement_prepare(db, sql, sql_bytes, &statement, &error) == MPDATA_OK)
        mpdata_statement_free(statement);
    else if (error.code == MPDATA_ERROR_QUERY && strcmp(error.engine_type, "Parser") == 0)
        return fail(&error);
    return EXIT_CODE_OK;
}

static int load_and_run(const target *where, mpdata_db *db, const char *sql, size_t sql_bytes,
                        const query_options *o)
{
    int code = EXIT_CODE_OK;

    if (o->sources.count > 0)
        code = check_sql(db, sql, sql_bytes);
    if (code == EXIT_CODE_OK)
        code = query_sources_load(&o->sources, where, db);
    return code == EXIT_CODE_OK ? run(db, sql, sql_bytes, o) : code;
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
        code = target_close(db, load_and_run(where, db, sql, sql_bytes, &o));
    free(sql);
    query_options_dispose(&o);
    return code;
}

const command command_query = {
    .name = "query",
    .summary = "ask in SQL",
    .mistaken_for = "sql select ask run",
    .synopsis = "[OPTION]... ['SQL']",
    .description = "Runs SQL, for reading only, and prints its result: of several statements that "
                   "of the last one. Without SQL, or for '-', it is read from standard input.\n"
                   "The SQL is DuckDB's. mpdata adds prop, prop_number, prop_bool and prop_time, "
                   "which take a property by its name, whatever that is; mp_day, mp_week and "
                   "mp_month for the days of a time zone; and mp_insert_id.\n"
                   "The result is written as it comes, however large it is. An error points at its "
                   "place in the SQL.",
    .options = query_option_table,
    .examples = "mpdata --db company.db query \\\n"
                "    'SELECT event_name, count(*) FROM events GROUP BY ALL ORDER BY 2 DESC'\n"
                "\n"
                "mpdata --db company.db query -o us.csv -p US \\\n"
                "    \"SELECT * FROM events WHERE properties->>'mp_country_code' = ?\"\n"
                "mpdata query --events events=export.ndjson.gz 'SELECT count(*) FROM events'\n"
                "mpdata --db company.db query --safe --time-limit 10 -f question.sql\n",
    .run = run_command,
};
