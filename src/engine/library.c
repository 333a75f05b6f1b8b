#include "engine/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "engine/duckdb_api.h"
#include "mpdata/engine.h"

#ifdef __APPLE__
#define LIBRARY_FILE "libduckdb.dylib"
#else
#define LIBRARY_FILE "libduckdb.so"
#endif

/* The search, as it goes on: where it found the library, or all that was tried, for the message. */
typedef struct library_search {
    void *handle;
    buffer found;
    buffer tried;
    /* A place was left out for it. */
    bool lacks_memory;
} library_search;

static bool try_path(library_search *search, const char *path)
{
    const char *reason = "the path is empty";

    /*
     * Of an empty path dlopen would give the program itself. Lazily, since a query needs few of DuckDB's 24,000 calls
     * from one object of its own to another: resolving them all is 5 ms of every start.
     */
    if (path[0] != '\0') {
        search->handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
        if (search->handle != NULL) {
            search->lacks_memory =
                !buffer_append_text(&search->found, path) || !buffer_terminate(&search->found);
            return true;
        }
        reason = dlerror();
    }
    /* The text of dlerror begins with the path where that is useful. */
    if (reason == NULL)
        reason = "unknown error";
    bool has_path = path[0] != '\0' && strncmp(reason, path, strlen(path)) == 0;
    (void)buffer_append_format(&search->tried, "\n  %s%s%s", has_path ? "" : path,
                               has_path ? "" : ": ", reason);
    return false;
}

static bool try_folder(library_search *search, const char *folder)
{
    buffer path = BUFFER_INIT;
    bool found = false;

    if (buffer_append_format(&path, "%s/%s", folder, LIBRARY_FILE) && buffer_terminate(&path))
        found = try_path(search, path.data);
    else
        search->lacks_memory = true;
    buffer_dispose(&path);
    return found || search->lacks_memory;
}

/*
 * The folder `mpdata` beside libmpdata itself, so that an installed tree can be moved. Where this code
 * is linked statically, it is beside the program that holds it.
 */
static bool try_own_folder(library_search *search)
{
    Dl_info info;
    buffer folder = BUFFER_INIT;
    bool found = false;

    if (dladdr((const void *)&mpdata_engine_info_read, &info) == 0 || info.dli_fname == NULL)
        return false;
    const char *slash = strrchr(info.dli_fname, '/');
    if (slash == NULL)
        return false;
    if (buffer_append(&folder, info.dli_fname, (size_t)(slash - info.dli_fname)) &&
        buffer_append_text(&folder, "/mpdata") && buffer_terminate(&folder))
        found = try_folder(search, folder.data);
    else
        search->lacks_memory = true;
    buffer_dispose(&folder);
    return found || search->lacks_memory;
}

/* True where the search is over: a library was found, or memory ran out, and one that comes later is not the one wanted. */
static bool find_library(library_search *search, const char *explicit_path)
{
    const char *from_environment = getenv("MPDATA_DUCKDB_LIBRARY");

    if (explicit_path != NULL)
        return try_path(search, explicit_path);
    if (from_environment != NULL && from_environment[0] != '\0')
        return try_path(search, from_environment);
    if (try_own_folder(search))
        return true;
#ifdef MPDATA_DUCKDB_INSTALL_DIR
    if (try_folder(search, MPDATA_DUCKDB_INSTALL_DIR))
        return true;
#endif
#ifdef MPDATA_DUCKDB_BUILD_DIR
    if (try_folder(search, MPDATA_DUCKDB_BUILD_DIR))
        return true;
#endif
    return try_path(search, LIBRARY_FILE);
}

/* ISO C has no conversion from void * to a function pointer; POSIX promises that the bits are the same. */
static bool bind_function(void *handle, const char *name, void *slot)
{
    void *symbol = dlsym(handle, name);

    memcpy(slot, &symbol, sizeof(symbol));
    return symbol != NULL;
}

/* The name of a function that the library lacks, or NULL where it has them all. */
static const char *bind_functions(void *handle, duckdb_api *api)
{
    static const struct {
        const char *name;
        size_t offset;
    } functions[] = {
#define DUCKDB_FUNCTION(name) {#name, offsetof(duckdb_api, name)},
#include "engine/duckdb_functions.h"
#undef DUCKDB_FUNCTION
    };

    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (!bind_function(handle, functions[i].name, (char *)api + functions[i].offset))
            return functions[i].name;
    (void)bind_function(handle, "duckdb_unsafe_vector_assign_string_element_len",
                        &api->duckdb_unsafe_vector_assign_string_element_len);
    (void)bind_function(handle, "duckdb_destroy_arrow_options", &api->duckdb_destroy_arrow_options);
    return NULL;
}

