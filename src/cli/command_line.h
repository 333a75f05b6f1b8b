/*
 * mpdata, the command: the options before the command, and the way to it.
 */
#ifndef CLI_COMMAND_LINE_H
#define CLI_COMMAND_LINE_H

/*
 * Runs the command line, whose words end with NULL, and returns the exit code. Once in a process, before it has other
 * threads that take signals: SIGINT, SIGTERM and SIGHUP are the command's from then on.
 */
int command_line_run(int argc, char **argv);

#endif
