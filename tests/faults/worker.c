/*
 * Does to a database what a line on standard input says, and tells of it on standard output: what the proofs in this
 * folder disturb. A client of the public headers alone.
 *
 *     worker DATABASE
 *
 *     open | close                    for writing
 *     load MODE KIND TABLE FILE       of a file; MODE is create, append or replace, KIND is events or profiles
 *     pipe MODE KIND TABLE FILE       the same through a pipe
 *     bytes MODE KIND TABLE FILE      the same, pushed in pieces
 *     push MODE KIND TABLE RECORDS    records from lines of name, time_us, distinct_id, insert_id, properties between tabs
 *     iterate MODE KIND TABLE RECORDS the same, pulled
 *     scratch KIND FILE               the same into a scratch database of its own, which is closed again
 *     drop TABLE
 *     compact
 *     backup FILE                     replaces what is there
 *     check                           an error that is the first finding, where there is one
 *     sql TEXT                        runs it
 *     ask TEXT                        says the first cell
 *
 * Each line is answered by "begin" before the work and by "ok", "ok CELL" or "error CODE MESSAGE" after it. A MODE that ends in
 * "-keyless" makes a table without a primary key.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mpdata.h>

/* Odd, so that the pieces cut lines anywhere. */
#define PIECE_BYTES 777
#define MOST_WORDS 6

typedef struct worker {
    const char *path;
    mpdata_db *db;
    mpdata_value cell;
} worker;

typedef struct load_words {
    mpdata_ingest_options options;
    mpdata_table_type type;
    const char *table;
    const char *file;
} load_words;

static void say(const char *text)
{
    if (write(STDOUT_FILENO, text, strlen(text)) < 0)
        _exit(2);
}

static mpdata_status refuse(mpdata_error *error, const char *text)
{
    memset(error, 0, sizeof(*error));
    error->code = MPDATA_ERROR_ARGUMENT;
    (void)snprintf(error->message, sizeof(error->message), "%s", text);
    return MPDATA_ERROR_ARGUMENT;
}

static load_words read_load_words(char **words)
{
    load_words l = {.options = MPDATA_INGEST_OPTIONS_INIT, .table = words[3], .file = words[4]};

    if (strncmp(words[1], "append", 6) == 0)
        l.options.mode = MPDATA_INGEST_APPEND;
    else if (strncmp(words[1], "replace", 7) == 0)
        l.options.mode = MPDATA_INGEST_REPLACE;
    if (strstr(words[1], "-keyless") != NULL)
        l.options.primary_key = MPDATA_PRIMARY_KEY_NO;
    l.options.batch_records = 100;
    l.type = strcmp(words[2], "profiles") == 0 ? MPDATA_TABLE_PROFILES : MPDATA_TABLE_EVENTS;
    return l;
}

static mpdata_status load_file(worker *w, char **words, mpdata_error *error)
{
    load_words l = read_load_words(words);

    return mpdata_ingest_files(w->db, l.type, l.table, &l.file, 1, &l.options, NULL, error);
}

typedef struct feeder {
    FILE *from;
    int to;
} feeder;

static void *feed(void *payload)
{
    feeder *f = payload;
    char piece[PIECE_BYTES];
    size_t got = 0;

    while ((got = fread(piece, 1, sizeof(piece), f->from)) > 0)
        if (write(f->to, piece, got) < 0)
            break;
    (void)close(f->to);
    return NULL;
}

static mpdata_status load_pipe(worker *w, char **words, mpdata_error *error)
{
    load_words l = read_load_words(words);
    feeder f = {fopen(l.file, "re"), -1};
    int ends[2];
    char path[32];
    const char *paths[] = {path};
    pthread_t thread;

    if (f.from == NULL || pipe2(ends, O_CLOEXEC) != 0)
        return refuse(error, "no pipe");
    f.to = ends[1];
    (void)snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    if (pthread_create(&thread, NULL, feed, &f) != 0)
        return refuse(error, "no thread");
    mpdata_status status =
        mpdata_ingest_files(w->db, l.type, l.table, paths, 1, &l.options, NULL, error);
    (void)close(ends[0]);
    (void)pthread_join(thread, NULL);
    (void)fclose(f.from);
    return status;
}

