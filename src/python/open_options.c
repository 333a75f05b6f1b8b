#include "open_options.h"

#include "option_value.h"

bool open_options_read(PyObject *dict, mpdata_open_options *out)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    bool is_good = option_value_bool(dict, "read_only", &options.read_only) &&
                   option_value_bool(dict, "existing_only", &options.existing_only) &&
                   option_value_bool(dict, "safe", &options.safe) &&
                   option_value_u32(dict, "threads", &options.threads) &&
                   option_value_u64(dict, "memory_limit_bytes", &options.memory_limit_bytes) &&
                   option_value_u64(dict, "wait_ms", &options.wait_ms) &&
                   option_value_u64(dict, "time_limit_ms", &options.time_limit_ms) &&
                   option_value_text(dict, "engine_library", &options.engine_library) &&
                   option_value_text(dict, "scratch_folder", &options.scratch_folder);
    *out = options;
    return is_good;
}
