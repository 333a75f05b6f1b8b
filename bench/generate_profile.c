#include "generate_profile.h"

#include "generate_purpose.h"
#include "generate_random.h"
#include "generate_repeat.h"
#include "generate_user.h"

#define SECONDS_PER_DAY 86400

/* One user in 64 has not been seen since Mixpanel began to note it. */
static void append_last_seen(text *t, const generate_options *options, random_stream *random)
{
    uint64_t days_ago = random_skewed(random, options->day_count);
    uint32_t second = random_below(random, SECONDS_PER_DAY);
    uint64_t day = options->day_count - 1 - days_ago;

    if (random_below(random, 64) == 0)
        return;
    text_literal(t, "\"$last_seen\":\"");
    text_iso_time(t, options->from_seconds + (int64_t)day * SECONDS_PER_DAY + second);
    text_literal(t, "\",");
}

static void append_name(text *t, const user *who, random_stream *random)
{
    const word *first = &first_names[random_below(random, FIRST_NAME_COUNT)];
    const word *last = &last_names[random_below(random, LAST_NAME_COUNT)];

    text_literal(t, "\"$name\":\"");
    text_word(t, first);
    text_literal(t, " ");
    text_word(t, last);
    text_literal(t, "\",\"$email\":\"user");
    text_number(t, who->number);
    text_literal(t, "@");
    text_word(t, &mail_hosts[random_skewed(random, MAIL_HOST_COUNT)]);
    text_literal(t, "\",");
}

static void append_client(text *t, const user *who)
{
    if (who->is_on_phone) {
        text_word(t, &who->phone->maker);
        text_word(t, &who->phone->os);
    } else {
        text_word(t, &who->device->browser);
        text_word(t, &who->device->os);
    }
    text_word(t, &who->place->profile_place);
    text_literal(t, "\"$initial_referrer\":\"");
    text_word(t, who->referrer);
    text_literal(t, "\",");
}

static void append_business(text *t, const generate_options *options, const user *who,
                            random_stream *random)
{
    int64_t days_before = 1 + random_below(random, 1400);

    text_literal(t, "\"plan\":\"");
    text_word(t, who->plan);
    text_literal(t, "\",\"signup_date\":\"");
    text_iso_date(t, options->from_seconds - days_before * SECONDS_PER_DAY);
    text_literal(t, "\",\"orders\":");
    text_number(t, random_skewed(random, 60));
    text_literal(t, ",\"lifetime_value\":");
    text_hundredths(t, random_skewed(random, 500000));
    text_literal(t, ",\"newsletter\":");
    if (random_percent(random, 45))
        text_literal(t, "true");
    else
        text_literal(t, "false");
    text_literal(t, ",\"company\":null,\"tags\":[\"");
    text_word(t, &mail_hosts[random_skewed(random, MAIL_HOST_COUNT)]);
    text_literal(t, "\",\"beta\"],\"favourite\":{\"product\":\"");
    text_word(t, &products[random_skewed(random, PRODUCT_COUNT)].name);
    text_literal(t, "\",\"since\":null}}}\n");
}

void profile_append_line(const generate_options *options, uint64_t index, text *t)
{
    uint64_t number = repeat_original_index(options, index);
    random_stream random = random_open(options->seed, PURPOSE_PROFILE, number);
    user who = user_make(options->seed, (uint32_t)number);

    text_literal(t, "{\"$distinct_id\":\"");
    user_append_distinct_id(t, &who);
    text_literal(t, "\",\"$properties\":{");
    append_last_seen(t, options, &random);
    append_name(t, &who, &random);
    append_client(t, &who);
    append_business(t, options, &who, &random);
}
