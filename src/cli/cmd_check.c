/*
 * mpdata check
 */
#include <stdio.h>

#include "amount_text.h"
#include "command.h"
#include "exit_code.h"
#include "listing.h"
#include "listing_options.h"

static const row_column columns[] = {{"kind", MPDATA_COLUMN_TEXT, false},
                                     {"table_name", MPDATA_COLUMN_TEXT, false},
                                     {"finding", MPDATA_COLUMN_TEXT, false}};

static int list(const mpdata_check *check, const listing_place *place)
{
    listing l;

    listing_begin(&l, place, columns, sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < mpdata_check_count(check); i++) {
        const mpdata_finding *finding = mpdata_check_at(check, i);

        listing_text(&l, mpdata_finding_kind_name(finding->kind));
        listing_text(&l, finding->table);
        listing_text(&l, finding->message);
    }
    return listing_end(&l);
}

/* On standard error, as a report of a load is. */
static void tell(const mpdata_check *check)
{
    char rows[AMOUNT_TEXT_BYTES];
    size_t findings = mpdata_check_count(check);

    amount_count(rows, mpdata_check_rows(check));
    (void)fprintf(stderr,
                  "%llu tables with %s rows read: ", (unsigned long long)mpdata_check_tables(check),
                  rows);
    if (findings == 0)
        (void)fputs("nothing is wrong\n", stderr);
    else
        (void)fprintf(stderr, "%zu finding%s\n", findings, findings == 1 ? "" : "s");
}

static int check_and_list(const target *where, mpdata_db *db, const listing_options *o)
{
    const listing_place place = {o->format, o->output, mpdata_db_path(db)};
    mpdata_check *check = NULL;
    mpdata_error error;
    mpdata_status status = o->keeps_checksums ? mpdata_db_check_and_keep(db, &check, &error)
                                              : mpdata_db_check(db, &check, &error);

    if (status != MPDATA_OK)
        return fail(&error);
    bool is_sound = mpdata_check_count(check) == 0;
    /* Programs want an empty list, too, and whoever named a file wants the file. */
    bool for_people = o->format == ROW_FORMAT_TABLE && o->output == NULL;
    int code = is_sound && for_people ? EXIT_CODE_OK : list(check, &place);
    if (!where->is_quiet)
        tell(check);
    mpdata_check_free(check);
    return code == EXIT_CODE_OK && !is_sound ? EXIT_CODE_GENERAL : code;
}

static int run_command(target *where, int argc, const char **argv)
{
    listing_options o = LISTING_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int code = EXIT_CODE_OK;

    if (check_options_read(&o, where, argc, argv, &code))
        code = target_open(where, o.keeps_checksums ? TARGET_CHANGE : TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, check_and_list(where, db, &o));
    listing_options_dispose(&o);
    return code;
}

const command command_check = {
    .name = "check",
    .summary = "is the database sound?",
    .synopsis = "[--keep-checksums] [--format FORMAT]",
    .description =
        "Reads all of a database and lists what is wrong with it: bytes that are not those that "
        "were written, rows that are there twice, rows that the primary key does not find, tables "
        "that are not as their last load left them, what a load that died has left. Changes "
        "nothing.\n"
        "With --keep-checksums it keeps a checksum of all rows of each table that mpdata loaded. "
        "Until the next load into the table a check, by the same version of DuckDB, then lists it "
        "as "
        "changed if anything in it is another, also in its properties; --keep-checksums once more "
        "takes the table as it is.\n"
        "The exit code is 0 where nothing is wrong, and 1 where something is.",
    .options = check_option_table,
    .examples = "mpdata --db company.db check\n"
                "\n"
                "mpdata --db company.db check --keep-checksums\n",
    .run = run_command,
};
