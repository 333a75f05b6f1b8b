/*
 * mpdata schema TABLE
 */
#include "command.h"
#include "exit_code.h"
#include "listing.h"
#include "listing_options.h"

static const row_column columns[] = {
    {"column_name", MPDATA_COLUMN_TEXT, false},
    {"type", MPDATA_COLUMN_TEXT, false},
    {"nullable", MPDATA_COLUMN_BOOL, false},
    {"primary_key", MPDATA_COLUMN_BOOL, false},
};

static int list_columns(mpdata_db *db, const char *table, const listing_options *o)
{
    mpdata_table_schema *schema = NULL;
    mpdata_error error;
    const listing_place place = {o->format, o->output, mpdata_db_path(db)};
    listing l;

    if (mpdata_table_schema_read(db, table, &schema, &error) != MPDATA_OK)
        return fail(&error);
    listing_begin(&l, &place, columns, sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < mpdata_table_schema_column_count(schema); i++) {
        const mpdata_column_info *column = mpdata_table_schema_column(schema, i);

        listing_text(&l, column->name);
        listing_text(&l, column->type);
        listing_bool(&l, column->nullable);
        listing_bool(&l, column->primary_key);
    }
    mpdata_table_schema_free(schema);
    return listing_end(&l);
}

static int run_command(target *where, int argc, const char **argv)
{
    listing_options o = LISTING_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int code = EXIT_CODE_OK;

    if (listing_options_read(&o, "schema", true, where, argc, argv, &code))
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, list_columns(db, o.table, &o));
    listing_options_dispose(&o);
    return code;
}

const command command_schema = {
    .name = "schema",
    .summary = "the columns of a table",
    .mistaken_for = "describe columns",
    .synopsis = "TABLE [--format FORMAT]",
    .description = "Lists the columns of a table: their types, whether they may be NULL, and which "
                   "are the key.",
    .options = listing_option_table,
    .examples = "mpdata --db company.db schema events\n",
    .run = run_command,
};
