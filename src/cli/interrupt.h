/*
 * Ctrl-C and its kin: SIGINT, SIGTERM and SIGHUP.
 *
 * They are blocked in every thread and taken by one thread of their own, so that nothing runs in a signal handler.
 * While a database is watched, the first signal interrupts what it does, and the command ends in order; while one
 * is opened or closed, the signal waits. A second one, or one that comes at another time, ends the process at once.
 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

#include "mpdata.h"

/* Before any other thread is started. False where the system refused. */
bool interrupt_start(void);

/*
 * Blocks every signal in this thread and in those that it starts, until pthread_sigmask sets what was `before` (NULL: for
 * good). A line editor has handlers of its own, of SIGCONT and SIGWINCH above all, which bear no thread but the editor's.
 */
void interrupt_shield(sigset_t *before);

/* From now on signals interrupt this database; NULL: they end the process. */
void interrupt_watch(mpdata_db *db);

/* From now on, until interrupt_watch, the first signal does nothing but that interrupt_came tells of it. */
void interrupt_hold(void);

/* Whether a signal came. */
bool interrupt_came(void);

/*
 * For a shell, which outlives its interruptions: from now on SIGINT never ends the process, and SIGTERM or SIGHUP counts
 * although a SIGINT came before. False where the system refused.
 */
bool interrupt_outlive(void);

/* After interrupt_outlive: becomes readable once a signal came, and ends a wait so. */
int interrupt_fd(void);

/* After interrupt_outlive: a SIGINT that came counts no more. */
void interrupt_forget(void);

/* 128 and the number of the signal that came; EXIT_CODE_INTERRUPTED where none did. */
int interrupt_exit_code(void);

#endif
