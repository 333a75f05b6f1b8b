/*
 * mpdata keys
 */
#include <stdio.h>

#include "command.h"
#include "exit_code.h"
#include "explore_options.h"
#include "listing.h"

static const struct poptOption option_table[] = {{"event", '\0', POPT_ARG_STRING, NULL,
                                                  EXPLORE_EVENT, "of the events of this name alone",
                                                  "NAME"},
                                                 EXPLORE_VIEW_OPTIONS,
                                                 OPTIONS_TARGET,
                                                 POPT_TABLEEND};

static const row_column columns[] = {
    {"key", MPDATA_COLUMN_TEXT, false},
    {"rows", MPDATA_COLUMN_NUMBER, false},
    {"share", MPDATA_COLUMN_NUMBER, false},
    {"types", MPDATA_COLUMN_TEXT, false},
    {"distinct_about", MPDATA_COLUMN_NUMBER, false},
    {"example", MPDATA_COLUMN_TEXT, false},
};

/* "string, null": the most specific word for each type that there is. */
static void list_types(listing *l, const mpdata_key_info *key)
{
    const struct {
        const char *name;
        uint64_t count;
    } types[] = {{"string", key->strings}, {"number", key->numbers}, {"bool", key->bools},
                 {"array", key->arrays},   {"object", key->objects}, {"null", key->nulls}};
    char text[64] = "";
    size_t used = 0;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (types[i].count > 0)
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
                                     used == 0 ? "" : ", ", types[i].name);
    listing_text(l, text);
}

static void list_key(listing *l, const mpdata_key_info *key, uint64_t rows)
{
    listing_bytes(l, key->name);
    listing_count(l, key->rows);
    listing_share(l, key->rows, rows);
    list_types(l, key);
    listing_count(l, key->distinct_about);
    if (key->example.data == NULL)
        listing_null(l);
    else
        listing_bytes(l, key->example);
}

static int show(mpdata_db *db, const explore_options *o)
{
    mpdata_key_list *keys = NULL;
    mpdata_error error;
    const listing_place place = {o->format, o->output, mpdata_db_path(db)};
    listing l;

    if (mpdata_table_keys(db, o->table, o->event, &keys, &error) != MPDATA_OK)
        return fail(&error);
    listing_begin(&l, &place, columns, sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < mpdata_key_list_count(keys); i++)
        list_key(&l, mpdata_key_list_at(keys, i), mpdata_key_list_rows(keys));
    mpdata_key_list_free(keys);
    return listing_end(&l);
}

static int run_command(target *where, int argc, const char **argv)
{
    static const char *const words[] = {"TABLE", NULL};
    explore_options o = EXPLORE_OPTIONS_INIT;
    mpdata_db *db = NULL;
    int code = EXIT_CODE_OK;

    if (explore_options_read(&o, "keys", option_table, words, where, argc, argv, &code))
        code = target_open(where, TARGET_READ, &db);
    if (db != NULL)
        code = target_close(db, show(db, &o));
    explore_options_dispose(&o);
    return code;
}

const command command_keys = {
    .name = "keys",
    .summary = "the properties, counted",
    .mistaken_for = "properties props",
    .synopsis = "TABLE [--event NAME]",
    .description =
        "Lists the properties of a table, the most frequent first: how many rows have it, of which "
        "types of JSON its values are, about how many distinct ones there are, and one of them.",
    .options = option_table,
    .examples = "mpdata --db company.db keys events\n"
                "mpdata --db company.db keys events --event Purchase\n",
    .run = run_command,
};
