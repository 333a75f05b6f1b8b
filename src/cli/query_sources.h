/*
 * The files that mpdata query loads into a scratch database: --events NAME=FILE and --profiles NAME=FILE.
 */
#ifndef CLI_QUERY_SOURCES_H
#define CLI_QUERY_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "mpdata.h"
#include "target.h"

typedef struct query_source {
    mpdata_table_type type;
    /* Owned; the path lies behind the name. */
    char *table;
    const char *path;
} query_source;

typedef struct query_sources {
    query_source *items;
    size_t count;
} query_sources;

#define QUERY_SOURCES_INIT                                                                         \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* Takes `argument`, NAME=FILE, over. Gives the exit code, with an error printed. */
int query_sources_add(query_sources *s, mpdata_table_type type, char *argument);

bool query_sources_take_standard_input(const query_sources *s);

/* Loads each table from its files, in their order. Gives the exit code, with an error printed. */
int query_sources_load(const query_sources *s, const target *where, mpdata_db *db);

void query_sources_dispose(query_sources *s);

#endif
