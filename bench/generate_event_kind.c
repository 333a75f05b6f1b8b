#include "generate_event_kind.h"

/* What all kinds have in common comes first, and has a comma behind it. */
static void append_session(text *t, const visit *during)
{
    text_literal(t, "\"plan\":\"");
    text_word(t, during->who.plan);
    text_literal(t, "\",\"session_id\":\"");
    text_base36(t, during->session_id);
    text_literal(t, "\",");
    if (during->who.number % 2 == 0)
        return;
    text_literal(t, "\"experiments\":");
    text_word(t, during->who.variant);
    text_literal(t, ",");
}

static void append_product(text *t, const product *p, uint32_t quantity)
{
    text_literal(t, "\"sku\":\"SKU-");
    text_digits(t, (uint64_t)(p - products) * 37 + 1000, 6);
    text_literal(t, "\",\"name\":\"");
    text_word(t, &p->name);
    text_literal(t, "\",\"category\":\"");
    text_word(t, &p->category);
    text_literal(t, "\",\"price\":");
    text_hundredths(t, p->price_hundredths);
    text_literal(t, ",\"quantity\":");
    text_number(t, quantity);
}

static void append_page_view(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"page\":\"");
    text_word(t, &paths[random_skewed(random, PATH_COUNT)]);
    text_literal(t, "\",\"load_ms\":");
    text_number(t, 120 + random_skewed(random, 4000));
    text_literal(t, ",\"scroll_depth\":0.");
    text_digits(t, random_below(random, 100), 2);
}

static void append_button_click(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"button\":\"");
    text_word(t, &buttons[random_skewed(random, BUTTON_COUNT)]);
    text_literal(t, "\",\"position\":{\"x\":");
    text_number(t, random_below(random, 1920));
    text_literal(t, ",\"y\":");
    text_number(t, random_below(random, 1080));
    text_literal(t, "}");
}

static void append_product_view(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    append_product(t, &products[random_skewed(random, PRODUCT_COUNT)], 1);
    text_literal(t, ",\"in_stock\":true,\"rating\":4.");
    text_number(t, random_below(random, 10));
}

static void append_session_start(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"logged_in\":");
    if (during->who.is_identified)
        text_literal(t, "true");
    else
        text_literal(t, "false");
    text_literal(t, ",\"first_session\":false,\"cold_start\":true,\"start_ms\":");
    text_number(t, 300 + random_skewed(random, 3000));
    text_literal(t, ",\"push_enabled\":null");
}

static void append_search(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"query\":\"");
    text_word(t, &queries[random_skewed(random, QUERY_COUNT)]);
    text_literal(t, "\",\"results\":");
    text_number(t, random_skewed(random, 400));
    text_literal(t, ",\"filters\":{\"in_stock\":true,\"max_price\":null}");
}

static void append_add_to_cart(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    /* Drawn one after the other: C does not say which argument of a call comes first. */
    const product *p = &products[random_skewed(random, PRODUCT_COUNT)];
    append_product(t, p, 1 + random_skewed(random, 4));
    text_literal(t, ",\"currency\":\"EUR\",\"cart_size\":");
    text_number(t, 1 + random_skewed(random, 9));
}

static void append_video_play(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"video\":\"how-to-");
    text_digits(t, random_skewed(random, 60), 2);
    text_literal(t, "\",\"position_s\":");
    text_number(t, random_skewed(random, 900));
    text_literal(t, ".");
    text_digits(t, random_below(random, 1000) * 10, 4);
    text_literal(t, ",\"muted\":false,\"subtitles\":[\"en\",\"de\"]");
}

static void append_login(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"method\":\"");
    if (random_percent(random, 40))
        text_literal(t, "google");
    else
        text_literal(t, "password");
    text_literal(t, "\",\"two_factor\":false,\"attempts\":");
    text_number(t, 1 + random_skewed(random, 3));
}

