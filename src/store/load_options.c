#include "store/load_options.h"

#include <string.h>

#include "base/error.h"
#include "base/json_text.h"
#include "parse/timestamp.h"
#include "store/day.h"
#include "store/table_name.h"

/* The years 1 to 9999, as of event times. */
#define EARLIEST_DAY (-719162)
#define LATEST_DAY 2932896

static mpdata_status check_choices(const mpdata_ingest_options *options, mpdata_error *error)
{
    if ((unsigned)options->mode > MPDATA_INGEST_REPLACE ||
        (unsigned)options->keep > MPDATA_INGEST_KEEP_LAST ||
        (unsigned)options->primary_key > MPDATA_PRIMARY_KEY_AUTO ||
        (unsigned)options->input > MPDATA_INPUT_RECORDS)
        return error_set(
            error, MPDATA_ERROR_ARGUMENT,
            "mode, keep, primary_key or input has no meaning: it is none of the listed");
    if ((options->max_rejects > 0) != (options->rejects_path != NULL))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "max_rejects and rejects_path go together: bad records must be written "
                         "somewhere");
    return MPDATA_OK;
}

static mpdata_status check_names(const mpdata_ingest_options *options, mpdata_error *error)
{
    if (options->where_event_count > 0 && options->where_events == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "where_events is NULL, and where_event_count is not 0");
    for (size_t i = 0; i < options->where_event_count; i++) {
        if (options->where_events[i] == NULL)
            return error_set(error, MPDATA_ERROR_ARGUMENT,
                             "a name in where_events must not be NULL");
    }
    return MPDATA_OK;
}

static mpdata_status check_day(int32_t day, const char *name, mpdata_error *error)
{
    if (day == MPDATA_NO_DAY || (day >= EARLIEST_DAY && day <= LATEST_DAY))
        return MPDATA_OK;
    return error_set(error, MPDATA_ERROR_ARGUMENT,
                     "%s is day %ld, which lies outside the years 1 to 9999", name, (long)day);
}

static mpdata_status check_facts(const mpdata_export_facts *facts, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;

    if (facts == NULL)
        return MPDATA_OK;
    if (!timestamp_is_in_range(facts->fetched_at_us))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "fetched_at_us is %lld, which lies outside the years 1 to 9999",
                         (long long)facts->fetched_at_us);
    status = check_day(facts->from_day, "from_day of the facts", error);
    return status == MPDATA_OK ? check_day(facts->to_day, "to_day of the facts", error) : status;
}

static mpdata_status check_days(const mpdata_ingest_options *options, mpdata_error *error)
{
    char from[DAY_TEXT_BYTES];
    char to[DAY_TEXT_BYTES];
    bool has_both = options->from_day != MPDATA_NO_DAY && options->to_day != MPDATA_NO_DAY;
    mpdata_status status = check_day(options->from_day, "from_day", error);

    if (status == MPDATA_OK)
        status = check_day(options->to_day, "to_day", error);
    if (status == MPDATA_OK && has_both && options->from_day > options->to_day)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the first day, %s, is after the last, %s: no event is on such days",
                         day_write(from, options->from_day), day_write(to, options->to_day));
    return status;
}

static mpdata_status check_zone(mpdata_table_type type, const mpdata_ingest_options *options,
                                mpdata_error *error)
{
    if (!load_options_convert_times(options))
        return MPDATA_OK;
    if (type == MPDATA_TABLE_PROFILES)
        return error_set(
            error, MPDATA_ERROR_ARGUMENT,
            "a time zone is for events: last_seen of profiles is UTC in every project");
    if (options->input == MPDATA_INPUT_RECORDS)
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "a time zone is for Mixpanel's raw export: times of records are UTC, or "
                         "name their offset");
    return MPDATA_OK;
}

