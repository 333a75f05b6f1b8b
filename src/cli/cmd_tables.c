/*
 * mpdata tables
 */
#include "command.h"
#include "exit_code.h"
#include "listing.h"
#include "listing_options.h"

static const row_column columns[] = {
    {"name", MPDATA_COLUMN_TEXT, false},    {"type", MPDATA_COLUMN_TEXT, false},
    {"rows", MPDATA_COLUMN_NUMBER, false},  {"from_date", MPDATA_COLUMN_TIME, false},
    {"to_date", MPDATA_COLUMN_TIME, false}, {"fetched_at", MPDATA_COLUMN_TIME, false},
};

static void list_table(listing *l, const mpdata_table_info *table)
{
    listing_text(l, table->name);
    listing_text(l, mpdata_table_type_name(table->type));
    listing_count(l, table->rows);
    listing_day(l, table->from_day);
    listing_day(l, table->to_day);
    listing_time(l, table->fetched_at_us);
}

static int list_tables(mpdata_db *db, const listing_options *o)
{
    mpdata_table_list *tables = NULL;
    mpdata_error error;
    const listing_place place = {o->format, o->output, mpdata_db_path(db)};
    listing l;

    if (mpdata_table_list_read(db, &tables, &error) != MPDATA_OK)
        return fail(&error);
    listing_begin(&l, &place, columns, sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < mpdata_table_list_count(tables); i++)
        list_table(&l, mpdata_table_list_at(tables, i));
    mpdata_table_list_free(tables);
    return listing_end(&l);
}

static int run_command(target *where, int argc, const char **argv)
{
    listing_options o = LISTING_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int code = EXIT_CODE_OK;

    if (listing_options_read(&o, "tables", false, where, argc, argv, &code))
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, list_tables(db, &o));
    listing_options_dispose(&o);
    return code;
}

const command command_tables = {
    .name = "tables",
    .summary = "the tables",
    .mistaken_for = "list ls show",
    .synopsis = "[--format FORMAT]",
    .description = "Lists the tables with their rows, days and time of loading.",
    .options = listing_option_table,
    .examples = "mpdata --db company.db tables\n"
                "\n"
                "mpdata --project 12345 tables --format json\n",
    .run = run_command,
};
