/*
 * The vocabulary of the sample data: pieces of JSON, ready to be copied. Each table begins with what is
 * most frequent, since it is drawn from with random_skewed.
 */
#ifndef GENERATE_WORDS_H
#define GENERATE_WORDS_H

#include "generate_text.h"

/* The pieces are whole members with the comma behind them, in the order in which Mixpanel writes them. */
typedef struct web_device {
    word browser;
    word os;
    word screen;
} web_device;

typedef struct phone {
    word maker;
    word os;
    word screen;
} phone;

typedef struct place {
    word city;
    word region;
    word country;
    word profile_place;
} place;

typedef struct product {
    word name;
    word category;
    uint32_t price_hundredths;
} product;

#define WEB_DEVICE_COUNT 12
#define PHONE_COUNT 12
#define PLACE_COUNT 32
#define PRODUCT_COUNT 24
#define PATH_COUNT 16
#define REFERRER_COUNT 10
#define CAMPAIGN_COUNT 8
#define CARRIER_COUNT 8
#define QUERY_COUNT 20
#define BUTTON_COUNT 12
#define PLAN_COUNT 4
#define FIRST_NAME_COUNT 24
#define LAST_NAME_COUNT 24
#define MAIL_HOST_COUNT 6
#define VARIANT_COUNT 8
#define ERROR_COUNT 8

extern const web_device web_devices[WEB_DEVICE_COUNT];
extern const phone phones[PHONE_COUNT];
extern const place places[PLACE_COUNT];
extern const product products[PRODUCT_COUNT];
extern const word paths[PATH_COUNT];
extern const word referrers[REFERRER_COUNT];
extern const word campaigns[CAMPAIGN_COUNT];
extern const word carriers[CARRIER_COUNT];
/* With escapes and text beyond ASCII, as people type it. */
extern const word queries[QUERY_COUNT];
extern const word buttons[BUTTON_COUNT];
extern const word plans[PLAN_COUNT];
extern const word first_names[FIRST_NAME_COUNT];
extern const word last_names[LAST_NAME_COUNT];
extern const word mail_hosts[MAIL_HOST_COUNT];
extern const word variants[VARIANT_COUNT];
extern const word error_texts[ERROR_COUNT];

#endif
