/*
 * What holds for every command: its exit codes, the environment, the files.
 */
#ifndef CLI_MANUAL_FACTS_H
#define CLI_MANUAL_FACTS_H

#include "command.h"

/* Each ended by an entry without a name. */
extern const command_fact manual_facts_exit_codes[];
extern const command_fact manual_facts_environment[];
extern const command_fact manual_facts_files[];

#endif
