#include "target.h"

#include <stdio.h>
#include <stdlib.h>

#include "error_object.h"
#include "exit_code.h"
#include "interrupt.h"
#include "note.h"

static const char *from_environment(const char *name)
{
    const char *value = getenv(name);

    return value == NULL || value[0] == '\0' ? NULL : value;
}

bool target_is_named(const target *where)
{
    return where->path != NULL || where->project != NULL || where->memory || where->ephemeral ||
           from_environment("MPDATA_DB") != NULL || from_environment("MPDATA_PROJECT") != NULL;
}

typedef struct waiting {
    uint64_t limit_ms;
    /* Or nobody wants to hear. */
    bool has_told;
} waiting;

/* Longer waits are as good as endless. */
#define TOLD_WAIT_MS 86400000U

/* Says once who has the database; a signal ends the wait. */
static int tell_of_wait(const mpdata_error *locked, uint64_t waited_ms, void *payload)
{
    waiting *w = payload;

    (void)waited_ms;
    if (!w->has_told && w->limit_ms > TOLD_WAIT_MS)
        (void)fprintf(stderr, "%s: waiting for it; Ctrl-C gives up\n", locked->message);
    else if (!w->has_told)
        (void)fprintf(stderr, "mpdata: %s: waiting for it, up to %llu s\n", locked->message,
                      (unsigned long long)(w->limit_ms / 1000));
    w->has_told = true;
    return interrupt_came() ? 1 : 0;
}

static mpdata_open_options options_for(const target *where, target_use use)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    options.safe = where->safe;
    options.time_limit_ms = where->time_limit_ms;
    options.wait_ms = where->wait_ms;
    options.on_wait = tell_of_wait;
    options.read_only = use == TARGET_READ;
    options.existing_only = use != TARGET_CREATE;
    options.discard_unless_loaded = use == TARGET_CREATE;
    return options;
}

static mpdata_status open_memory(const target *where, mpdata_db **out, mpdata_error *error)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    options.time_limit_ms = where->time_limit_ms;
    return mpdata_open_memory(&options, out, error);
}

static mpdata_status open_ephemeral(const target *where, mpdata_db **out, mpdata_error *error)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    options.time_limit_ms = where->time_limit_ms;
    return mpdata_open_ephemeral(&options, out, error);
}

static mpdata_status open_named(const target *where, const char *path, const char *project,
                                target_use use, mpdata_db **out, mpdata_error *error)
{
    mpdata_open_options options = options_for(where, use);
    waiting w = {where->wait_ms, where->is_quiet || error_object_is_wanted()};

    options.wait_payload = &w;
    if (path != NULL)
        return mpdata_open(path, &options, out, error);
    return mpdata_open_project(project, MPDATA_NUL_TERMINATED, &options, out, error);
}

static int fail_open(const target *where, const mpdata_error *error)
{
    int code = fail(error);

    if (error->code == MPDATA_ERROR_DATABASE_LOCKED && where->wait_ms == 0 &&
        !error_object_is_wanted())
        (void)fputs("mpdata: try again when it is done, or wait for it with --wait SECONDS\n",
                    stderr);
    return code;
}

static int open_shared(const target *where, mpdata_db **out)
{
    mpdata_error error;

    if (where->path != NULL || where->project != NULL || where->memory || where->ephemeral)
        return fail_usage("here the database is that of the shell: leave --db, --project, "
                          "--memory and --ephemeral out");
    if (mpdata_db_connect(where->shared, out, &error) != MPDATA_OK)
        return fail(&error);
    interrupt_watch(*out);
    return EXIT_CODE_OK;
}

/* What the environment says, where the options say nothing. */
static int choose(const target *where, const char **path, const char **project)
{
    *path = where->path;
    *project = where->project;
    if ((*path != NULL) + (*project != NULL) + where->memory + where->ephemeral > 1)
        return fail_usage("--db, --project, --memory and --ephemeral exclude each other: name "
                          "one database");
    if (*path == NULL && *project == NULL && !where->memory && !where->ephemeral) {
        *path = from_environment("MPDATA_DB");
        *project = from_environment("MPDATA_PROJECT");
        if (*path != NULL && *project != NULL)
            return fail_usage("MPDATA_DB and MPDATA_PROJECT are both set: unset one, or name a "
                              "database with --db or --project");
        if (*path == NULL && *project == NULL)
            return fail_usage("which database? Name one with --db PATH, --project ID or --memory, "
                              "or set MPDATA_DB or MPDATA_PROJECT");
    }
    if (where->safe && (where->memory || where->ephemeral))
        return fail_usage("--safe is for asking a database that is there: name a file");
    return EXIT_CODE_OK;
}

int target_check(const target *where)
{
    const char *path = NULL;
    const char *project = NULL;

    return choose(where, &path, &project);
}

int target_open(const target *where, target_use use, mpdata_db **out)
{
    const char *path = NULL;
    const char *project = NULL;
    mpdata_error error;

    if (where->shared != NULL)
        return open_shared(where, out);
    int chosen = choose(where, &path, &project);
    if (chosen != EXIT_CODE_OK)
        return chosen;
    /* A new database that a signal ended half-way would be left behind. */
    interrupt_hold();
    mpdata_status status = where->memory      ? open_memory(where, out, &error)
                           : where->ephemeral ? open_ephemeral(where, out, &error)
                                              : open_named(where, path, project, use, out, &error);
    if (status == MPDATA_OK && interrupt_came()) {
        int code = fail_interrupted();
        mpdata_db_free(*out);
        *out = NULL;
        return code;
    }
    interrupt_watch(*out);
    if (status != MPDATA_OK)
        return fail_open(where, &error);
    note_database(*out, use == TARGET_READ);
    return EXIT_CODE_OK;
}

mpdata_db *target_try_open(const target *where, target_use use)
{
    const char *path = where->path;
    const char *project = where->project;
    target now = *where;
    mpdata_db *db = NULL;

    if (path == NULL && project == NULL) {
        path = from_environment("MPDATA_DB");
        project = from_environment("MPDATA_PROJECT");
    }
    now.wait_ms = 0;
    if (!where->memory && !where->ephemeral && (path != NULL || project != NULL))
        (void)open_named(&now, path, project, use, &db, NULL);
    return db;
}

/* That a scratch database is still there is told after any other error. */
int target_close(mpdata_db *db, int code)
{
    bool tells_always = mpdata_db_is_ephemeral(db);
    mpdata_error error;

    interrupt_hold();
    if (mpdata_db_close(db, &error) != MPDATA_OK && (code == EXIT_CODE_OK || tells_always)) {
        int close_code = fail(&error);
        code = code == EXIT_CODE_OK ? close_code : code;
    }
    mpdata_db_free(db);
    note("closed the database");
    /* All is done: a signal from now on would but make the exit code say otherwise. */
    return code;
}

void target_dispose(target *where)
{
    free(where->path);
    free(where->project);
    *where = (target)TARGET_INIT;
}