static mpdata_status load_bytes(worker *w, char **words, mpdata_error *error)
{
    load_words l = read_load_words(words);
    FILE *from = fopen(l.file, "re");
    MPDATA_AUTO(load) load = NULL;
    char piece[PIECE_BYTES];
    size_t got = 0;

    if (from == NULL)
        return refuse(error, "no file");
    mpdata_status status = mpdata_load_begin(w->db, l.type, l.table, &l.options, &load, error);
    while (status == MPDATA_OK && (got = fread(piece, 1, sizeof(piece), from)) > 0)
        status = mpdata_load_push_bytes(load, piece, got, error);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(load, NULL, error);
    (void)fclose(from);
    return status;
}

typedef struct record_file {
    FILE *from;
    char *line;
    size_t room;
    bool are_events;
} record_file;

static mpdata_text field(char **rest)
{
    char *text = strsep(rest, "\t\n");

    return (mpdata_text){text == NULL ? "" : text, text == NULL ? 0 : strlen(text)};
}

static mpdata_next next_record(void *payload, mpdata_record *out, mpdata_error *error)
{
    record_file *f = payload;

    (void)error;
    if (getline(&f->line, &f->room, f->from) < 0)
        return MPDATA_NEXT_END;
    char *rest = f->line;
    memset(out, 0, sizeof(*out));
    out->event_name = field(&rest);
    mpdata_text time = field(&rest);
    out->has_time = time.bytes > 0;
    out->time_us = strtoll(time.data, NULL, 10);
    out->distinct_id = field(&rest);
    out->insert_id = field(&rest);
    out->properties = field(&rest);
    return MPDATA_NEXT_RECORD;
}

static mpdata_status push_all(worker *w, const load_words *l, record_file *f, mpdata_error *error)
{
    MPDATA_AUTO(load) load = NULL;
    mpdata_record record;
    mpdata_status status = mpdata_load_begin(w->db, l->type, l->table, &l->options, &load, error);

    while (status == MPDATA_OK && next_record(f, &record, error) == MPDATA_NEXT_RECORD)
        status = mpdata_load_push(load, &record, error);
    return status == MPDATA_OK ? mpdata_load_commit(load, NULL, error) : status;
}

static mpdata_status load_records(worker *w, char **words, mpdata_error *error)
{
    load_words l = read_load_words(words);
    record_file f = {.from = fopen(l.file, "re")};
    mpdata_status status = MPDATA_OK;

    if (f.from == NULL)
        return refuse(error, "no file");
    if (strcmp(words[0], "push") == 0)
        status = push_all(w, &l, &f, error);
    else
        status =
            mpdata_load_records(w->db, l.type, l.table, next_record, &f, &l.options, NULL, error);
    (void)fclose(f.from);
    free(f.line);
    return status;
}

static mpdata_status open_database(worker *w, char **words, mpdata_error *error)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;

    (void)words;
    options.threads = 2;
    return mpdata_open(w->path, &options, &w->db, error);
}

static mpdata_status close_database(worker *w, char **words, mpdata_error *error)
{
    (void)words;
    mpdata_status status = mpdata_db_close(w->db, error);
    mpdata_db_free(w->db);
    w->db = NULL;
    return status;
}

static mpdata_status load_scratch(worker *w, char **words, mpdata_error *error)
{
    mpdata_table_type type =
        strcmp(words[1], "profiles") == 0 ? MPDATA_TABLE_PROFILES : MPDATA_TABLE_EVENTS;
    const char *file = words[2];
    MPDATA_AUTO(db) scratch = NULL;

    (void)w;
    mpdata_status status = mpdata_open_ephemeral(NULL, &scratch, error);
    if (status == MPDATA_OK)
        status = mpdata_ingest_files(scratch, type, "t", &file, 1, NULL, NULL, error);
    return status == MPDATA_OK ? mpdata_db_close(scratch, error) : status;
}

