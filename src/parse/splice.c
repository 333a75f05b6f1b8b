#include "parse/splice.h"

void splice_begin(splice *s, const char *line, size_t begin)
{
    s->line = line;
    s->kept_from = begin;
    s->state = SPLICE_START;
    s->has_kept = false;
    buffer_clear(&s->text);
}

bool splice_turn(splice *s, splice_state state, size_t key_offset)
{
    bool was_cutting = s->state == SPLICE_CUTTING;

    s->state = state;
    if (state == SPLICE_CUTTING)
        return buffer_append(&s->text, s->line + s->kept_from, key_offset - s->kept_from);
    s->has_kept = true;
    if (was_cutting)
        s->kept_from = key_offset;
    return true;
}

/* Takes back the comma, with the blanks around it, that led to the members cut at the end. */
static void drop_last_comma(splice *s)
{
    while (s->text.data[s->text.bytes - 1] != ',')
        s->text.bytes--;
    s->text.bytes--;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool splice_end(splice *s, size_t end)
{
    size_t from = s->kept_from;

    if (s->state == SPLICE_CUTTING && !s->has_kept) {
        buffer_clear(&s->text);
        return buffer_append(&s->text, "{}", 2);
    }
    if (s->state == SPLICE_CUTTING) {
        drop_last_comma(s);
        from = end - 1;
        while (is_blank(s->line[from - 1]))
            from--;
    }
    return buffer_append(&s->text, s->line + from, end - from);
}
