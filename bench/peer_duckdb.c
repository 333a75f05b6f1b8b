/*
 * mpdata_peer_duckdb: what mpdata's ingest is compared with, done by DuckDB alone.
 *
 *   floor  copies ready-made rows from a table in memory into a new file: what storing them costs, however
 *          they were read. No loader of the same table can be faster.
 *   sql    reads the export with DuckDB's own JSON reader, as one would by hand.
 *
 * One mode a process, so that each has its own peak of memory. Prints one line of JSON.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "peer_library.h"

#define SQL_MAX_BYTES 8192
#define MAX_PHASES 8

/* The table that mpdata makes, but for the key. */
static const char create_sql[] =
    "CREATE TABLE made.ev (event_name VARCHAR NOT NULL, event_time TIMESTAMP NOT NULL, "
    "distinct_id VARCHAR NOT NULL, insert_id VARCHAR USING COMPRESSION uncompressed, "
    "properties JSON USING COMPRESSION zstd)";

static const char read_sql[] =
    "INSERT INTO made.ev SELECT json->>'event', "
    "make_timestamp((json->>'$.properties.time')::BIGINT * 1000000), "
    "json->>'$.properties.distinct_id', json->>'$.properties.\"$insert_id\"', json->'properties' "
    "FROM read_ndjson_objects('%s')";

/* Repeats of an id are few: finding them first is far cheaper than a DISTINCT over whole rows. */
static const char delete_repeats_sql[] =
    "DELETE FROM made.ev USING (SELECT insert_id, min(rowid) AS kept FROM made.ev "
    "GROUP BY insert_id HAVING count(*) > 1) AS repeats "
    "WHERE ev.insert_id = repeats.insert_id AND ev.rowid <> repeats.kept";

typedef struct phase {
    const char *name;
    double wall_seconds;
    double cpu_seconds;
} phase;

typedef struct peer {
    peer_library library;
    duckdb_database database;
    duckdb_connection connection;
    phase phases[MAX_PHASES];
    size_t phase_count;
} peer;

typedef struct peer_arguments {
    const char *mode;
    const char *library;
    /* The file to make. */
    const char *database;
    /* For `sql`. */
    const char *export_path;
    /* For `floor`: a database file, and the table in it. */
    const char *rows_database;
    const char *rows_table;
    bool has_key;
} peer_arguments;

