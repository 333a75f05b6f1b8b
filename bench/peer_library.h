/*
 * The few functions of a libduckdb that the peers call, bound when the program runs: the same program
 * measures every version. Apart from libmpdata's own loader, since a peer must share nothing with what it is
 * compared with.
 */
#ifndef PEER_LIBRARY_H
#define PEER_LIBRARY_H

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <duckdb.h>

#define PEER_FUNCTIONS(X)                                                                          \
    X(duckdb_library_version)                                                                      \
    X(duckdb_open)                                                                                 \
    X(duckdb_connect)                                                                              \
    X(duckdb_query)                                                                                \
    X(duckdb_result_error)                                                                         \
    X(duckdb_value_int64)                                                                          \
    X(duckdb_destroy_result)                                                                       \
    X(duckdb_disconnect)                                                                           \
    X(duckdb_close)

typedef struct peer_library {
#define PEER_FUNCTION(name) __typeof__(&name) name;
    PEER_FUNCTIONS(PEER_FUNCTION)
#undef PEER_FUNCTION
} peer_library;

/* ISO C has no conversion from void * to a function pointer; POSIX promises that the bits are the same. */
static inline bool peer_library_bind(void *handle, const char *name, void *slot)
{
    void *symbol = dlsym(handle, name);

    if (symbol == NULL)
        (void)fprintf(stderr, "mpdata_peer_duckdb: the library has no %s\n", name);
    memcpy(slot, &symbol, sizeof(symbol));
    return symbol != NULL;
}

/* False with the reason on standard error. */
static inline bool peer_library_load(peer_library *library, const char *path)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    bool has_all = handle != NULL;

    if (handle == NULL)
        (void)fprintf(stderr, "mpdata_peer_duckdb: %s\n", dlerror());
#define PEER_FUNCTION(name) has_all = has_all && peer_library_bind(handle, #name, &library->name);
    PEER_FUNCTIONS(PEER_FUNCTION)
#undef PEER_FUNCTION
    return has_all;
}

#endif
