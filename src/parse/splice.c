#include "parse/splice.h"

void splice_begin(splice *s, const char *line, size_t begin)
{
    s->line = line;
    s->kept_from = begin;
    s->is_cutting = false;
    s->has_kept = false;
    buffer_clear(&s->text);
}

void splice_keep(splice *s, size_t key_offset)
{
    s->has_kept = true;
    if (s->is_cutting)
        s->kept_from = key_offset;
    s->is_cutting = false;
}

bool splice_cut(splice *s, size_t key_offset)
{
    if (s->is_cutting)
        return true;
    s->is_cutting = true;
    return buffer_append(&s->text, s->line + s->kept_from, key_offset - s->kept_from);
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

    if (s->is_cutting && !s->has_kept) {
        buffer_clear(&s->text);
        return buffer_append(&s->text, "{}", 2);
    }
    if (s->is_cutting) {
        drop_last_comma(s);
        from = end - 1;
        while (is_blank(s->line[from - 1]))
            from--;
    }
    return buffer_append(&s->text, s->line + from, end - from);
}