/* The items, each an object in an array; what they cost together is returned. */
static uint64_t append_items(text *t, random_stream *random)
{
    uint32_t count = 1 + random_skewed(random, 4);
    uint64_t sum_hundredths = 0;

    text_literal(t, "\"items\":[");
    for (uint32_t i = 0; i < count; i++) {
        const product *p = &products[random_skewed(random, PRODUCT_COUNT)];
        uint32_t quantity = 1 + random_skewed(random, 3);
        if (i > 0)
            *t->at++ = ',';
        *t->at++ = '{';
        append_product(t, p, quantity);
        *t->at++ = '}';
        sum_hundredths += (uint64_t)p->price_hundredths * quantity;
    }
    text_literal(t, "],");
    return sum_hundredths;
}

static void append_order(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    uint64_t sum_hundredths = append_items(t, random);
    text_literal(t, "\"amount\":");
    text_hundredths(t, sum_hundredths);
    text_literal(t, ",\"currency\":\"EUR\",\"coupon\":");
    if (random_percent(random, 20))
        text_literal(t, "\"AUTUMN10\"");
    else
        text_literal(t, "null");
}

static void append_purchase(text *t, random_stream *random, const visit *during)
{
    append_order(t, random, during);
    text_literal(t, ",\"order_id\":\"");
    text_digits(t, random_next(random) % UINT64_C(10000000000), 10);
    text_literal(t, "\",\"payment\":{\"method\":\"card\",\"installments\":1}");
}

static void append_notification(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"$message_id\":");
    text_number(t, 6000000 + random_skewed(random, 3000));
    text_literal(t, ",\"$message_type\":\"push\",\"badge\":null");
}

static void append_share(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    append_product(t, &products[random_skewed(random, PRODUCT_COUNT)], 1);
    text_literal(t, ",\"channel\":\"whatsapp\"");
}

static void append_sign_up(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"method\":\"email\",\"newsletter\":true,\"invited_by\":");
    if (random_percent(random, 80)) {
        text_literal(t, "null");
    } else {
        text_literal(t, "\"cust-");
        text_digits(t, random_below(random, 1000000), 10);
        text_literal(t, "\"");
    }
}

static void append_subscription(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"from_plan\":\"free\",\"seats\":");
    text_number(t, 1 + random_skewed(random, 50));
    text_literal(t, ",\"amount\":");
    text_hundredths(t, 900 + (uint64_t)random_skewed(random, 20) * 500);
    text_literal(t, ",\"currency\":\"USD\",\"renews_automatically\":true");
}

static void append_error(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"message\":\"");
    text_word(t, &error_texts[random_skewed(random, ERROR_COUNT)]);
    text_literal(t, "\",\"trace_id\":\"");
    text_hex(t, random_next(random), 16);
    text_literal(t, "\",\"fatal\":false");
}

static void append_feedback(text *t, random_stream *random, const visit *during)
{
    append_session(t, during);
    text_literal(t, "\"score\":");
    text_number(t, random_below(random, 11));
    text_literal(t, ",\"comment\":\"");
    text_word(t, &queries[random_below(random, QUERY_COUNT)]);
    text_literal(t, " \\u2013 ");
    text_word(t, &error_texts[random_below(random, ERROR_COUNT)]);
    text_literal(t, "\",\"topics\":[]");
}

const event_kind event_kinds[EVENT_KIND_COUNT] = {
    {WORD("Page View"), append_page_view, 0},
    {WORD("Product View"), append_product_view, 0},
    {WORD("Button Click"), append_button_click, 0},
    {WORD("Session Start"), append_session_start, 0},
    {WORD("Search"), append_search, 0},
    {WORD("Add to Cart"), append_add_to_cart, 0},
    {WORD("Video Play"), append_video_play, 0},
    {WORD("Purchase"), append_purchase, 60},
    {WORD("Login"), append_login, 0},
    {WORD("Checkout Started"), append_order, 0},
    {WORD("Notification Opened"), append_notification, 0},
    {WORD("Share"), append_share, 0},
    {WORD("Sign Up"), append_sign_up, 50},
    {WORD("Subscription Changed"), append_subscription, 100},
    {WORD("Error Shown"), append_error, 0},
    {WORD("Feedback Sent"), append_feedback, 0},
};
