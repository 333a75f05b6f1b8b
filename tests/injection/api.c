/*
 * Programs that use the library as others do, each a scenario of test_injection.py: a name, then a database.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mpdata.h"

#define RECORD_COUNT 300

typedef struct session {
    mpdata_db *db;
    mpdata_error error;
} session;

static mpdata_text text_of(const char *text)
{
    return (mpdata_text){text, strlen(text)};
}

static void make_record(int number, char id[16], mpdata_record *out)
{
    (void)snprintf(id, 16, "r%d", number);
    *out = (mpdata_record){.event_name = text_of("Pushed"),
                           .time_us = INT64_C(1700000000000000) + number,
                           .has_time = true,
                           .distinct_id = text_of("u"),
                           .insert_id = text_of(id),
                           .properties = text_of("{\"a\":[1,2]}")};
}

static mpdata_ingest_options appending(void)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;

    options.mode = MPDATA_INGEST_APPEND;
    options.batch_records = 100;
    return options;
}

static mpdata_status push_records(mpdata_load *load, mpdata_error *error)
{
    mpdata_status status = MPDATA_OK;
    mpdata_record added;
    char id[16];

    for (int i = 0; status == MPDATA_OK && i < RECORD_COUNT; i++) {
        make_record(i, id, &added);
        status = mpdata_load_push(load, &added, error);
    }
    return status;
}

static mpdata_status push_lines(mpdata_load *load, mpdata_error *error)
{
    static const char line[] = "{\"event\":\"B\",\"properties\":{\"time\":1700000000,\"x\":1}}\n";
    mpdata_status status = MPDATA_OK;

    for (size_t at = 0; status == MPDATA_OK && at < sizeof(line) - 1; at += 7)
        status = mpdata_load_push_bytes(
            load, line + at, sizeof(line) - 1 - at < 7 ? sizeof(line) - 1 - at : 7, error);
    return status;
}

static mpdata_status load_with(session *s, mpdata_status (*push)(mpdata_load *, mpdata_error *))
{
    const mpdata_ingest_options options = appending();
    mpdata_ingest_report report;
    mpdata_load *load = NULL;
    mpdata_status status =
        mpdata_load_begin(s->db, MPDATA_TABLE_EVENTS, "events", &options, &load, &s->error);

    if (status == MPDATA_OK)
        status = push(load, &s->error);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, &report, &s->error);
    mpdata_load_free(load);
    if (status == MPDATA_OK)
        (void)printf("%" PRIu64 " rows\n", report.rows);
    return status;
}

static mpdata_status push(session *s)
{
    return load_with(s, push_records);
}

static mpdata_status push_bytes(session *s)
{
    return load_with(s, push_lines);
}

static mpdata_next next_record(void *payload, mpdata_record *out, mpdata_error *error)
{
    static char id[16];
    int *number = payload;

    (void)error;
    if (*number == RECORD_COUNT)
        return MPDATA_NEXT_END;
    make_record((*number)++, id, out);
    return MPDATA_NEXT_RECORD;
}

static mpdata_status records(session *s)
{
    const mpdata_ingest_options options = appending();
    int number = 0;

    return mpdata_load_records(s->db, MPDATA_TABLE_EVENTS, "events", next_record, &number, &options,
                               NULL, &s->error);
}

static mpdata_status print(mpdata_result *result, mpdata_error *error)
{
    const mpdata_batch *batch = NULL;
    mpdata_text text;
    mpdata_status status = MPDATA_OK;

    while ((status = mpdata_result_next(result, &batch, error)) == MPDATA_OK && batch != NULL)
        for (size_t row = 0; row < mpdata_batch_rows(batch); row++)
            for (size_t column = 0; column < mpdata_result_column_count(result); column++) {
                status = mpdata_batch_json(batch, column, row, &text, error);
                if (status != MPDATA_OK)
                    return status;
                (void)printf("%.*s\n", (int)text.bytes, text.data);
            }
    return status;
}

static mpdata_status ask(mpdata_db *db, const char *sql, mpdata_error *error)
{
    mpdata_result *result = NULL;
    mpdata_status status =
        mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, error);

    if (status == MPDATA_OK)
        status = print(result, error);
    mpdata_result_free(result);
    return status;
}

static mpdata_status statement(session *s)
{
    static const char sql[] =
        "SELECT {'a': [$a, NULL], 'b': $b::DATE, 'c': MAP {1: 2.5::DECIMAL(9,2)}, 'd': "
        "INTERVAL 3 DAY, 'e': 'x'::BLOB, 'f': 1e300, 'g': now() IS NULL}, $c";
    const mpdata_value values[] = {
        mpdata_value_named("a", mpdata_value_int64(5)),
        mpdata_value_named("b", mpdata_value_text("2024-02-29", 10)),
        mpdata_value_named("c", mpdata_value_json("{\"k\":[1]}", 9)),
    };
    mpdata_statement *prepared = NULL;
    mpdata_status status =
        mpdata_statement_prepare(s->db, sql, MPDATA_NUL_TERMINATED, &prepared, &s->error);

    for (int i = 0; status == MPDATA_OK && i < 2; i++) {
        mpdata_result *result = NULL;
        status = mpdata_statement_run(prepared, values, 3, &result, &s->error);
        if (status == MPDATA_OK)
            status = print(result, &s->error);
        mpdata_result_free(result);
    }
    mpdata_statement_free(prepared);
    return status;
}

static mpdata_status connections(session *s)
{
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_db *second = NULL;
    mpdata_status status = mpdata_db_connect(s->db, &second, &s->error);

    if (status == MPDATA_OK)
        status = mpdata_query_scalar(second, "SELECT count(*) FROM events", MPDATA_NUL_TERMINATED,
                                     NULL, 0, &value, &s->error);
    if (status == MPDATA_OK)
        (void)printf("%" PRId64 "\n", value.int64);
    mpdata_value_dispose(&value);
    mpdata_status closed = mpdata_db_close(second, status == MPDATA_OK ? &s->error : NULL);
    mpdata_db_free(second);
    return status == MPDATA_OK ? closed : status;
}

static mpdata_status read_stream(struct ArrowArrayStream *stream, mpdata_error *error)
{
    struct ArrowSchema schema = {.release = NULL};
    int failure = stream->get_schema(stream, &schema);

    if (failure == 0)
        (void)printf("%lld columns\n", (long long)schema.n_children);
    if (schema.release != NULL)
        schema.release(&schema);
    while (failure == 0) {
        struct ArrowArray array = {.release = NULL};
        failure = stream->get_next(stream, &array);
        if (failure != 0 || array.release == NULL)
            break;
        (void)printf("%lld rows\n", (long long)array.length);
        array.release(&array);
    }
    if (failure == 0)
        return MPDATA_OK;
    const char *why = stream->get_last_error(stream);
    *error = (mpdata_error){.code = MPDATA_ERROR_MEMORY};
    (void)snprintf(error->message, sizeof(error->message), "%s", why == NULL ? "no reason" : why);
    return MPDATA_ERROR_MEMORY;
}

static mpdata_status arrow(session *s)
{
    struct ArrowArrayStream stream = {.release = NULL};
    mpdata_result *result = NULL;
    mpdata_status status =
        mpdata_query_run(s->db, "SELECT *, [1, 2] AS l FROM events ORDER BY insert_id",
                         MPDATA_NUL_TERMINATED, NULL, 0, &result, &s->error);

    if (status == MPDATA_OK)
        status = mpdata_result_arrow_stream(result, &stream, &s->error);
    if (status == MPDATA_OK)
        status = read_stream(&stream, &s->error);
    if (stream.release != NULL)
        stream.release(&stream);
    mpdata_result_free(result);
    return status;
}

/* A database in memory, filled and asked. */
static mpdata_status memory(session *s)
{
    static const char *const paths[] = {"events.ndjson"};
    mpdata_key_list *keys = NULL;
    session inner = {.db = NULL};
    mpdata_status status = mpdata_open_memory(NULL, &inner.db, &s->error);

    if (status == MPDATA_OK)
        status = mpdata_ingest_files(inner.db, MPDATA_TABLE_EVENTS, "events", paths, 1, NULL, NULL,
                                     &s->error);
    if (status == MPDATA_OK)
        status = mpdata_table_keys(inner.db, "events", NULL, &keys, &s->error);
    if (status == MPDATA_OK)
        (void)printf("%zu keys\n", mpdata_key_list_count(keys));
    mpdata_key_list_free(keys);
    mpdata_db_free(inner.db);
    return status;
}

