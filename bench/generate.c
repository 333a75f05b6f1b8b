/*
 * mpdata_generate: made-up events and profiles for trials, tests and measurements.
 */
#include <stdbool.h>
#include <stdint.h>

#include "generate_event.h"
#include "generate_options.h"
#include "generate_output.h"
#include "generate_profile.h"

static bool write_events(const generate_options *options, output *out)
{
    visit_source visits;

    visit_source_init(&visits, options);
    for (uint64_t index = 0; index < options->line_count; index++) {
        if (!output_make_room(out))
            return false;
        event_append_line(&visits, index, &out->line);
    }
    return true;
}

static bool write_profiles(const generate_options *options, output *out)
{
    for (uint64_t index = 0; index < options->line_count; index++) {
        if (!output_make_room(out))
            return false;
        profile_append_line(options, index, &out->line);
    }
    return true;
}

static bool generate(const generate_options *options)
{
    output out;
    bool is_good = output_open(&out, options->output_path);

    if (is_good)
        is_good =
            options->makes_profiles ? write_profiles(options, &out) : write_events(options, &out);
    return output_close(&out) && is_good;
}

int main(int argument_count, char **arguments)
{
    generate_options options;

    switch (generate_options_read(&options, argument_count, arguments)) {
    case OPTIONS_HELP_SHOWN:
        return 0;
    case OPTIONS_WRONG:
        return 3;
    case OPTIONS_RUN:
        break;
    }
    return generate(&options) ? 0 : 1;
}
