#include "line_editor.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "completion_list.h"
#include "interrupt.h"
#include "libedit_functions.h"
#include "terminal_width.h"

#define PROMPT_ESCAPE '\1'
#define MAX_HISTORY 100000

struct line_editor {
    EditLine *edit;
    History *history;
    line_editor_hooks hooks;
    const char *prompt;
    /* The last line, without its end. */
    char *line;
    bool is_dropped;
    /* Nothing came since the hook was told of it. */
    bool is_idle;
    mbstate_t character;
};

static libedit_functions library;

static line_editor *editor_of(EditLine *edit)
{
    void *payload = NULL;

    (void)library.el_get(edit, EL_CLIENTDATA, &payload);
    return payload;
}

static const char *give_prompt(EditLine *edit)
{
    return editor_of(edit)->prompt;
}

/* For Ctrl-C, which is a key like others here: the terminal makes no signal of it. */
static unsigned char drop_line(EditLine *edit, int key)
{
    (void)key;
    (void)fputs("^C\n", stdout);
    (void)fflush(stdout);
    editor_of(edit)->is_dropped = true;
    return CC_NEWLINE;
}

/* What is there already was pasted, or typed by another program: a tab in it is just a tab. */
static bool is_pasting(void)
{
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};

    return poll(&input, 1, 0) > 0;
}

/* libedit takes no empty text for one. */
static bool insert_text(EditLine *edit, const char *text)
{
    return text[0] == '\0' || library.el_insertstr(edit, text) == 0;
}

static bool replace(EditLine *edit, size_t bytes, const char *text, size_t text_bytes)
{
    const LineInfo *line = library.el_line(edit);
    char *inserted = strndup(text, text_bytes);
    int characters = 0;

    if (inserted == NULL)
        return false;
    for (const char *at = line->cursor - bytes; at < line->cursor; at++)
        characters += (*at & 0xc0) != 0x80;
    library.el_deletestr(edit, characters);
    bool is_good = insert_text(edit, inserted);
    free(inserted);
    return is_good;
}

/* Moves on by the text; a prompt's invisible parts take no cells. */
static void advance(const char *text, size_t bytes, size_t width, size_t *row, size_t *column)
{
    bool is_hidden = false;
    mbstate_t state = {0};

    while (bytes > 0) {
        wchar_t c = 0;
        size_t length = mbrtowc(&c, text, bytes, &state);

        if (length == 0 || length > bytes)
            return;
        int cells = c == PROMPT_ESCAPE || is_hidden ? 0 : wcwidth(c);
        is_hidden = c == PROMPT_ESCAPE ? !is_hidden : is_hidden;
        *column += cells < 0 ? 0 : (size_t)cells;
        if (c == L'\n' || *column >= width) {
            (*row)++;
            *column = c == L'\n' ? 0 : *column - width;
        }
        text += length;
        bytes -= length;
    }
}

/* The rows of the screen above that of the cursor which the prompt and the line take. */
static size_t rows_above(EditLine *edit)
{
    const LineInfo *line = library.el_line(edit);
    const char *prompt = editor_of(edit)->prompt;
    size_t width = terminal_width(stdout);
    size_t row = 0;
    size_t column = 0;

    advance(prompt, strlen(prompt), width, &row, &column);
    advance(line->buffer, (size_t)(line->cursor - line->buffer), width, &row, &column);
    return row;
}

/* Below the line, which is drawn again behind it: libedit first goes up by the rows that it knows of. */
static void list(EditLine *edit, const completion *c)
{
    (void)fputc('\n', stdout);
    completion_list_print(stdout, c);
    for (size_t rows = rows_above(edit); rows > 0; rows--)
        (void)fputc('\n', stdout);
    (void)fflush(stdout);
}

static unsigned char insert(EditLine *edit, const completion *c)
{
    const LineInfo *line = library.el_line(edit);
    size_t common = completion_common_bytes(c);
    const char *text = c->entries[0].inserted;
    bool is_new = common > c->replaced_bytes ||
                  (common == c->replaced_bytes && memcmp(line->cursor - common, text, common) != 0);

    if (c->count == 1)
        return replace(edit, c->replaced_bytes, text, common) && insert_text(edit, c->suffix)
                   ? CC_REFRESH
                   : CC_ERROR;
    if (is_new)
        return replace(edit, c->replaced_bytes, text, common) ? CC_REFRESH : CC_ERROR;
    list(edit, c);
    return CC_REDISPLAY;
}

static unsigned char complete(EditLine *edit, int key)
{
    line_editor *e = editor_of(edit);
    completion c = COMPLETION_INIT;
    const LineInfo *line = library.el_line(edit);
    unsigned char outcome = CC_REFRESH_BEEP;

    (void)key;
    if (is_pasting())
        return library.el_insertstr(edit, "\t") == 0 ? CC_REFRESH : CC_ERROR;
    e->hooks.complete(line->buffer, (size_t)(line->cursor - line->buffer), &c, e->hooks.payload);
    if (c.count > 0)
        outcome = insert(edit, &c);
    completion_dispose(&c);
    return outcome;
}

