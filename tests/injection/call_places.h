/*
 * Where the calls that can fail come from: two calls of a function have the same place where the same functions of ours lead to
 * them, whatever thread they are on.
 */
#ifndef TEST_CALL_PLACES_H
#define TEST_CALL_PLACES_H

#include <stddef.h>

/* From now on each place is kept. */
void call_places_begin(void);

/* The call that is just made, the `number`-th of its function. `function` lives as long as the program. */
void call_places_add(const char *function, unsigned long number);

/* Until it begins again. */
void call_places_end(void);

/* Of those that are kept, in the order in which they came: the function, and which of its calls was the first one from there. */
size_t call_places_count(void);
const char *call_places_at(size_t index, unsigned long *number);

/* Writes "FUNCTION NUMBER PLACE" for the first call from each place, a line each. */
void call_places_write(const char *path);

#endif
