#include "query_sources.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exit_code.h"
#include "progress.h"

static const char *option_name(mpdata_table_type type)
{
    return type == MPDATA_TABLE_EVENTS ? "events" : "profiles";
}

static bool is_standard_input(const query_source *source)
{
    return strcmp(source->path, "-") == 0;
}

bool query_sources_take_standard_input(const query_sources *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (is_standard_input(&s->items[i]))
            return true;
    return false;
}

/* `argument` becomes the table's name, with the path behind it. */
static int split(query_source *out, mpdata_table_type type, char *argument)
{
    char *equals = strchr(argument, '=');

    if (equals == NULL || equals == argument || equals[1] == '\0')
        return fail_usage("--%s '%s': the table's name and the file were wanted, as %s=FILE",
                          option_name(type), argument, option_name(type));
    *equals = '\0';
    *out = (query_source){type, argument, equals + 1};
    return EXIT_CODE_OK;
}

/* A table has one type, and standard input can be read once. */
static int check_beside(const query_sources *s, const query_source *source)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->items[i].table, source->table) == 0 && s->items[i].type != source->type)
            return fail_usage("'%s' can't be a table of events and of profiles: choose two names",
                              source->table);
    if (is_standard_input(source) && query_sources_take_standard_input(s))
        return fail_usage("standard input (-) can be read once");
    return EXIT_CODE_OK;
}

int query_sources_add(query_sources *s, mpdata_table_type type, char *argument)
{
    query_source *longer = realloc(s->items, (s->count + 1) * sizeof(*longer));
    query_source source = {type, argument, argument};

    if (longer == NULL) {
        free(argument);
        return fail_memory();
    }
    s->items = longer;
    int code = split(&source, type, argument);
    if (code == EXIT_CODE_OK)
        code = check_beside(s, &source);
    if (code == EXIT_CODE_OK)
        s->items[s->count++] = source;
    else
        free(argument);
    return code;
}

/* Without a key: it takes time to build, and rows are kept unique all the same. */
static int load_table(const target *where, mpdata_db *db, const query_source *first,
                      const char *const *paths, size_t path_count)
{
    bool is_terminal = isatty(STDERR_FILENO) != 0;
    progress p = {.is_shown = is_terminal && !where->is_quiet,
                  .is_terminal = is_terminal,
                  .last_phase = MPDATA_INGEST_READING};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_error error;

    options.primary_key = MPDATA_PRIMARY_KEY_NO;
    options.progress = progress_report;
    options.progress_payload = &p;
    options.progress_interval_ms = progress_interval_ms(&p);
    mpdata_status status = mpdata_ingest_files(db, first->type, first->table, paths, path_count,
                                               &options, NULL, &error);
    progress_end(&p);
    return status == MPDATA_OK ? EXIT_CODE_OK : fail(&error);
}

static bool is_loaded(const query_sources *s, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(s->items[i].table, s->items[index].table) == 0)
            return true;
    return false;
}

int query_sources_load(const query_sources *s, const target *where, mpdata_db *db)
{
    const char **paths = calloc(s->count + 1, sizeof(*paths));
    int code = EXIT_CODE_OK;

    if (paths == NULL)
        return fail_memory();
    for (size_t i = 0; code == EXIT_CODE_OK && i < s->count; i++) {
        size_t path_count = 0;

        if (is_loaded(s, i))
            continue;
        for (size_t j = i; j < s->count; j++)
            if (strcmp(s->items[j].table, s->items[i].table) == 0)
                paths[path_count++] = s->items[j].path;
        code = load_table(where, db, &s->items[i], paths, path_count);
    }
    free(paths);
    return code;
}

void query_sources_dispose(query_sources *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->items[i].table);
    free(s->items);
    *s = (query_sources)QUERY_SOURCES_INIT;
}
