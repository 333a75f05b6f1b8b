/*
 * Threads of the library's own.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* As pthread_create. Signals are for the program's threads: the new one has all of them blocked. */
bool thread_start(pthread_t *thread, void *(*work)(void *payload), void *payload);

#endif
