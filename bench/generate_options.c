#include "generate_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "generate_text.h"
#include "generate_user.h"

#define MAX_LINES UINT64_C(1000000000000)
#define MAX_DAYS 36500
#define SECONDS_PER_DAY 86400

static const char help[] =
    "Writes made-up Mixpanel data as lines of JSON.\n"
    "\n"
    "  mpdata_generate events   [options]     a raw export: one event a line\n"
    "  mpdata_generate profiles [options]     user profiles: one a line\n"
    "\n"
    "  --events N               how many lines of events (100000)\n"
    "  --profiles N             how many profiles, at most --users (all the users)\n"
    "  --users N                how many users there are (50000)\n"
    "  --seed S                 other data for another number (1)\n"
    "  --repeat-fraction F      share of lines that repeat an earlier line exactly (0)\n"
    "  --shared-id-fraction F   share of events with the $insert_id of an earlier, different event "
    "(0)\n"
    "  --missing-id-fraction F  share of events whose $insert_id is missing, null or \"\" (0)\n"
    "  --from YYYY-MM-DD        the first day (2026-10-01)\n"
    "  --days N                 how many days (30)\n"
    "  -o, --output FILE        instead of standard output\n"
    "  -h, --help               this text\n"
    "\n"
    "Counts may end in k or M: 100k, 5M. The same options give the same bytes, on every machine.\n"
    "Events and profiles of the same --seed and --users speak of the same users.\n"
    "\n"
    "Example:\n"
    "  mpdata_generate events --events 1M --repeat-fraction 0.02 -o events.ndjson\n"
    "  mpdata_generate profiles --profiles 5000 -o profiles.ndjson\n";

/* Of getopt_long; above the letters of the short options. */
enum option_id {
    OPTION_EVENTS = 256,
    OPTION_PROFILES,
    OPTION_USERS,
    OPTION_SEED,
    OPTION_REPEAT,
    OPTION_SHARED_ID,
    OPTION_MISSING_ID,
    OPTION_FROM,
    OPTION_DAYS
};

