#include "generate_event_origin.h"

static void append_insert_id(text *t, const event_origin *origin)
{
    switch (origin->id_form) {
    case INSERT_ID_GIVEN:
        text_literal(t, "\"$insert_id\":\"");
        text_base36(t, origin->insert_id[0]);
        text_base36(t, origin->insert_id[1]);
        text_literal(t, "\",");
        break;
    case INSERT_ID_NULL:
        text_literal(t, "\"$insert_id\":null,");
        break;
    case INSERT_ID_EMPTY:
        text_literal(t, "\"$insert_id\":\"\",");
        break;
    case INSERT_ID_MISSING:
        break;
    }
}

static void append_device_id(text *t, const user *who)
{
    text_literal(t, "\"$device_id\":\"");
    user_append_device_id(t, who);
    text_literal(t, "\",");
}

static void append_user_id(text *t, const user *who)
{
    if (!who->is_identified)
        return;
    text_literal(t, "\"$user_id\":\"");
    user_append_distinct_id(t, who);
    text_literal(t, "\",");
}

static void append_api_time(text *t, const event_origin *origin, uint64_t delay_ms)
{
    text_literal(t, "\"$mp_api_timestamp_ms\":");
    text_number(t, (uint64_t)origin->time_seconds * 1000 + delay_ms);
    *t->at++ = ',';
}

static void append_processing_time(text *t, const event_origin *origin, uint64_t delay_ms)
{
    uint64_t lag_ms = 200 + random_skewed(origin->random, 4000);

    text_literal(t, "\"mp_processing_time_ms\":");
    text_number(t, (uint64_t)origin->time_seconds * 1000 + delay_ms + lag_ms);
    *t->at++ = ',';
}

static void append_current_url(text *t, random_stream *random)
{
    text_literal(t, "\"$current_url\":\"https://shop.example");
    if (random_percent(random, 30)) {
        text_literal(t, "/products/");
        text_number(t, 1000 + random_skewed(random, 4000));
    } else {
        text_word(t, &paths[random_skewed(random, PATH_COUNT)]);
    }
    if (random_percent(random, 10)) {
        text_literal(t, "#?");
        text_word(t, &campaigns[random_skewed(random, CAMPAIGN_COUNT)]);
        text_literal(t, "&click=");
        text_base36(t, random_next(random));
    }
    text_literal(t, "\",");
}

static void append_referrer(text *t, const event_origin *origin)
{
    if (random_percent(origin->random, 50))
        return;
    text_literal(t, "\"$referrer\":\"");
    if (random_percent(origin->random, 70))
        text_literal(t, "https://shop.example/");
    else
        text_word(t, origin->who->referrer);
    text_literal(t, "\",");
}

static void append_initial_referrer(text *t, const user *who)
{
    if (who->number % 3 == 0) {
        text_literal(t, "\"$initial_referrer\":\"$direct\",");
        return;
    }
    text_literal(t, "\"$initial_referrer\":\"");
    text_word(t, who->referrer);
    text_literal(t, "\",");
}

/* Members with a name that begins with "$" come first, by name; those that Mixpanel adds as mp_... behind. */
void event_origin_append_web(text *t, const event_origin *origin)
{
    const user *who = origin->who;
    uint64_t delay_ms = random_skewed(origin->random, 5000);

    text_word(t, &who->device->browser);
    text_word(t, &who->place->city);
    append_current_url(t, origin->random);
    append_device_id(t, who);
    append_initial_referrer(t, who);
    append_insert_id(t, origin);
    text_literal(t, "\"$lib_version\":\"2.71.0\",\"$mp_api_endpoint\":\"api-js.mixpanel.com\",");
    text_word(t, &who->device->os);
    append_referrer(t, origin);
    text_word(t, &who->place->region);
    text_word(t, &who->device->screen);
    append_user_id(t, who);
    text_word(t, &who->place->country);
    text_literal(t, "\"mp_lib\":\"web\",");
    append_processing_time(t, origin, delay_ms);
}

static void append_network(text *t, random_stream *random)
{
    text_literal(t, "\"$radio\":");
    if (random_percent(random, 35))
        text_literal(t, "null,");
    else
        text_literal(t, "\"LTE\",");
}

void event_origin_append_phone(text *t, const event_origin *origin)
{
    const user *who = origin->who;
    /* Apps keep events until there is a network. */
    uint64_t delay_ms = 1000 + random_skewed(origin->random, 600000);

    text_literal(t, "\"$app_build_number\":\"48");
    text_digits(t, random_skewed(origin->random, 40), 2);
    text_literal(t, "\",\"$carrier\":\"");
    text_word(t, &carriers[who->number % CARRIER_COUNT]);
    text_literal(t, "\",");
    text_word(t, &who->place->city);
    append_device_id(t, who);
    append_insert_id(t, origin);
    text_literal(t, "\"$lib_version\":\"5.1.1\",");
    text_word(t, &who->phone->maker);
    text_literal(t, "\"$mp_api_endpoint\":\"api.mixpanel.com\",");
    append_api_time(t, origin, delay_ms);
    text_word(t, &who->phone->os);
    append_network(t, origin->random);
    text_word(t, &who->place->region);
    text_word(t, &who->phone->screen);
    append_user_id(t, who);
    text_literal(t, "\"$wifi\":");
    if (random_percent(origin->random, 65))
        text_literal(t, "true,");
    else
        text_literal(t, "false,");
    text_word(t, &who->place->country);
    text_literal(t, "\"mp_lib\":\"swift\",");
    append_processing_time(t, origin, delay_ms);
}

void event_origin_append_server(text *t, const event_origin *origin)
{
    const user *who = origin->who;
    uint64_t delay_ms = 3000 + random_skewed(origin->random, 3600000);

    text_word(t, &who->place->city);
    text_literal(t, "\"$import\":true,");
    append_insert_id(t, origin);
    text_literal(t, "\"$lib_version\":\"4.10.1\",\"$mp_api_endpoint\":\"api.mixpanel.com\",");
    append_api_time(t, origin, delay_ms);
    text_word(t, &who->place->region);
    text_literal(t, "\"$source\":\"orders-service\",");
    append_user_id(t, who);
    text_literal(t, "\"ip_country_guess\":null,\"job\":\"sync-");
    text_hex(t, random_next(origin->random), 8);
    text_literal(t, "\",");
    text_word(t, &who->place->country);
    text_literal(t, "\"mp_lib\":\"python\",");
    append_processing_time(t, origin, delay_ms);
}
