/*
 * The generator's command line.
 */
#ifndef GENERATE_OPTIONS_H
#define GENERATE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* Fractions are counted in billionths: no floating point, so the same on every machine. */
#define FRACTION_ONE UINT32_C(1000000000)

typedef struct generate_options {
    bool makes_profiles;
    uint64_t line_count;
    uint32_t user_count;
    uint64_t seed;
    uint32_t repeat_fraction;
    uint32_t shared_id_fraction;
    uint32_t missing_id_fraction;
    uint32_t day_count;
    /* Midnight UTC of the first day, in seconds since 1970. */
    int64_t from_seconds;
    /* NULL is standard output. */
    const char *output_path;
} generate_options;

typedef enum options_outcome { OPTIONS_RUN, OPTIONS_HELP_SHOWN, OPTIONS_WRONG } options_outcome;

/* Reads the command line. Help goes to standard output, what is wrong with the line to standard error. */
options_outcome generate_options_read(generate_options *options, int argument_count,
                                      char **arguments);

#endif