static const struct option long_options[] = {
    {"events", required_argument, NULL, OPTION_EVENTS},
    {"profiles", required_argument, NULL, OPTION_PROFILES},
    {"users", required_argument, NULL, OPTION_USERS},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"repeat-fraction", required_argument, NULL, OPTION_REPEAT},
    {"shared-id-fraction", required_argument, NULL, OPTION_SHARED_ID},
    {"missing-id-fraction", required_argument, NULL, OPTION_MISSING_ID},
    {"from", required_argument, NULL, OPTION_FROM},
    {"days", required_argument, NULL, OPTION_DAYS},
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static bool complain(const char *what, const char *value)
{
    (void)fprintf(stderr, "mpdata_generate: %s: '%s'\n", what, value);
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits up to `at`'s first other character; false where there is none or the number passes `limit`. */
static bool read_number(const char **at, uint64_t limit, uint64_t *value)
{
    if (!is_digit(**at))
        return false;
    for (*value = 0; is_digit(**at); (*at)++) {
        uint64_t digit = (uint64_t)(**at - '0');
        if (*value > (limit - digit) / 10)
            return false;
        *value = *value * 10 + digit;
    }
    return true;
}

static bool read_count(const char *argument, uint64_t least, uint64_t limit, uint64_t *value)
{
    const char *at = argument;
    uint64_t unit = 1;

    if (!read_number(&at, limit, value))
        return complain("not a count, or too large", argument);
    if (*at == 'k')
        unit = 1000;
    else if (*at == 'M')
        unit = 1000000;
    if (unit > 1)
        at++;
    if (*at != '\0' || *value > limit / unit || *value * unit < least)
        return complain("not a count that makes sense here", argument);
    *value *= unit;
    return true;
}

static bool read_count32(const char *argument, uint64_t least, uint64_t limit, uint32_t *value)
{
    uint64_t wide = 0;

    if (!read_count(argument, least, limit, &wide))
        return false;
    *value = (uint32_t)wide;
    return true;
}

static bool read_seed(const char *argument, uint64_t *seed)
{
    const char *at = argument;

    if (!read_number(&at, UINT64_MAX, seed) || *at != '\0')
        return complain("not a seed, which is a whole number", argument);
    return true;
}

/* 0, 1, 0.05: at most nine digits behind the point. */
static bool read_fraction(const char *argument, uint32_t *billionths)
{
    const char *at = argument;
    uint64_t value = 0;

    if (!read_number(&at, 1, &value))
        return complain("not a fraction from 0 to 1", argument);
    value *= FRACTION_ONE;
    if (*at == '.') {
        at++;
        for (uint32_t unit = FRACTION_ONE / 10; is_digit(*at); at++, unit /= 10)
            value += unit * (uint64_t)(*at - '0');
    }
    if (*at != '\0' || value > FRACTION_ONE)
        return complain("not a fraction from 0 to 1", argument);
    *billionths = (uint32_t)value;
    return true;
}

/* YYYY-MM-DD; from 1970 on. */
static bool read_date(const char *argument, int64_t *seconds)
{
    static const char form[] = "dddd-dd-dd";
    int64_t parts[3] = {0, 0, 0};
    size_t part = 0;

    for (size_t i = 0; i < sizeof(form); i++) {
        bool fits = form[i] == 'd' ? is_digit(argument[i]) : argument[i] == form[i];
        if (!fits)
            return complain("not a date like 2026-10-01", argument);
        if (form[i] == 'd')
            parts[part] = parts[part] * 10 + (argument[i] - '0');
        else
            part++;
    }
    int64_t days = text_days_from_date(parts[0], parts[1], parts[2]);
    /* A date that is none, such as the 31st of April, comes back as another. */
    char back[sizeof(form)] = "";
    text out = {back};
    if (parts[0] >= 1970)
        text_iso_date(&out, days * SECONDS_PER_DAY);
    if (memcmp(back, argument, sizeof(form) - 1) != 0)
        return complain("not a date of the calendar from 1970 on", argument);
    *seconds = days * SECONDS_PER_DAY;
    return true;
}

static bool read_option(generate_options *options, int id, const char *argument)
{
    switch (id) {
    case OPTION_EVENTS:
        if (options->makes_profiles)
            return complain("profiles are counted with --profiles", argument);
        return read_count(argument, 0, MAX_LINES, &options->line_count);
    case OPTION_PROFILES:
        if (!options->makes_profiles)
            return complain("events are counted with --events", argument);
        return read_count(argument, 0, USER_MAX_COUNT, &options->line_count);
    case OPTION_USERS:
        return read_count32(argument, 1, USER_MAX_COUNT, &options->user_count);
    case OPTION_SEED:
        return read_seed(argument, &options->seed);
    case OPTION_REPEAT:
        return read_fraction(argument, &options->repeat_fraction);
    case OPTION_SHARED_ID:
        return read_fraction(argument, &options->shared_id_fraction);
    case OPTION_MISSING_ID:
        return read_fraction(argument, &options->missing_id_fraction);
    case OPTION_FROM:
        return read_date(argument, &options->from_seconds);
    case OPTION_DAYS:
        return read_count32(argument, 1, MAX_DAYS, &options->day_count);
    default:
        options->output_path = argument;
        return true;
    }
}

/* What only the whole line tells. */
static bool check_together(generate_options *options)
{
    if (options->makes_profiles && options->line_count == UINT64_MAX)
        options->line_count = options->user_count;
    if (options->makes_profiles && options->line_count > options->user_count) {
        (void)fprintf(stderr, "mpdata_generate: %llu profiles of %lu users: give more --users\n",
                      (unsigned long long)options->line_count, (unsigned long)options->user_count);
        return false;
    }
    return true;
}

static bool read_kind(generate_options *options, int argument_count, char **arguments)
{
    bool is_events = argument_count > 1 && strcmp(arguments[1], "events") == 0;

    options->makes_profiles = argument_count > 1 && strcmp(arguments[1], "profiles") == 0;
    if (options->makes_profiles)
        options->line_count = UINT64_MAX;
    if (is_events || options->makes_profiles)
        return true;
    (void)fputs("mpdata_generate: say 'events' or 'profiles' first; --help shows more\n", stderr);
    return false;
}

static bool asks_for_help(int argument_count, char **arguments)
{
    for (int i = 1; i < argument_count; i++)
        if (strcmp(arguments[i], "--help") == 0 || strcmp(arguments[i], "-h") == 0)
            return true;
    return false;
}

options_outcome generate_options_read(generate_options *options, int argument_count,
                                      char **arguments)
{
    int id = 0;

    *options = (generate_options){.line_count = 100000, .user_count = 50000, .seed = 1};
    options->day_count = 30;
    (void)read_date("2026-10-01", &options->from_seconds);
    if (asks_for_help(argument_count, arguments)) {
        (void)fputs(help, stdout);
        return OPTIONS_HELP_SHOWN;
    }
    if (!read_kind(options, argument_count, arguments))
        return OPTIONS_WRONG;
    /* The word itself takes the place of the program's name, which getopt puts before its complaints. */
    arguments[1] = arguments[0];
    while ((id = getopt_long(argument_count - 1, arguments + 1, "o:h", long_options, NULL)) != -1)
        if (id == '?' || !read_option(options, id, optarg))
            return OPTIONS_WRONG;
    if (optind < argument_count - 1) {
        (void)complain("this is no option", arguments[optind + 1]);
        return OPTIONS_WRONG;
    }
    return check_together(options) ? OPTIONS_RUN : OPTIONS_WRONG;
}
