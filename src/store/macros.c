#include "store/macros.h"

/* A JSON pointer to the key: whatever it holds, none of it is read as a path. */
#define POINTER "'/' || replace(replace(name, '~', '~0'), '/', '~1')"
#define TEXT "json_extract_string(properties, " POINTER ")"
#define NUMBER(text) "TRY_CAST(" text " AS DOUBLE)"

/* A time with an offset from UTC, which a cast to TIMESTAMP would drop. */
#define OFFSET_PATTERN ":[0-9]{2}([.][0-9]+)? *[+-][0-9]{2}(:?[0-9]{2})?$"

/* From here on a number is milliseconds: as seconds it would be the year 5138. */
#define FIRST_MILLISECONDS "100000000000"

/* Its text is UTC; `zone` is a name such as 'Europe/Berlin'. The CASE is decided once, where the zone is a constant. */
#define LOCAL                                                                                      \
    "CASE WHEN zone = 'UTC' THEN event_time"                                                       \
    " ELSE timezone(zone, timezone('UTC', event_time)) END"

mpdata_status macros_define(engine_connection *connection, mpdata_error *error)
{
    static const char sql[] =
        "CREATE OR REPLACE TEMP MACRO prop(properties, name) AS " TEXT ";"
        "CREATE OR REPLACE TEMP MACRO prop_number(properties, name) AS"
        " CASE WHEN isfinite(" NUMBER(TEXT) ") THEN " NUMBER(
            TEXT) " END;"
                  "CREATE OR REPLACE TEMP MACRO prop_bool(properties, name) AS"
                  " CASE " TEXT " WHEN 'true' THEN true WHEN 'false' THEN false END;"
                  "CREATE OR REPLACE TEMP MACRO prop_time(properties, name) AS"
                  " CASE WHEN " NUMBER(
                      TEXT) " IS NULL"
                            " THEN CASE WHEN regexp_matches(" TEXT ", '" OFFSET_PATTERN "')"
                            " THEN timezone('UTC', TRY_CAST(" TEXT " AS TIMESTAMPTZ))"
                            " ELSE TRY_CAST(" TEXT " AS TIMESTAMP) END"
                            " WHEN abs(" NUMBER(
                                TEXT) ") < " FIRST_MILLISECONDS
                                      " THEN make_timestamp(CAST(" NUMBER(
                                          TEXT) " * 1000000 AS BIGINT))"
                                                " ELSE make_timestamp(TRY_CAST(" NUMBER(
                                                    TEXT) " * 1000 AS BIGINT)) END;"
                                                          "CREATE OR REPLACE TEMP MACRO "
                                                          "mp_day(event_time, zone := 'UTC') AS"
                                                          " CAST(" LOCAL " AS DATE);"
                                                          "CREATE OR REPLACE TEMP MACRO "
                                                          "mp_week(event_time, zone := 'UTC') AS"
                                                          " CAST(date_trunc('week', " LOCAL
                                                          ") AS DATE);"
                                                          "CREATE OR REPLACE TEMP MACRO "
                                                          "mp_month(event_time, zone := 'UTC') AS"
                                                          " CAST(date_trunc('month', " LOCAL
                                                          ") AS DATE);"
                                                          /* A file that mpdata did not make has no such macro of its own (store/metadata.c). */
                                                          "CREATE OR REPLACE TEMP MACRO "
                                                          "original_insert_id(insert_id) AS"
                                                          " regexp_replace(insert_id, "
                                                          "'#[0-9a-f]{16}$', '')";

    return engine_execute_script(connection, sql, error);
}
