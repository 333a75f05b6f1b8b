#include "generate_repeat.h"

#include "generate_purpose.h"
#include "generate_random.h"

/* As many lines back is near. */
#define NEAR_LINES 2000

bool repeat_draws(const generate_options *options, uint64_t purpose, uint32_t fraction,
                  uint64_t index)
{
    if (fraction == 0)
        return false;
    random_stream random = random_open(options->seed, purpose, index);
    return random_below(&random, FRACTION_ONE) < fraction;
}

uint64_t repeat_earlier_index(const generate_options *options, uint64_t purpose, uint64_t index)
{
    random_stream random = random_open(options->seed, purpose, index);

    /* The first number of this stream has said that there is a repeat. */
    (void)random_next(&random);
    if (index > NEAR_LINES && random_percent(&random, 50))
        return index - 1 - random_below(&random, NEAR_LINES);
    return random_next(&random) % index;
}

uint64_t repeat_original_index(const generate_options *options, uint64_t index)
{
    while (index > 0 && repeat_draws(options, PURPOSE_REPEAT, options->repeat_fraction, index))
        index = repeat_earlier_index(options, PURPOSE_REPEAT, index);
    return index;
}
