#include "shell_terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "amount_text.h"
#include "display_text.h"
#include "exit_code.h"
#include "interrupt.h"
#include "line_editor.h"
#include "shell_completion.h"
#include "shell_error.h"
#include "shell_history.h"
#include "sql_token.h"
#include "terminal_color.h"

/* The file is let go when nothing was typed for so long: a load in another terminal gets at it then. */
#define IDLE_MS 1000

#define PROMPT_BYTES 64

typedef struct terminal {
    shell *shell;
    line_editor *editor;
    shell_history history;
    /* The lines since the last entry of the history. */
    char *entry;
    size_t entry_bytes;
    bool has_told_of_hold;
} terminal;

/* All of the statement counts, not the line alone. */
static void complete(const char *line, size_t bytes, completion *out, void *payload)
{
    terminal *t = payload;
    const shell_input *input = t->shell->input;
    char *text = malloc(input->bytes + bytes + 1);

    if (text == NULL)
        return;
    /* A load in another terminal, while the file was let go, has brought names. */
    if (shell_database_try(&t->shell->database) && shell_database_has_changed(&t->shell->database))
        name_catalog_forget(&t->shell->names);
    if (input->bytes > 0)
        memcpy(text, input->text, input->bytes);
    memcpy(text + input->bytes, line, bytes);
    text[input->bytes + bytes] = '\0';
    shell_completion_fill(text, input->bytes + bytes, bytes, &t->shell->names, out);
    free(text);
}

static void let_go(void *payload)
{
    terminal *t = payload;

    shell_database_let_go(&t->shell->database);
}

/* "mpdata> ", and while a statement goes on "     -> ", or what it is in the middle of: "     '> ". */
static void make_prompt(const terminal *t, char out[PROMPT_BYTES])
{
    const shell_input *input = t->shell->input;
    const char *bold = terminal_color(stdout, TERMINAL_BOLD);
    const char *plain = terminal_color(stdout, TERMINAL_PLAIN);

    if (shell_is_at_start(t->shell)) {
        if (bold[0] == '\0')
            (void)snprintf(out, PROMPT_BYTES, "mpdata> ");
        else
            (void)snprintf(out, PROMPT_BYTES, "\1%s\1mpdata>\1%s\1 ", bold, plain);
        return;
    }
    char open = sql_extent_of(input->text, input->bytes).open;
    (void)snprintf(out, PROMPT_BYTES, "     %c> ", open == '\0' ? '-' : open);
}

static void remember(const char *entry, void *payload)
{
    line_editor_remember(((terminal *)payload)->editor, entry);
}

static void open_history(terminal *t)
{
    char *path = shell_history_path();

    if (path != NULL && !shell_history_open(&t->history, path, remember, t)) {
        (void)fputs("What you type is not kept: ", stderr);
        display_text_print(stderr, path);
        (void)fprintf(stderr, ": %s\n", strerror(errno));
    }
    free(path);
}

static void forget_entry(terminal *t)
{
    free(t->entry);
    t->entry = NULL;
    t->entry_bytes = 0;
}

/* A statement of several lines is one entry. */
static void add_to_entry(terminal *t, const char *line)
{
    size_t bytes = strlen(line);
    char *entry = realloc(t->entry, t->entry_bytes + bytes + 2);

    if (entry == NULL)
        return;
    if (t->entry_bytes > 0)
        entry[t->entry_bytes++] = '\n';
    memcpy(entry + t->entry_bytes, line, bytes + 1);
    t->entry = entry;
    t->entry_bytes += bytes;
}

static void end_entry(terminal *t)
{
    if (t->entry != NULL && shell_history_add(&t->history, t->entry))
        line_editor_remember(t->editor, t->entry);
    forget_entry(t);
}

/* Once: whoever wonders why a load waits can see it above. */
static void tell_of_hold(terminal *t)
{
    const shell_database *d = &t->shell->database;

    if (t->has_told_of_hold || !shell_database_is_held(d) || shell_database_is_passing(d))
        return;
    t->has_told_of_hold = true;
    (void)fputs("The file stays open now, for closing it would lose what this session holds.\n"
                "A load in another terminal waits until \\release or \\q.\n",
                stderr);
}

static void take_line(terminal *t, const char *line)
{
    add_to_entry(t, line);
    (void)shell_feed(t->shell, line);
    if (shell_is_at_start(t->shell))
        end_entry(t);
    /* Ctrl-C has done what it was for. */
    interrupt_forget();
    tell_of_hold(t);
}

static void loop(terminal *t)
{
    while (!t->shell->wants_end && !interrupt_came()) {
        char prompt[PROMPT_BYTES];
        const char *line = NULL;

        make_prompt(t, prompt);
        switch (line_editor_read(t->editor, prompt, &line)) {
        case LINE_READ:
            take_line(t, line);
            break;
        case LINE_DROPPED:
            shell_drop_statement(t->shell);
            forget_entry(t);
            break;
        default:
            (void)fputc('\n', stdout);
            return;
        }
    }
}

static void print_tables(const mpdata_db_info *info)
{
    char tables[AMOUNT_TEXT_BYTES];
    char rows[AMOUNT_TEXT_BYTES];

    amount_count(tables, info->tables);
    amount_count(rows, info->rows);
    (void)printf(": %s table%s, %s rows", tables, info->tables == 1 ? "" : "s", rows);
}

static void greet(const shell *s)
{
    mpdata_db *db = s->database.db;
    mpdata_db_info info;

    (void)printf("mpdata %s", mpdata_version_string());
    if (mpdata_db_info_read(db, &info, NULL) == MPDATA_OK) {
        (void)printf(" (DuckDB %s)\n", info.engine_version);
        display_text_print(stdout, mpdata_db_path(db) == NULL ? "in memory" : mpdata_db_path(db));
        print_tables(&info);
    }
    (void)printf("%s\nSQL ends with a semicolon. \\? lists commands, Ctrl-D leaves.\n",
                 mpdata_db_is_read_only(db) ? ", for reading" : "");
    (void)fflush(stdout);
}

static bool start(terminal *t)
{
    const line_editor_hooks hooks = {complete, let_go, IDLE_MS, t};

    if (interrupt_outlive())
        t->editor = line_editor_new(&hooks);
    return t->editor != NULL;
}

static int talk(terminal *t)
{
    if (!start(t))
        return fail_output("a shell on a terminal needs libedit.so.2: on Debian, install libedit2");
    open_history(t);
    if (!t->shell->database.where->is_quiet)
        greet(t->shell);
    shell_error_tell_for(t->shell);
    loop(t);
    shell_error_tell_for(NULL);
    return interrupt_came() ? interrupt_exit_code() : EXIT_CODE_OK;
}

/* The database is open: a wrong name ended the command before. */
static int run(shell *s)
{
    terminal *t = calloc(1, sizeof(*t));

    if (t == NULL)
        return fail_memory();
    *t = (terminal){s, NULL, SHELL_HISTORY_INIT, NULL, 0, false};
    int code = talk(t);
    forget_entry(t);
    shell_history_close(&t->history);
    line_editor_free(t->editor);
    free(t);
    return code;
}

int shell_terminal_run(shell *s)
{
    shell_input input = {.next_line = 1, .first_line = 1, .statement_line = 1};

    s->is_interactive = true;
    s->input = &input;
    int code = shell_database_take(&s->database);
    shell_database_leave(&s->database);
    if (code == EXIT_CODE_OK)
        code = run(s);
    shell_drop_statement(s);
    s->input = NULL;
    return code;
}
