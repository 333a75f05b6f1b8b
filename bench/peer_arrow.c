/*
 * mpdata_peer_arrow: reads an answer to its end, chunk by chunk as a streamed result gives them, each turned into an Arrow
 * array by DuckDB's own function; prints what that took, without opening the database. No stream of DuckDB's can take less.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peer_library.h"

#define ARROW_FUNCTIONS(X)                                                                         \
    X(duckdb_prepare)                                                                              \
    X(duckdb_destroy_prepare)                                                                      \
    X(duckdb_pending_prepared_streaming)                                                           \
    X(duckdb_destroy_pending)                                                                      \
    X(duckdb_execute_pending)                                                                      \
    X(duckdb_fetch_chunk)                                                                          \
    X(duckdb_destroy_data_chunk)                                                                   \
    X(duckdb_result_get_arrow_options)                                                             \
    X(duckdb_destroy_arrow_options)                                                                \
    X(duckdb_data_chunk_to_arrow)

typedef struct arrow_library {
#define ARROW_FUNCTION(name) __typeof__(&name) name;
    ARROW_FUNCTIONS(ARROW_FUNCTION)
#undef ARROW_FUNCTION
} arrow_library;

/* As Arrow's specification gives it. */
struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

static double now(clockid_t clock)
{
    struct timespec at;

    (void)clock_gettime(clock, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void check(bool is_good, const char *step)
{
    if (is_good)
        return;
    (void)fprintf(stderr, "mpdata_peer_arrow: %s failed\n", step);
    exit(1);
}

static void load(peer_library *library, arrow_library *arrow, const char *path)
{
    check(peer_library_load(library, path), "loading");
    /* It is loaded already: this is one more handle of the same. */
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
#define ARROW_FUNCTION(name) check(peer_library_bind(handle, #name, &arrow->name), #name);
    ARROW_FUNCTIONS(ARROW_FUNCTION)
#undef ARROW_FUNCTION
}

/* Gives the rows. */
static int64_t convert_all(const arrow_library *arrow, duckdb_result *result)
{
    duckdb_arrow_options options = arrow->duckdb_result_get_arrow_options(result);
    duckdb_data_chunk chunk = NULL;
    int64_t rows = 0;

    while ((chunk = arrow->duckdb_fetch_chunk(*result)) != NULL) {
        struct ArrowArray array;

        check(arrow->duckdb_data_chunk_to_arrow(options, chunk, &array) == NULL, "conversion");
        arrow->duckdb_destroy_data_chunk(&chunk);
        rows += array.length;
        array.release(&array);
    }
    arrow->duckdb_destroy_arrow_options(&options);
    return rows;
}

static int64_t read_all(const peer_library *library, const arrow_library *arrow,
                        duckdb_connection connection, const char *sql)
{
    duckdb_prepared_statement statement = NULL;
    duckdb_pending_result pending = NULL;
    duckdb_result result;

    check(arrow->duckdb_prepare(connection, sql, &statement) == DuckDBSuccess, "preparing");
    check(arrow->duckdb_pending_prepared_streaming(statement, &pending) == DuckDBSuccess,
          "starting");
    check(arrow->duckdb_execute_pending(pending, &result) == DuckDBSuccess, "the query");
    int64_t rows = convert_all(arrow, &result);
    const char *error = library->duckdb_result_error(&result);
    check(error == NULL || error[0] == '\0', "reading");
    library->duckdb_destroy_result(&result);
    arrow->duckdb_destroy_pending(&pending);
    arrow->duckdb_destroy_prepare(&statement);
    return rows;
}

int main(int count, char **arguments)
{
    peer_library library;
    arrow_library arrow;
    duckdb_database database = NULL;
    duckdb_connection connection = NULL;
    duckdb_result set;

    if (count != 4) {
        (void)fputs("usage: mpdata_peer_arrow LIBRARY DATABASE SQL\n", stderr);
        return 3;
    }
    load(&library, &arrow, arguments[1]);
    check(library.duckdb_open(arguments[2], &database) == DuckDBSuccess, "opening");
    check(library.duckdb_connect(database, &connection) == DuckDBSuccess, "connecting");
    /* As mpdata has it: the same arrays. */
    check(library.duckdb_query(connection, "SET arrow_lossless_conversion = true", &set) ==
              DuckDBSuccess,
          "setting");
    library.duckdb_destroy_result(&set);
    double wall = now(CLOCK_MONOTONIC);
    double cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    int64_t rows = read_all(&library, &arrow, connection, arguments[3]);
    (void)printf("{\"rows\":%lld,\"wall_seconds\":%.4f,\"cpu_seconds\":%.4f}\n", (long long)rows,
                 now(CLOCK_MONOTONIC) - wall, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    library.duckdb_disconnect(&connection);
    library.duckdb_close(&database);
    return 0;
}
