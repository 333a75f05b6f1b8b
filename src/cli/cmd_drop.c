/*
 * mpdata drop TABLE
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "amount_text.h"
#include "command.h"
#include "display_text.h"
#include "exit_code.h"
#include "interrupt.h"
#include "options.h"

enum { OPTION_YES = 1 };

static const struct poptOption option_table[] = {{"yes", 'y', POPT_ARG_NONE, NULL, OPTION_YES,
                                                  "do not ask; needed where there is no terminal",
                                                  NULL},
                                                 OPTIONS_TARGET,
                                                 POPT_TABLEEND};

typedef struct drop_options {
    char *table;
    bool is_sure;
} drop_options;

/* On the terminal. Nothing runs on the database meanwhile, so a signal may end the process at once. */
static bool ask(mpdata_db *db, const mpdata_table_info *table)
{
    char rows[AMOUNT_TEXT_BYTES];
    char answer[16] = "";

    /* Before the question, for its answer may be Ctrl-C at once. */
    interrupt_watch(NULL);
    if (interrupt_came())
        return false;
    amount_count(rows, table->rows);
    /* A table of another program may have any name. */
    (void)fputs("Drop ", stderr);
    display_text_print(stderr, table->name);
    (void)fprintf(stderr, " with %s rows? [y/N] ", rows);
    (void)fflush(stderr);
    bool has_answer = fgets(answer, sizeof(answer), stdin) != NULL;
    interrupt_watch(db);
    /* Ctrl-D leaves the question's line unfinished. */
    if (!has_answer)
        (void)fputc('\n', stderr);
    return has_answer && (answer[0] == 'y' || answer[0] == 'Y');
}

static int find_and_ask(mpdata_db *db, const drop_options *o, bool *is_wanted)
{
    mpdata_table_schema *schema = NULL;
    mpdata_error error;
    int code = EXIT_CODE_OK;

    if (mpdata_table_schema_read(db, o->table, &schema, &error) != MPDATA_OK)
        return fail(&error);
    if (o->is_sure)
        *is_wanted = true;
    else if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
        *is_wanted = ask(db, mpdata_table_schema_table(schema));
    else
        code = fail_usage("drop: there is no terminal to ask on; --yes says that you are sure");
    mpdata_table_schema_free(schema);
    return code;
}

static int drop(mpdata_db *db, const drop_options *o)
{
    mpdata_error error;
    bool is_wanted = false;
    int code = find_and_ask(db, o, &is_wanted);

    if (code != EXIT_CODE_OK)
        return code;
    if (!is_wanted && interrupt_came())
        return fail_interrupted();
    if (!is_wanted) {
        (void)fputs("Nothing was dropped.\n", stderr);
        return EXIT_CODE_GENERAL;
    }
    return mpdata_table_drop(db, o->table, &error) == MPDATA_OK ? EXIT_CODE_OK : fail(&error);
}

static int read_options(options *from, drop_options *o)
{
    for (;;) {
        switch (options_next(from)) {
        case OPTION_YES:
            o->is_sure = true;
            break;
        case OPTIONS_DONE: {
            int code = options_take_word(from, "TABLE", &o->table);
            return code == EXIT_CODE_OK ? options_end_words(from) : code;
        }
        default:
            return from->exit_code;
        }
    }
}

static int run_command(target *where, int argc, const char **argv)
{
    drop_options o = {NULL, false};
    options from;
    mpdata_db *db = NULL;

    options_begin(&from, "drop", option_table, where, argc, argv);
    int code = read_options(&from, &o);
    if (code == EXIT_CODE_OK && !from.has_ended)
        code = target_open(where, TARGET_CHANGE, &db);
    if (db != NULL)
        code = target_close(db, drop(db, &o));
    options_end(&from);
    free(o.table);
    return code;
}

const command command_drop = {
    .name = "drop",
    .summary = "drop a table",
    .mistaken_for = "delete remove rm",
    .synopsis = "TABLE [--yes]",
    .description = "Drops a table, and what is kept about it. Asks first on a terminal.",
    .options = option_table,
    .examples = "mpdata --db company.db drop events\n"
                "\n"
                "mpdata --db company.db drop events --yes\n",
    .run = run_command,
};
