#include "manual_facts.h"

const command_fact manual_facts_exit_codes[] = {
    {"0", "all went well"},
    {"1", "the system or the database failed: a full disk, a locked file, a time limit"},
    {"3", "wrong input: an option, a record, SQL, a file that is no database"},
    {"4", "not found: the database or the table"},
    {"130", "interrupted by Ctrl-C; 143 by SIGTERM, 129 by SIGHUP"},
    {NULL, NULL},
};

const command_fact manual_facts_environment[] = {
    {"MPDATA_DB", "the database, where no option names one: as --db"},
    {"MPDATA_PROJECT", "the same, as --project"},
    {"MPDATA_DUCKDB_LIBRARY", "the libduckdb.so to use, in place of mpdata's own"},
    {NULL, NULL},
};

const command_fact manual_facts_files[] = {
    {"~/.mixpanel_data/ID.db", "the database of --project ID"},
    {"DATABASE.wal", "DuckDB's log of changes, beside a database that was not closed in order"},
    {"DATABASE.journal", "what a checkpoint could damage, beside a database that is open for "
                         "writing, or whose writer died"},
    {NULL, NULL},
};
