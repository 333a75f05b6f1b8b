/*
 * A terminal for the program that runs, and somebody who types there: the next keys come as soon as the program waits for
 * some and none are left, so that each run is like the one before, and none waits.
 */
#ifndef TEST_TERMINAL_H
#define TEST_TERMINAL_H

#include <poll.h>
#include <stdbool.h>

/* The end that is not the program's; -1 where there is none. */
int terminal_open(void);

/*
 * Makes the other end standard input, output and error of this process, which leads a session of its own. The file holds
 * the keys, with a NUL behind all that come at once; the first ones come before the program begins. Instead of keys there may
 * stand: "idle", for none within the time that the program waits; "interrupt" or "terminate", for the signal.
 */
void terminal_take(int end, const char *keys_path);

/* Writes what comes from the program to the file, until it has ended. */
void terminal_record(int end, const char *path);

/* Types what is next, if the program has a terminal and waits there in vain. False: nothing comes within its time. */
bool terminal_wait(const struct pollfd *waits, nfds_t count, int ms);

/* As terminal_wait: the program reads, and so waits for keys alone. */
void terminal_wait_to_read(int fd);

#endif
