#include "generate_event.h"

#include <stdbool.h>

#include "generate_event_kind.h"
#include "generate_event_origin.h"
#include "generate_purpose.h"
#include "generate_random.h"
#include "generate_repeat.h"
#include "generate_user.h"

#define SECONDS_PER_DAY 86400

/* How many of 256 events fall into each hour, in UTC. */
static const uint8_t hour_weights[24] = {8,  6,  5,  4,  3,  3,  4,  6,  9,  11, 13, 14,
                                         15, 14, 14, 14, 15, 16, 17, 17, 16, 13, 11, 8};

void event_source_init(event_source *source, const generate_options *options)
{
    size_t filled = 0;

    source->options = options;
    for (uint8_t hour = 0; hour < 24; hour++)
        for (uint8_t i = 0; i < hour_weights[hour]; i++)
            source->hours[filled++] = hour;
}

/* An export comes day by day; within a day the events lie in no order. */
static int64_t draw_time(const event_source *source, uint64_t index, random_stream *random)
{
    const generate_options *options = source->options;
    uint64_t day = index * options->day_count / options->line_count;
    uint32_t hour = source->hours[random_next(random) & 0xff];

    return options->from_seconds + (int64_t)day * SECONDS_PER_DAY + hour * 3600 +
           random_below(random, 3600);
}

/* The random part of an id: of no event but this one, and of the events that share it. */
static void draw_insert_id(const generate_options *options, uint64_t index, uint64_t insert_id[2])
{
    uint64_t owner = index;

    /* The owner must be a line of its own: a repeat has no id that anybody sees. */
    while (owner > 0 && repeat_draws(options, PURPOSE_IDENTITY, options->shared_id_fraction, owner))
        owner =
            repeat_original_index(options, repeat_earlier_index(options, PURPOSE_IDENTITY, owner));
    random_stream random = random_open(options->seed, PURPOSE_IDENTITY, ~owner);
    insert_id[0] = random_next(&random);
    insert_id[1] = random_next(&random);
}

static insert_id_form draw_id_form(const generate_options *options, random_stream *random)
{
    if (random_below(random, FRACTION_ONE) >= options->missing_id_fraction)
        return INSERT_ID_GIVEN;
    switch (random_below(random, 5)) {
    case 0:
        return INSERT_ID_NULL;
    case 1:
        return INSERT_ID_EMPTY;
    default:
        return INSERT_ID_MISSING;
    }
}

static void append_event(const event_source *source, uint64_t index, text *t)
{
    const generate_options *options = source->options;
    random_stream random = random_open(options->seed, PURPOSE_EVENT, index);
    user who = user_make(options->seed, user_draw(&random, options->user_count));
    const event_kind *kind = &event_kinds[random_skewed(&random, EVENT_KIND_COUNT)];
    event_origin origin = {.who = &who, .random = &random};

    origin.time_seconds = draw_time(source, index, &random);
    origin.id_form = draw_id_form(options, &random);
    draw_insert_id(options, index, origin.insert_id);
    text_literal(t, "{\"event\":\"");
    text_word(t, &kind->name);
    text_literal(t, "\",\"properties\":{\"time\":");
    text_number(t, (uint64_t)origin.time_seconds);
    text_literal(t, ",\"distinct_id\":\"");
    user_append_distinct_id(t, &who);
    text_literal(t, "\",");
    if (random_percent(&random, kind->server_percent))
        event_origin_append_server(t, &origin);
    else if (who.is_on_phone)
        event_origin_append_phone(t, &origin);
    else
        event_origin_append_web(t, &origin);
    kind->append(t, &random, &who);
    text_literal(t, "}}\n");
}

void event_append_line(const event_source *source, uint64_t index, text *t)
{
    append_event(source, repeat_original_index(source->options, index), t);
}
