/*
 * What a load is asked for: whether it makes sense, and how it is remembered.
 */
#ifndef STORE_LOAD_OPTIONS_H
#define STORE_LOAD_OPTIONS_H

#include <stdbool.h>

#include "base/buffer.h"
#include "mpdata/ingest.h"

/* MPDATA_ERROR_ARGUMENT, with what is wrong, for what no load of that type can do. */
mpdata_status load_options_check(mpdata_table_type type, const mpdata_ingest_options *options,
                                 mpdata_error *error);

/* Whether records may be left out. */
bool load_options_filter(const mpdata_ingest_options *options);
/* Whether event times have to be made UTC. */
bool load_options_convert_times(const mpdata_ingest_options *options);

/* For _metadata and _loads. `time_zone` is the zone's name as it is written in full. False where memory ran out. */
bool load_options_write_json(const mpdata_ingest_options *options, const char *time_zone,
                             buffer *out);
/* ["Sign Up","Purchase"]; nothing where any name is loaded. */
bool load_options_write_events(const mpdata_ingest_options *options, buffer *out);
/* The days as a condition in SQL on the table; nothing where there is none. */
bool load_options_write_where(const mpdata_ingest_options *options, const char *time_zone,
                              buffer *out);

#endif