static const char *without_v(const char *version)
{
    return version[0] == 'v' ? version + 1 : version;
}

static bool is_old(const char *version)
{
    int have[3] = {0, 0, 0};
    int oldest[3] = {0, 0, 0};

    /* A development build's version is a hash: it is judged by the functions it has. */
    if (sscanf(version, "%d.%d.%d", &have[0], &have[1], &have[2]) != 3)
        return false;
    (void)sscanf(MPDATA_ENGINE_OLDEST_VERSION, "%d.%d.%d", &oldest[0], &oldest[1], &oldest[2]);
    for (int i = 0; i < 3; i++)
        if (have[i] != oldest[i])
            return have[i] < oldest[i];
    return false;
}

static const char *path_of(const duckdb_api *api, const char *otherwise)
{
    Dl_info info;
    void *symbol = NULL;

    memcpy(&symbol, &api->duckdb_library_version, sizeof(symbol));
    if (dladdr(symbol, &info) != 0 && info.dli_fname != NULL)
        return info.dli_fname;
    return otherwise;
}

/* `found` is the path that the library was loaded by. */
static mpdata_status fill(engine_library *library, void *handle, const char *found,
                          mpdata_error *error)
{
    duckdb_api *api = &library->api;
    const char *version = "an unknown version";

    /* The version first: of a library that is too old, functions are missing too. */
    if (bind_function(handle, "duckdb_library_version", &api->duckdb_library_version))
        version = without_v(api->duckdb_library_version());
    else
        return error_set(error, MPDATA_ERROR_ENGINE,
                         "%s is not DuckDB's library: it has no duckdb_library_version. Name "
                         "another with MPDATA_DUCKDB_LIBRARY",
                         found);
    const char *path = path_of(api, found);
    if (is_old(version))
        return error_set(error, MPDATA_ERROR_ENGINE,
                         "%s is DuckDB %s; mpdata needs %s or newer. Name another with "
                         "MPDATA_DUCKDB_LIBRARY",
                         path, version, MPDATA_ENGINE_OLDEST_VERSION);
    const char *missing = bind_functions(handle, api);
    if (missing != NULL)
        return error_set(error, MPDATA_ERROR_ENGINE, "%s (DuckDB %s) lacks the function %s", path,
                         version, missing);
    library->path = strdup(path);
    library->version = strdup(version);
    if (library->path == NULL || library->version == NULL)
        return error_set_memory(error);
    return MPDATA_OK;
}

mpdata_status engine_library_load(const char *explicit_path, engine_library **out,
                                  mpdata_error *error)
{
    library_search search = {NULL, BUFFER_INIT, BUFFER_INIT, false};
    engine_library *library = NULL;
    mpdata_status status = MPDATA_OK;

    *out = NULL;
    if (!find_library(&search, explicit_path)) {
        status = error_set(error, MPDATA_ERROR_ENGINE,
                           "DuckDB's library was not found. Install it with script/setup, or name "
                           "it with MPDATA_DUCKDB_LIBRARY. Tried:%s",
                           buffer_terminate(&search.tried) ? search.tried.data : "");
        buffer_dispose(&search.tried);
        return status;
    }
    library = search.lacks_memory ? NULL : calloc(1, sizeof(*library));
    if (library == NULL)
        status = error_set_memory(error);
    else
        status = fill(library, search.handle, search.found.data, error);
    buffer_dispose(&search.tried);
    buffer_dispose(&search.found);
    if (status != MPDATA_OK) {
        engine_library_free(library);
        return status;
    }
    *out = library;
    return MPDATA_OK;
}

void engine_library_free(engine_library *library)
{
    if (library == NULL)
        return;
    free(library->path);
    free(library->version);
    free(library);
}

const char *engine_library_version(const engine_library *library)
{
    return library->version;
}

const char *engine_library_path(const engine_library *library)
{
    return library->path;
}

mpdata_status mpdata_engine_info_read(const char *library_path, mpdata_engine_info *out,
                                      mpdata_error *error)
{
    engine_library *library = NULL;

    if (out == NULL)
        return error_set(error, MPDATA_ERROR_ARGUMENT, "out must not be NULL");
    memset(out, 0, sizeof(*out));
    mpdata_status status = engine_library_load(library_path, &library, error);
    if (status != MPDATA_OK)
        return status;
    (void)snprintf(out->version, sizeof(out->version), "%s", library->version);
    (void)snprintf(out->path, sizeof(out->path), "%s", library->path);
    engine_library_free(library);
    return MPDATA_OK;
}