static mpdata_status compact(worker *w, char **words, mpdata_error *error)
{
    (void)words;
    return mpdata_db_compact(w->db, NULL, error);
}

static mpdata_status back_up(worker *w, char **words, mpdata_error *error)
{
    mpdata_backup_options options = MPDATA_BACKUP_OPTIONS_INIT;

    options.replaces = true;
    return mpdata_db_backup(w->db, words[1], &options, NULL, error);
}

static mpdata_status check(worker *w, char **words, mpdata_error *error)
{
    MPDATA_AUTO(check) found = NULL;
    mpdata_status status = mpdata_db_check(w->db, &found, error);

    (void)words;
    if (status != MPDATA_OK || mpdata_check_count(found) == 0)
        return status;
    return refuse(error, mpdata_check_at(found, 0)->message);
}

static mpdata_status drop_table(worker *w, char **words, mpdata_error *error)
{
    return mpdata_table_drop(w->db, words[1], error);
}

static mpdata_status run_sql(worker *w, char **words, mpdata_error *error)
{
    return mpdata_query_execute(w->db, words[1], MPDATA_NUL_TERMINATED, NULL, 0, NULL, error);
}

static mpdata_status ask(worker *w, char **words, mpdata_error *error)
{
    return mpdata_query_scalar(w->db, words[1], MPDATA_NUL_TERMINATED, NULL, 0, &w->cell, error);
}

typedef struct action {
    const char *name;
    /* With the name. */
    int words;
    mpdata_status (*run)(worker *w, char **words, mpdata_error *error);
} action;

static const action actions[] = {
    {"open", 1, open_database},   {"close", 1, close_database},
    {"load", 5, load_file},       {"pipe", 5, load_pipe},
    {"bytes", 5, load_bytes},     {"push", 5, load_records},
    {"iterate", 5, load_records}, {"drop", 2, drop_table},
    {"sql", 2, run_sql},          {"ask", 2, ask},
    {"scratch", 3, load_scratch}, {"compact", 1, compact},
    {"backup", 2, back_up},       {"check", 1, check},
};

static const action *find_action(const char *line)
{
    for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        size_t bytes = strlen(actions[i].name);

        if (strncmp(line, actions[i].name, bytes) == 0 &&
            (line[bytes] == ' ' || line[bytes] == '\0'))
            return &actions[i];
    }
    return NULL;
}

static mpdata_status run_line(worker *w, char *line, mpdata_error *error)
{
    const action *a = find_action(line);
    char *words[MOST_WORDS] = {NULL};
    char *rest = line;
    int count = 0;

    if (a == NULL)
        return refuse(error, "no such action");
    /* The last word takes what is left. */
    while (count < a->words - 1)
        words[count++] = strsep(&rest, " ");
    words[count] = rest;
    if (rest == NULL)
        return refuse(error, "a word is missing");
    return a->run(w, words, error);
}

static void answer(const worker *w, mpdata_status status, const mpdata_error *error)
{
    char text[2 * sizeof(error->message)];

    if (status != MPDATA_OK)
        (void)snprintf(text, sizeof(text), "error %s %s", mpdata_status_name(status),
                       error->message);
    else if (w->cell.kind == MPDATA_VALUE_TEXT)
        (void)snprintf(text, sizeof(text), "ok %.*s", (int)w->cell.text.bytes, w->cell.text.data);
    else
        (void)snprintf(text, sizeof(text), "ok");
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n')
            *c = ' ';
    say(text);
    say("\n");
}

int main(int argc, char **argv)
{
    worker w = {.path = argc == 2 ? argv[1] : NULL};
    char *line = NULL;
    size_t room = 0;
    ssize_t bytes = 0;
    mpdata_error error;

    if (w.path == NULL)
        return 2;
    say("ready\n");
    while ((bytes = getline(&line, &room, stdin)) > 0) {
        line[bytes - 1] = '\0';
        say("begin\n");
        mpdata_status status = run_line(&w, line, &error);
        answer(&w, status, &error);
        mpdata_value_dispose(&w.cell);
        w.cell = mpdata_value_null();
    }
    mpdata_db_free(w.db);
    free(line);
    return 0;
}
