/*
 * The text of a JSON object without a few of its keys, every other byte as it was. For src/parse.
 */
#ifndef PARSE_SPLICE_H
#define PARSE_SPLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

typedef enum splice_state {
    /* No member was named yet. */
    SPLICE_START,
    SPLICE_KEEPING,
    SPLICE_CUTTING
} splice_state;

/*
 * Members are named in their order, by the place of their key's opening quote, where keeping turns to cutting or
 * back; the first one always. A cut reaches from there to the next key that is kept; the cut at the end reaches
 * from the comma before it to the end of the last value.
 */
typedef struct splice {
    const char *line;
    /* From here on the line is not copied yet. */
    size_t kept_from;
    splice_state state;
    bool has_kept;
    buffer text;
} splice;

#define SPLICE_INIT                                                                                \
    {                                                                                              \
        NULL, 0, SPLICE_START, false, BUFFER_INIT                                                  \
    }

/* `begin` is the place of the opening brace. */
void splice_begin(splice *s, const char *line, size_t begin);
/* From the member at `key_offset` on. False, here and below, where memory ran out. */
bool splice_turn(splice *s, splice_state state, size_t key_offset);
/* `end` lies behind the closing brace. The text is then in `s->text`. */
bool splice_end(splice *s, size_t end);

#endif
