/*
 * Calls of our own code that fail when they are told to. The linker sends each call of a wrapped function to
 * wrap_*.c (--wrap), so that neither the code nor the release build knows of it; DuckDB's and other libraries' calls are not touched.
 */
#ifndef TEST_INJECT_H
#define TEST_INJECT_H

#include <stdbool.h>

/*
 * "FUNCTION NUMBER HOW [ERRNO]": the NUMBER-th call from now on fails, as HOW says: `once`, `on` (it and all after it), or
 * `short` (it and all after it read or write one byte). The FUNCTION `allocation` stands for all that give memory. An empty
 * text: nothing fails. False where the text is no such order.
 */
bool inject_order(const char *order);

/* Whether the call that was ordered to fail has been made. */
bool inject_was_reached(void);

/* Nothing fails any more. */
void inject_end(void);

/* Writes "FUNCTION CALLS" for each function to the file, a line each. */
void inject_write_counts(const char *path);

/* Makes `stdin` and `stdout` streams whose reads and writes can fail. */
void inject_standard_streams(void);

#endif
