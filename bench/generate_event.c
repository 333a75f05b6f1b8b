#include "generate_event.h"

#include <stdbool.h>

#include "generate_event_kind.h"
#include "generate_event_origin.h"
#include "generate_purpose.h"
#include "generate_random.h"
#include "generate_repeat.h"

#define SECONDS_PER_DAY 86400

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

static void append_origin(text *t, const event_kind *kind, const event_origin *origin)
{
    if (random_percent(origin->random, kind->server_percent))
        event_origin_append_server(t, origin);
    else if (origin->who->is_on_phone)
        event_origin_append_phone(t, origin);
    else
        event_origin_append_web(t, origin);
}

static void append_event(const visit_source *visits, uint64_t index, text *t)
{
    const generate_options *options = visits->options;
    random_stream random = random_open(options->seed, PURPOSE_EVENT, index);
    /* An export comes day by day; within a day the events lie in no order. */
    uint64_t day = index * options->day_count / options->line_count;
    visit during = visit_of_event(visits, index, day);
    const event_kind *kind = &event_kinds[random_skewed(&random, EVENT_KIND_COUNT)];
    event_origin origin = {.who = &during.who, .random = &random};

    origin.time_seconds = options->from_seconds + (int64_t)(day * SECONDS_PER_DAY) +
                          during.start_second + random_skewed(&random, VISIT_MAX_SECONDS);
    origin.id_form = draw_id_form(options, &random);
    draw_insert_id(options, index, origin.insert_id);
    text_literal(t, "{\"event\":\"");
    text_word(t, &kind->name);
    text_literal(t, "\",\"properties\":{\"time\":");
    text_number(t, (uint64_t)origin.time_seconds);
    text_literal(t, ",\"distinct_id\":\"");
    user_append_distinct_id(t, &during.who);
    text_literal(t, "\",");
    append_origin(t, kind, &origin);
    kind->append(t, &random, &during);
    text_literal(t, "}}\n");
}

void event_append_line(const visit_source *visits, uint64_t index, text *t)
{
    append_event(visits, repeat_original_index(visits->options, index), t);
}