/* Opened, and closed again. */
static mpdata_status open_alone(session *s)
{
    (void)printf("%s\n", mpdata_db_is_open(s->db) ? "open" : "closed");
    return MPDATA_OK;
}

static mpdata_status ephemeral(session *s)
{
    static const char *const paths[] = {"events.ndjson"};
    session inner = {.db = NULL};
    mpdata_status status = mpdata_open_ephemeral(NULL, &inner.db, &s->error);

    if (status == MPDATA_OK)
        status = mpdata_ingest_files(inner.db, MPDATA_TABLE_EVENTS, "events", paths, 1, NULL, NULL,
                                     &s->error);
    if (status == MPDATA_OK)
        status = ask(inner.db, "SELECT count(*), bit_xor(hash(t)) FROM events t", &s->error);
    mpdata_status closed = mpdata_db_close(inner.db, status == MPDATA_OK ? &s->error : NULL);
    mpdata_db_free(inner.db);
    return status == MPDATA_OK ? closed : status;
}

static mpdata_status back_up(session *s)
{
    mpdata_backup_report report;
    mpdata_status status = mpdata_db_backup(s->db, "b.db", NULL, &report, &s->error);

    if (status == MPDATA_OK)
        (void)printf("%" PRIu64 " bytes\n", report.bytes);
    return status;
}

