/*
 * mpdata export: a table as Mixpanel's raw export would be.
 */
#include <errno.h>

#include "amount_text.h"
#include "command.h"
#include "exit_code.h"
#include "export_options.h"
#include "output.h"

typedef struct export_output {
    output out;
    /* Of the write that failed; 0 while none has. */
    int error_number;
} export_output;

static int write_lines(const void *data, size_t bytes, void *payload)
{
    export_output *x = payload;

    errno = 0;
    if (fwrite(data, 1, bytes, x->out.stream) != bytes)
        x->error_number = output_error_number();
    return x->error_number;
}

/* On standard error, as a report of a load is. */
static void tell(const export_options *o, uint64_t rows)
{
    char text[AMOUNT_TEXT_BYTES];

    amount_count(text, rows);
    (void)fprintf(stderr, "%s: %s rows written to %s\n", o->table, text, o->output);
}

static int export_table(const target *where, mpdata_db *db, const export_options *o)
{
    export_output x = {OUTPUT_INIT, 0};
    mpdata_table_schema *schema = NULL;
    mpdata_error error;
    uint64_t rows = 0;

    /* A table that is not there leaves an old file as it is, and makes no new one. */
    if (mpdata_table_schema_read(db, o->table, &schema, &error) != MPDATA_OK)
        return fail(&error);
    mpdata_table_schema_free(schema);
    int code = output_open(&x.out, o->output, mpdata_db_path(db));
    if (code != EXIT_CODE_OK)
        return code;
    mpdata_status status =
        mpdata_table_export(db, o->table, &o->part, write_lines, &x, &rows, &error);
    if (x.error_number != 0)
        code = output_fail(&x.out, x.error_number);
    else if (status != MPDATA_OK)
        code = fail(&error);
    code = output_close(&x.out, code);
    if (code == EXIT_CODE_OK && o->output != NULL && !where->is_quiet)
        tell(o, rows);
    return code;
}

static int run_command(target *where, int argc, const char **argv)
{
    export_options o = EXPORT_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int code = EXIT_CODE_OK;

    if (export_options_read(&o, where, argc, argv, &code))
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, export_table(where, db, &o));
    export_options_dispose(&o);
    return code;
}

const command command_export = {
    .name = "export",
    .summary = "a table as JSON lines",
    .mistaken_for = "dump unload",
    .synopsis = "TABLE [-o FILE]",
    .description =
        "Writes a table as Mixpanel's raw export would be, a JSON record a line, to a file or "
        "to standard output.\n"
        "Loaded again it gives the same table, every value byte for byte. Times are UTC, also "
        "those of a table that was loaded with --time-zone: it is loaded again without.",
    .options = export_option_table,
    .examples = "mpdata --db company.db export events -o events.ndjson.gz\n"
                "mpdata --db company.db export profiles | wc -l\n"
                "\n"
                "mpdata --db company.db export events --where-event Purchase \\\n"
                "    --from 2026-10-01 --to 2026-10-07 -o week.ndjson.zst\n",
    .run = run_command,
};
