/*
 * mpdata info
 */
#include "command.h"
#include "exit_code.h"
#include "listing.h"
#include "listing_options.h"

static const row_column columns[] = {
    {"file", MPDATA_COLUMN_TEXT, false},           {"bytes", MPDATA_COLUMN_NUMBER, false},
    {"log_bytes", MPDATA_COLUMN_NUMBER, false},    {"tables", MPDATA_COLUMN_NUMBER, false},
    {"rows", MPDATA_COLUMN_NUMBER, false},         {"loads", MPDATA_COLUMN_NUMBER, false},
    {"last_load", MPDATA_COLUMN_TIME, false},      {"engine", MPDATA_COLUMN_TEXT, false},
    {"engine_library", MPDATA_COLUMN_TEXT, false},
};

static int show(mpdata_db *db, const listing_options *o)
{
    mpdata_db_info info;
    mpdata_error error;
    const listing_place place = {o->format, o->output, mpdata_db_path(db)};
    listing l;

    if (mpdata_db_info_read(db, &info, &error) != MPDATA_OK)
        return fail(&error);
    listing_begin(&l, &place, columns, sizeof(columns) / sizeof(columns[0]));
    if (mpdata_db_path(db) == NULL)
        listing_null(&l);
    else
        listing_text(&l, mpdata_db_path(db));
    listing_count(&l, info.file_bytes);
    listing_count(&l, info.log_bytes);
    listing_count(&l, info.tables);
    listing_count(&l, info.rows);
    listing_count(&l, info.loads);
    if (info.loads == 0)
        listing_null(&l);
    else
        listing_time(&l, info.last_load_us);
    listing_text(&l, info.engine_version);
    listing_text(&l, info.engine_path);
    return listing_end(&l);
}

static int run_command(target *where, int argc, const char **argv)
{
    listing_options o = LISTING_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int code = EXIT_CODE_OK;

    if (listing_options_read(&o, "info", false, where, argc, argv, &code))
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, show(db, &o));
    listing_options_dispose(&o);
    return code;
}

const command command_info = {
    .name = "info",
    .summary = "the size, loads, engine",
    .mistaken_for = "status about file",
    .synopsis = "[--format FORMAT]",
    .description = "Tells of a database: its file and size, its tables, rows and loads, and the "
                   "DuckDB that reads it.",
    .options = listing_option_table,
    .examples = "mpdata --db company.db info --format json\n",
    .run = run_command,
};