/* False where a signal came. */
static bool wait_for_key(line_editor *e)
{
    struct pollfd waited[] = {{STDIN_FILENO, POLLIN, 0}, {interrupt_fd(), POLLIN, 0}};

    for (;;) {
        int ready = poll(waited, 2, e->is_idle ? -1 : e->hooks.idle_ms);

        if (ready < 0 && errno != EINTR)
            return true;
        if (ready > 0 && (waited[1].revents & POLLIN) != 0)
            return false;
        if (ready > 0)
            return true;
        if (ready == 0) {
            e->is_idle = true;
            e->hooks.idle(e->hooks.payload);
        }
    }
}

/* 1 with the character, 0 at the end, -1 for an error: what libedit expects. */
static int read_key(EditLine *edit, wchar_t *out)
{
    line_editor *e = editor_of(edit);
    char byte = '\0';

    for (;;) {
        if (!wait_for_key(e)) {
            interrupt_forget();
            /* SIGTERM and SIGHUP are not forgotten. */
            if (interrupt_came())
                return 0;
            *out = L'\3';
            return 1;
        }
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return (int)got;
        e->is_idle = false;
        size_t length = mbrtowc(out, &byte, 1, &e->character);
        if (length == (size_t)-2)
            continue;
        if (length == (size_t)-1) {
            e->character = (mbstate_t){0};
            *out = L'\xfffd';
        }
        return 1;
    }
}

static void bind_keys(EditLine *edit)
{
    static const char *const keys[][2] = {
        {"^I", "mpdata-complete"},         {"^C", "mpdata-drop"},
        {"^R", "em-inc-search-prev"},      {"^W", "ed-delete-prev-word"},
        {"\\e[3~", "ed-delete-next-char"}, {"\\e[1~", "ed-move-to-beg"},
        {"\\e[4~", "ed-move-to-end"},      {"\\e[1;5C", "em-next-word"},
        {"\\e[1;5D", "ed-prev-word"},      {"\\e[1;3C", "em-next-word"},
        {"\\e[1;3D", "ed-prev-word"},
    };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        (void)library.el_set(edit, EL_BIND, keys[i][0], keys[i][1], NULL);
}

static bool set_up(line_editor *e)
{
    HistEvent event;

    e->edit = library.el_init("mpdata", stdin, stdout, stderr);
    e->history = library.history_init();
    if (e->edit == NULL || e->history == NULL)
        return false;
    (void)library.history(e->history, &event, H_SETSIZE, MAX_HISTORY);
    (void)library.el_set(e->edit, EL_CLIENTDATA, e);
    (void)library.el_set(e->edit, EL_HIST, library.history, e->history);
    (void)library.el_set(e->edit, EL_PROMPT_ESC, give_prompt, PROMPT_ESCAPE);
    (void)library.el_set(e->edit, EL_EDITOR, "emacs");
    (void)library.el_set(e->edit, EL_GETCFN, read_key);
    (void)library.el_wset(e->edit, EL_ADDFN, L"mpdata-complete", L"Complete the word", complete);
    (void)library.el_wset(e->edit, EL_ADDFN, L"mpdata-drop", L"Give the line up", drop_line);
    /* The size of the window, and Ctrl-Z. */
    (void)library.el_set(e->edit, EL_SIGNAL, 1);
    bind_keys(e->edit);
    /* ~/.editrc: a user may like vi's keys better. */
    (void)library.el_source(e->edit, NULL);
    (void)library.el_set(e->edit, EL_SETTY, "-d", "intr=", NULL);
    return true;
}

line_editor *line_editor_new(const line_editor_hooks *hooks)
{
    line_editor *e = calloc(1, sizeof(*e));

    if (e == NULL || !libedit_functions_bind(&library)) {
        free(e);
        return NULL;
    }
    e->hooks = *hooks;
    if (set_up(e))
        return e;
    line_editor_free(e);
    return NULL;
}

line_outcome line_editor_read(line_editor *e, const char *prompt, const char **line)
{
    int bytes = 0;

    e->prompt = prompt;
    e->is_dropped = false;
    e->is_idle = false;
    free(e->line);
    e->line = NULL;
    /* Before the prompt: what is typed as soon as it is seen would be echoed by the terminal, too. */
    (void)library.el_set(e->edit, EL_PREP_TERM, 1);
    const char *typed = library.el_gets(e->edit, &bytes);
    if (e->is_dropped)
        return LINE_DROPPED;
    if (typed == NULL || bytes <= 0)
        return LINE_END;
    /* libedit counts what follows a NUL, too, and does not give it. */
    size_t length = strlen(typed);
    e->line = strndup(typed, length > 0 && typed[length - 1] == '\n' ? length - 1 : length);
    *line = e->line;
    return e->line == NULL ? LINE_END : LINE_READ;
}

void line_editor_remember(line_editor *e, const char *entry)
{
    HistEvent event;

    (void)library.history(e->history, &event, H_ENTER, entry);
}

void line_editor_free(line_editor *e)
{
    if (e == NULL)
        return;
    if (e->edit != NULL)
        library.el_end(e->edit);
    if (e->history != NULL)
        library.history_end(e->history);
    free(e->line);
    free(e);
}
