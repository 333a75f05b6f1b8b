/*
 * Lines typed on a terminal, with what belongs to typing: moving, history, completion, Ctrl-C. The library that does the work, libedit,
 * is known here alone.
 */
#ifndef CLI_LINE_EDITOR_H
#define CLI_LINE_EDITOR_H

#include <stddef.h>
#include <stdint.h>

#include "completion.h"

typedef struct line_editor_hooks {
    /* Fills `out` with what the end of the text may become: the line up to the cursor. */
    void (*complete)(const char *text, size_t bytes, completion *out, void *payload);
    /* No key came for so long. */
    void (*idle)(void *payload);
    int idle_ms;
    void *payload;
} line_editor_hooks;

typedef enum line_outcome {
    LINE_READ,
    /* Ctrl-C: the line is given up. */
    LINE_DROPPED,
    /* Ctrl-D on an empty line, the end of the terminal, or a signal that ends the process. */
    LINE_END
} line_outcome;

typedef struct line_editor line_editor;

/* On standard input and output. After interrupt_outlive. NULL where it could not be made. */
line_editor *line_editor_new(const line_editor_hooks *hooks);

/*
 * `*line` is without its end, owned by the editor, and valid until the next read. A byte 1 in the prompt begins and ends what takes no
 * room on the screen.
 */
line_outcome line_editor_read(line_editor *e, const char *prompt, const char **line);

/* Puts an entry into the history that the arrow keys go through. */
void line_editor_remember(line_editor *e, const char *entry);

void line_editor_free(line_editor *e);

#endif
