/*
 * Reads an answer to its end as an Arrow C stream of mpdata's, and prints what that took, without opening the database.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mpdata.h"

static double now(clockid_t clock)
{
    struct timespec at;

    (void)clock_gettime(clock, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void fail(const char *message)
{
    (void)fprintf(stderr, "mpdata_arrow: %s\n", message);
    exit(1);
}

/* Gives the rows. */
static int64_t read_all(mpdata_db *db, const char *sql)
{
    struct ArrowArrayStream stream;
    mpdata_result *result = NULL;
    int64_t rows = 0;
    mpdata_error error;

    if (mpdata_query_run(db, sql, MPDATA_NUL_TERMINATED, NULL, 0, &result, &error) != MPDATA_OK ||
        mpdata_result_arrow_stream(result, &stream, &error) != MPDATA_OK)
        fail(error.message);
    for (;;) {
        struct ArrowArray array;

        if (stream.get_next(&stream, &array) != 0)
            fail(stream.get_last_error(&stream));
        if (array.release == NULL)
            break;
        rows += array.length;
        array.release(&array);
    }
    stream.release(&stream);
    mpdata_result_free(result);
    return rows;
}

int main(int count, char **arguments)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;
    mpdata_error error;

    if (count != 3) {
        (void)fputs("usage: mpdata_arrow DATABASE SQL\n", stderr);
        return 3;
    }
    options.read_only = true;
    if (mpdata_open(arguments[1], &options, &db, &error) != MPDATA_OK)
        fail(error.message);
    double wall = now(CLOCK_MONOTONIC);
    double cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    int64_t rows = read_all(db, arguments[2]);
    (void)printf("{\"rows\":%lld,\"wall_seconds\":%.4f,\"cpu_seconds\":%.4f}\n", (long long)rows,
                 now(CLOCK_MONOTONIC) - wall, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    mpdata_db_free(db);
    return 0;
}