static double wall_now(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double cpu_now(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

static bool run(peer *p, const char *sql)
{
    duckdb_result result;
    bool done = p->library.duckdb_query(p->connection, sql, &result) == DuckDBSuccess;

    if (!done)
        (void)fprintf(stderr, "mpdata_peer_duckdb: %s\n  in: %s\n",
                      p->library.duckdb_result_error(&result), sql);
    p->library.duckdb_destroy_result(&result);
    return done;
}

/* `sql` with a text in place of its `%s`; not by printf, whose formats shall be literals. */
static bool run_with(peer *p, const char *sql, const char *value)
{
    char text[SQL_MAX_BYTES];
    const char *gap = strstr(sql, "%s");
    int bytes = snprintf(text, sizeof(text), "%.*s%s%s", (int)(gap - sql), sql, value, gap + 2);

    if (bytes < 0 || (size_t)bytes >= sizeof(text)) {
        (void)fputs("mpdata_peer_duckdb: a path is too long\n", stderr);
        return false;
    }
    return run(p, text);
}

static void phase_begin(peer *p, const char *name)
{
    p->phases[p->phase_count++] = (phase){name, -wall_now(), -cpu_now()};
}

static bool phase_end(peer *p, bool is_good)
{
    phase *last = &p->phases[p->phase_count - 1];

    last->wall_seconds += wall_now();
    last->cpu_seconds += cpu_now();
    return is_good;
}

static bool make_database(peer *p, const peer_arguments *arguments)
{
    if (p->library.duckdb_open(NULL, &p->database) != DuckDBSuccess ||
        p->library.duckdb_connect(p->database, &p->connection) != DuckDBSuccess) {
        (void)fputs("mpdata_peer_duckdb: DuckDB does not start\n", stderr);
        return false;
    }
    return run_with(p, "ATTACH '%s' AS made (STORAGE_VERSION 'v1.4.0')", arguments->database) &&
           run(p, create_sql) && run(p, "SET preserve_insertion_order = false");
}

static bool add_key(peer *p, const peer_arguments *arguments)
{
    if (!arguments->has_key)
        return true;
    phase_begin(p, "key");
    return phase_end(p, run(p, "ALTER TABLE made.ev ADD PRIMARY KEY (insert_id)"));
}

static bool checkpoint(peer *p)
{
    phase_begin(p, "checkpoint");
    return phase_end(p, run(p, "CHECKPOINT made"));
}

static bool make_floor(peer *p, const peer_arguments *arguments)
{
    /* Not one of the phases that count. */
    if (!run_with(p, "ATTACH '%s' AS source (READ_ONLY)", arguments->rows_database) ||
        !run_with(p,
                  "CREATE TABLE memory.ready AS SELECT event_name, event_time, distinct_id, "
                  "insert_id, properties FROM source.\"%s\"",
                  arguments->rows_table) ||
        !run(p, "DETACH source"))
        return false;
    phase_begin(p, "insert");
    if (!phase_end(p, run(p, "INSERT INTO made.ev SELECT * FROM memory.ready")))
        return false;
    return add_key(p, arguments) && checkpoint(p);
}

static bool make_by_sql(peer *p, const peer_arguments *arguments)
{
    phase_begin(p, "insert");
    if (!phase_end(p, run_with(p, read_sql, arguments->export_path)))
        return false;
    phase_begin(p, "repeats");
    if (!phase_end(p, run(p, delete_repeats_sql)))
        return false;
    return add_key(p, arguments) && checkpoint(p);
}

static long long count_rows(peer *p)
{
    duckdb_result result;
    long long rows = -1;

    if (p->library.duckdb_query(p->connection, "SELECT count(*) FROM made.ev", &result) ==
        DuckDBSuccess)
        rows = p->library.duckdb_value_int64(&result, 0, 0);
    p->library.duckdb_destroy_result(&result);
    return rows;
}

static void report(peer *p, const peer_arguments *arguments, long long rows)
{
    struct rusage usage;
    struct stat facts = {0};

    (void)getrusage(RUSAGE_SELF, &usage);
    (void)stat(arguments->database, &facts);
    (void)printf("{\"mode\":\"%s\",\"has_key\":%s,\"duckdb\":\"%s\",\"rows\":%lld,"
                 "\"file_bytes\":%lld,\"peak_rss_bytes\":%lld,\"phases\":[",
                 arguments->mode, arguments->has_key ? "true" : "false",
                 p->library.duckdb_library_version(), rows, (long long)facts.st_size,
                 (long long)usage.ru_maxrss * 1024);
    for (size_t i = 0; i < p->phase_count; i++)
        (void)printf("%s{\"name\":\"%s\",\"wall_seconds\":%.4f,\"cpu_seconds\":%.4f}",
                     i > 0 ? "," : "", p->phases[i].name, p->phases[i].wall_seconds,
                     p->phases[i].cpu_seconds);
    (void)puts("]}");
}

static bool read_argument(peer_arguments *out, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **slot;
    } known[] = {
        {"--library", &out->library},       {"--database", &out->database},
        {"--export", &out->export_path},    {"--rows-database", &out->rows_database},
        {"--rows-table", &out->rows_table},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i].name) == 0 && value != NULL && strchr(value, '\'') == NULL) {
            *known[i].slot = value;
            return true;
        }
    return false;
}

static bool read_arguments(peer_arguments *out, int count, char **arguments)
{
    *out = (peer_arguments){.has_key = true, .library = getenv("MPDATA_DUCKDB_LIBRARY")};
    out->mode = count > 1 ? arguments[1] : "";
    for (int i = 2; i < count; i++) {
        if (strcmp(arguments[i], "--no-key") == 0)
            out->has_key = false;
        else if (!read_argument(out, arguments[i], i + 1 < count ? arguments[i + 1] : NULL))
            return false;
        else
            i++;
    }
    if (out->library == NULL || out->database == NULL)
        return false;
    if (strcmp(out->mode, "floor") == 0)
        return out->rows_database != NULL && out->rows_table != NULL;
    return strcmp(out->mode, "sql") == 0 && out->export_path != NULL;
}

int main(int count, char **arguments)
{
    peer_arguments given;
    peer p = {.phase_count = 0};

    if (!read_arguments(&given, count, arguments)) {
        (void)fputs("usage: mpdata_peer_duckdb floor --rows-database FILE --rows-table NAME MORE\n"
                    "       mpdata_peer_duckdb sql --export FILE MORE\n"
                    "MORE:  --library LIBDUCKDB --database NEW-FILE [--no-key]\n",
                    stderr);
        return 3;
    }
    if (!peer_library_load(&p.library, given.library))
        return 1;
    bool done =
        make_database(&p, &given) &&
        (strcmp(given.mode, "floor") == 0 ? make_floor(&p, &given) : make_by_sql(&p, &given));
    if (done)
        report(&p, &given, count_rows(&p));
    p.library.duckdb_disconnect(&p.connection);
    p.library.duckdb_close(&p.database);
    return done ? 0 : 1;
}
