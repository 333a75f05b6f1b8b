#include "ingest/plan.h"

#include "parse/transformed_record.h"

static void write_event_name(const record *r, engine_chunk *chunk, size_t column, size_t row)
{
    engine_chunk_set_text(chunk, column, row, r->event_name.data, r->event_name.bytes);
}

static void write_time(const record *r, engine_chunk *chunk, size_t column, size_t row)
{
    if (r->has_time)
        engine_chunk_set_int64(chunk, column, row, r->time_us);
    else
        engine_chunk_set_null(chunk, column, row);
}

static void write_distinct_id(const record *r, engine_chunk *chunk, size_t column, size_t row)
{
    engine_chunk_set_text(chunk, column, row, r->distinct_id.data, r->distinct_id.bytes);
}

static void write_insert_id(const record *r, engine_chunk *chunk, size_t column, size_t row)
{
    engine_chunk_set_text(chunk, column, row, r->insert_id.data, r->insert_id.bytes);
}

static void write_properties(const record *r, engine_chunk *chunk, size_t column, size_t row)
{
    engine_chunk_set_text(chunk, column, row, r->properties.data, r->properties.bytes);
}

static mpdata_text insert_id_of(const record *r)
{
    return r->insert_id;
}

static mpdata_text distinct_id_of(const record *r)
{
    return r->distinct_id;
}

/* Strong, for large JSON text. */
#define ZSTD "zstd"
/* Random ids don't get smaller: to try took 13 % of a load's CPU time, and saved 3 % of the file. */
#define UNCOMPRESSED "uncompressed"

static const ingest_column event_columns[] = {
    {"event_name", "VARCHAR NOT NULL", NULL, ENGINE_SCAN_TEXT, write_event_name},
    {"event_time", "TIMESTAMP NOT NULL", NULL, ENGINE_SCAN_TIMESTAMP, write_time},
    {"distinct_id", "VARCHAR NOT NULL", NULL, ENGINE_SCAN_TEXT, write_distinct_id},
    {"insert_id", "VARCHAR NOT NULL", UNCOMPRESSED, ENGINE_SCAN_TEXT, write_insert_id},
    {"properties", "JSON", ZSTD, ENGINE_SCAN_JSON, write_properties},
};

static const ingest_column profile_columns[] = {
    {"distinct_id", "VARCHAR NOT NULL", NULL, ENGINE_SCAN_TEXT, write_distinct_id},
    {"properties", "JSON", ZSTD, ENGINE_SCAN_JSON, write_properties},
    {"last_seen", "TIMESTAMP", NULL, ENGINE_SCAN_TIMESTAMP, write_time},
};

#define EVENT_PLAN(read)                                                                           \
    {                                                                                              \
        MPDATA_TABLE_EVENTS, read, packed_record_read_event, event_columns,                        \
            sizeof(event_columns) / sizeof(event_columns[0]), "insert_id", insert_id_of            \
    }

#define PROFILE_PLAN(read)                                                                         \
    {                                                                                              \
        MPDATA_TABLE_PROFILES, read, packed_record_read_profile, profile_columns,                  \
            sizeof(profile_columns) / sizeof(profile_columns[0]), "distinct_id", distinct_id_of    \
    }

/* By mpdata_input. */
static const ingest_plan event_plans[] = {EVENT_PLAN(record_read_event),
                                          EVENT_PLAN(transformed_record_read_event)};
static const ingest_plan profile_plans[] = {PROFILE_PLAN(record_read_profile),
                                            PROFILE_PLAN(transformed_record_read_profile)};

const ingest_plan *ingest_plan_for(mpdata_table_type type, mpdata_input input)
{
    return type == MPDATA_TABLE_PROFILES ? &profile_plans[input] : &event_plans[input];
}
