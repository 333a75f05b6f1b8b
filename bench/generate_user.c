#include "generate_user.h"

#include "generate_purpose.h"

user user_make(uint64_t seed, uint32_t number)
{
    random_stream random = random_open(seed, PURPOSE_USER, number);
    user u = {.number = number};

    u.is_on_phone = random_percent(&random, 35);
    u.is_identified = random_percent(&random, 70);
    u.device = &web_devices[random_skewed(&random, WEB_DEVICE_COUNT)];
    u.phone = &phones[random_skewed(&random, PHONE_COUNT)];
    u.place = &places[random_skewed(&random, PLACE_COUNT)];
    u.plan = &plans[random_skewed(&random, PLAN_COUNT)];
    u.referrer = &referrers[random_skewed(&random, REFERRER_COUNT)];
    u.variant = &variants[random_skewed(&random, VARIANT_COUNT)];
    u.device_id[0] = random_next(&random);
    u.device_id[1] = random_next(&random);
    u.user_id[0] = random_next(&random);
    u.user_id[1] = random_next(&random);
    return u;
}

/* The product of three even draws: of 50,000 users the most active one does 1 in 700 of all things. */
uint32_t user_draw(random_stream *random, uint32_t user_count)
{
    uint64_t bits = random_next(random);
    uint64_t small = ((bits >> 32) * (bits & UINT32_MAX)) >> 32;

    small = (small * (random_next(random) >> 32)) >> 32;
    return (uint32_t)((small * user_count) >> 32);
}

/* Of the identified, half have a UUID, the others a serial number as small shops have it. */
void user_append_distinct_id(text *t, const user *u)
{
    if (!u->is_identified) {
        text_literal(t, "$device:");
        text_uuid(t, u->device_id[0], u->device_id[1]);
    } else if (u->user_id[1] % 2 == 0) {
        text_literal(t, "cust-");
        text_digits(t, u->number, 10);
    } else {
        text_uuid(t, u->user_id[0], u->user_id[1]);
    }
}

void user_append_device_id(text *t, const user *u)
{
    text_uuid(t, u->device_id[0], u->device_id[1]);
}
