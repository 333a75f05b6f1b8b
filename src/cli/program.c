#include "program.h"

#include "command.h"
#include "options.h"

static const struct poptOption option_table[] = {{"version", 'V', POPT_ARG_NONE, NULL,
                                                  PROGRAM_VERSION,
                                                  "the versions of mpdata and of DuckDB", NULL},
                                                 OPTIONS_TARGET,
                                                 POPT_TABLEEND};

const command command_mpdata = {
    .name = "mpdata",
    .summary = "Mixpanel data in DuckDB",
    .synopsis = "[OPTION]... COMMAND ...",
    .description =
        "Keeps Mixpanel data in a local DuckDB file and answers SQL over it.\n"
        "A raw export of events, or a file of profiles, is loaded once and can then be asked as "
        "often as you like. A file holds any number of tables. The properties of a record are one "
        "column of JSON, byte for byte as they were sent; times are UTC. All other programs that "
        "read DuckDB's files read those of mpdata.\n"
        "Data goes to standard output, all else to standard error.",
    .options = option_table,
    .examples = "mpdata --db company.db ingest events events export.ndjson\n"
                "mpdata --db company.db query 'SELECT count(*) FROM events'\n"
                "\n"
                "export MPDATA_DB=company.db\n"
                "mpdata tables\n"
                "mpdata breakdown events --by month\n",
};
