#include "generate_visit.h"

#include "generate_purpose.h"
#include "generate_random.h"

#define SECONDS_PER_DAY 86400

/* The events of so many lines are shared out among so many visits: 4 events each, on average. */
#define BLOCK_LINES 4096
#define BLOCK_VISITS 1024

/* How many of 256 visits begin in each hour, in UTC. */
static const uint8_t hour_weights[24] = {8,  6,  5,  4,  3,  3,  4,  6,  9,  11, 13, 14,
                                         15, 14, 14, 14, 15, 16, 17, 17, 16, 13, 11, 8};

void visit_source_init(visit_source *source, const generate_options *options)
{
    size_t filled = 0;

    source->options = options;
    for (uint8_t hour = 0; hour < 24; hour++)
        for (uint8_t i = 0; i < hour_weights[hour]; i++)
            source->hours[filled++] = hour;
}

static uint32_t draw_start(const visit_source *source, random_stream *random)
{
    uint32_t hour = source->hours[random_next(random) & 0xff];
    uint32_t second = hour * 3600 + random_below(random, 3600);

    if (second >= SECONDS_PER_DAY - VISIT_MAX_SECONDS)
        second -= VISIT_MAX_SECONDS;
    return second;
}

visit visit_of_event(const visit_source *source, uint64_t index, uint64_t day)
{
    const generate_options *options = source->options;
    random_stream choice = random_open(options->seed, PURPOSE_VISIT_CHOICE, index);
    uint64_t number = index / BLOCK_LINES * BLOCK_VISITS + random_below(&choice, BLOCK_VISITS);
    random_stream random = random_open(options->seed, PURPOSE_VISIT, number);
    visit v = {.start_second = draw_start(source, &random)};

    v.who = user_make(options->seed, user_draw(&random, options->user_count));
    /* Where an export is small, a block spans days; a session does not. */
    v.session_id = random_mix(random_next(&random) + day);
    return v;
}