mpdata_status load_options_check(mpdata_table_type type, const mpdata_ingest_options *options,
                                 mpdata_error *error)
{
    if (options->struct_bytes != sizeof(*options))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "the options were not started with MPDATA_INGEST_OPTIONS_INIT");
    if (type != MPDATA_TABLE_EVENTS && type != MPDATA_TABLE_PROFILES)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "%d is no type of table", (int)type);
    mpdata_status status = check_choices(options, error);
    if (status == MPDATA_OK)
        status = check_names(options, error);
    if (status == MPDATA_OK)
        status = check_days(options, error);
    if (status == MPDATA_OK)
        status = check_facts(options->facts, error);
    if (status == MPDATA_OK && type == MPDATA_TABLE_PROFILES && load_options_filter(options))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "event names and days choose among events: profiles are loaded whole");
    return status == MPDATA_OK ? check_zone(type, options, error) : status;
}

bool load_options_filter(const mpdata_ingest_options *options)
{
    return options->where_event_count > 0 || options->from_day != MPDATA_NO_DAY ||
           options->to_day != MPDATA_NO_DAY;
}

bool load_options_convert_times(const mpdata_ingest_options *options)
{
    return options->time_zone != NULL && strcmp(options->time_zone, "UTC") != 0;
}

static const char *primary_key_name(mpdata_primary_key key)
{
    switch (key) {
    case MPDATA_PRIMARY_KEY_NO:
        return "no";
    case MPDATA_PRIMARY_KEY_AUTO:
        return "auto";
    default:
        return "yes";
    }
}

/* A member behind others. */
static bool append_day(buffer *out, const char *name, int32_t day)
{
    char text[DAY_TEXT_BYTES];

    if (day == MPDATA_NO_DAY)
        return buffer_append_format(out, ",\"%s\":null", name);
    return buffer_append_format(out, ",\"%s\":\"%s\"", name, day_write(text, day));
}

static bool append_events(const mpdata_ingest_options *options, buffer *out)
{
    bool done = buffer_append_text(out, "[");

    for (size_t i = 0; done && i < options->where_event_count; i++)
        done = buffer_append_text(out, i == 0 ? "" : ",") &&
               json_append_text(out, options->where_events[i], strlen(options->where_events[i]));
    return done && buffer_append_text(out, "]");
}

bool load_options_write_json(const mpdata_ingest_options *options, const char *time_zone,
                             buffer *out)
{
    const char *zone = time_zone == NULL ? "UTC" : time_zone;

    return buffer_append_format(out, "{\"keep\":\"%s\",\"primary_key\":\"%s\",\"input\":\"%s\"",
                                options->keep == MPDATA_INGEST_KEEP_LAST ? "last" : "first",
                                primary_key_name(options->primary_key),
                                options->input == MPDATA_INPUT_RECORDS ? "records" : "export") &&
           buffer_append_text(out, ",\"where_events\":") &&
           (options->where_event_count == 0 ? buffer_append_text(out, "null")
                                            : append_events(options, out)) &&
           append_day(out, "from", options->from_day) && append_day(out, "to", options->to_day) &&
           buffer_append_text(out, ",\"time_zone\":") &&
           json_append_text(out, zone, strlen(zone)) && buffer_append_text(out, "}") &&
           buffer_terminate(out);
}

bool load_options_write_events(const mpdata_ingest_options *options, buffer *out)
{
    return options->where_event_count == 0 ||
           (append_events(options, out) && buffer_terminate(out));
}

/* The time of which the days are. */
static bool append_local_time(const char *time_zone, buffer *out)
{
    if (time_zone == NULL)
        return buffer_append_text(out, "event_time");
    return buffer_append_text(out, "event_time AT TIME ZONE 'UTC' AT TIME ZONE ") &&
           sql_append_text_literal(out, time_zone);
}

bool load_options_write_where(const mpdata_ingest_options *options, const char *time_zone,
                              buffer *out)
{
    bool has_from = options->from_day != MPDATA_NO_DAY;
    bool has_to = options->to_day != MPDATA_NO_DAY;
    char day[DAY_TEXT_BYTES];
    bool done = true;

    if (has_from)
        done = append_local_time(time_zone, out) &&
               buffer_append_format(out, " >= '%s'", day_write(day, options->from_day));
    if (done && has_from && has_to)
        done = buffer_append_text(out, " AND ");
    if (done && has_to)
        done = append_local_time(time_zone, out) &&
               buffer_append_format(out, " < '%s'", day_write(day, options->to_day + INT64_C(1)));
    return done && (!(has_from || has_to) || buffer_terminate(out));
}
