/*
 * What every fuzz target includes: a claim about the code that ends the program where it does not hold.
 */
#ifndef TEST_FUZZ_H
#define TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Called by libFuzzer, and by replay.c, with each input. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define CLAIM(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);   \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Reads numbers off the front of an input, so that its other bytes are what is tested. */
typedef struct fuzz_input {
    const uint8_t *data;
    size_t bytes;
} fuzz_input;

/* From 0 to `limit` - 1; 0 where nothing is left. */
static inline size_t fuzz_take(fuzz_input *input, size_t limit)
{
    if (input->bytes == 0)
        return 0;
    input->bytes--;
    return *input->data++ % limit;
}

/* The rest as text that ends with its last byte: a read past the end is seen by the address sanitizer. */
static inline char *fuzz_copy(const fuzz_input *input)
{
    char *copy = malloc(input->bytes == 0 ? 1 : input->bytes);

    CLAIM(copy != NULL);
    for (size_t i = 0; i < input->bytes; i++)
        copy[i] = (char)input->data[i];
    return copy;
}

/* The same with a NUL behind it. */
static inline char *fuzz_copy_string(const fuzz_input *input)
{
    char *copy = malloc(input->bytes + 1);

    CLAIM(copy != NULL);
    for (size_t i = 0; i < input->bytes; i++)
        copy[i] = (char)input->data[i];
    copy[input->bytes] = '\0';
    return copy;
}

/*
 * After the last input of a replay, where a target has it: exit() frees what DuckDB keeps for the thread before it calls what
 * was given to atexit().
 */
void fuzz_end(void) __attribute__((weak));

#endif