/* The handle works on with the new file. */
static mpdata_status compact(session *s)
{
    mpdata_status status = mpdata_db_compact(s->db, NULL, &s->error);

    return status == MPDATA_OK ? ask(s->db, "SELECT count(*) FROM events", &s->error) : status;
}

static mpdata_status info(session *s)
{
    mpdata_db_info found;
    mpdata_status status = mpdata_db_info_read(s->db, &found, &s->error);

    if (status == MPDATA_OK)
        (void)printf("%" PRIu64 " bytes, %" PRIu64 " rows\n", found.file_bytes, found.rows);
    return status;
}

static mpdata_status check(session *s)
{
    mpdata_check *check = NULL;
    mpdata_status status = mpdata_db_check(s->db, &check, &s->error);

    if (status == MPDATA_OK)
        (void)printf("%" PRIu64 " rows, %zu findings\n", mpdata_check_rows(check),
                     mpdata_check_count(check));
    mpdata_check_free(check);
    return status;
}

/* What the database holds, for test_injection.py to compare; it may lack some of the tables. */
static mpdata_status content(session *s)
{
    static const char *const questions[] = {
        "SELECT table_name FROM duckdb_tables() ORDER BY 1",
        "SELECT count(*), bit_xor(hash(t)) FROM events t",
        "SELECT count(*), bit_xor(hash(t)) FROM people t",
        "SELECT count(*), bit_xor(hash(t)) FROM users t",
        "SELECT count(*), bit_xor(hash(t)) FROM notes t",
        "SELECT * EXCLUDE (fetched_at) FROM _metadata ORDER BY ALL",
        "SELECT count(*) FROM _loads",
    };

    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        mpdata_status status = ask(s->db, questions[i], &s->error);
        if (status != MPDATA_OK)
            (void)printf("%s\n", mpdata_status_name(status));
    }
    return MPDATA_OK;
}

typedef struct scenario {
    const char *name;
    mpdata_status (*run)(session *s);
} scenario;

static mpdata_status run(session *s, const char *name)
{
    static const scenario scenarios[] = {
        {"open", open_alone}, {"push", push},           {"push-bytes", push_bytes},
        {"records", records}, {"statement", statement}, {"connections", connections},
        {"arrow", arrow},     {"memory", memory},       {"ephemeral", ephemeral},
        {"backup", back_up},  {"compact", compact},     {"check", check},
        {"info", info},       {"content", content},
    };

    for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
        if (strcmp(scenarios[i].name, name) == 0)
            return scenarios[i].run(s);
    (void)fprintf(stderr, "there is no scenario %s\n", name);
    return MPDATA_ERROR_ARGUMENT;
}

int main(int argc, char **argv)
{
    session s = {.db = NULL};

    if (argc < 3)
        return 3;
    mpdata_status status = mpdata_open(argv[2], NULL, &s.db, &s.error);
    if (status == MPDATA_OK)
        status = run(&s, argv[1]);
    if (status != MPDATA_OK)
        (void)fprintf(stderr, "%s: %s\n", mpdata_status_name(status), s.error.message);
    mpdata_status closed = mpdata_db_close(s.db, status == MPDATA_OK ? &s.error : NULL);
    mpdata_db_free(s.db);
    if (status == MPDATA_OK && closed != MPDATA_OK)
        (void)fprintf(stderr, "%s: %s\n", mpdata_status_name(closed), s.error.message);
    if (fflush(stdout) != 0) {
        (void)fprintf(stderr, "can't write\n");
        return 1;
    }
    return status == MPDATA_OK && closed == MPDATA_OK ? 0 : 1;
}
