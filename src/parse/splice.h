/*
 * The text of a JSON object without a few of its keys, every other byte as it was. For src/parse.
 */
#ifndef PARSE_SPLICE_H
#define PARSE_SPLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/*
 * Members are named in their order, by the place of their key's opening quote. A cut reaches from there to
 * the next key; the cuts at the end reach from the comma before them to the end of the last value.
 */
typedef struct splice {
    const char *line;
    /* From here on the line is not copied yet. */
    size_t kept_from;
    bool is_cutting;
    bool has_kept;
    buffer text;
} splice;

#define SPLICE_INIT                                                                                \
    {                                                                                              \
        NULL, 0, false, false, BUFFER_INIT                                                         \
    }

/* `begin` is the place of the opening brace. */
void splice_begin(splice *s, const char *line, size_t begin);
void splice_keep(splice *s, size_t key_offset);
/* False, here and below, where memory ran out. */
bool splice_cut(splice *s, size_t key_offset);
/* `end` lies behind the closing brace. The text is then in `s->text`. */
bool splice_end(splice *s, size_t end);

#endif
