/*
 * SQL as text: where it ends, how many statements it holds, and how a place in it is shown.
 */
#include <string.h>

#include "base/utf8.h"
#include "engine/sql_place.h"
#include "engine/sql_text.h"
#include "fuzz.h"

static void check_statements(const char *sql, size_t bytes)
{
    size_t count = sql_text_statement_count(sql, bytes);
    size_t trimmed = sql_text_trimmed_bytes(sql, bytes);

    CLAIM(trimmed <= bytes && (trimmed == 0) == (count == 0));
    /* What was trimmed off says nothing, and the rest is read the same without it. */
    CLAIM(sql_text_statement_count(sql, trimmed) == count);
    CLAIM(sql_text_trimmed_bytes(sql, trimmed) == trimmed);
    CLAIM(sql_text_statement_count(sql + trimmed, bytes - trimmed) == 0 || trimmed == 0);
}

/* The line breaks before the place, and the characters between the last one and the place. */
static void check_place(const char *sql, size_t bytes, size_t position)
{
    sql_place place = sql_place_at(sql, bytes, position);
    size_t lines = 1;
    size_t end = position < bytes ? position : bytes;
    size_t begin = 0;

    for (size_t i = 0; i < end; i++)
        if (sql[i] == '\n') {
            lines++;
            begin = i + 1;
        }
    CLAIM(place.line == lines);
    CLAIM(place.column >= 1 && place.column <= end - begin + 1);
}

static void check_excerpt(const char *sql, size_t bytes, size_t position)
{
    buffer excerpt = BUFFER_INIT;

    CLAIM(sql_place_append_excerpt(&excerpt, sql, bytes, position));
    const char *newline = memchr(excerpt.data, '\n', excerpt.bytes);
    CLAIM(newline != NULL && memcmp(excerpt.data, "LINE ", 5) == 0);
    CLAIM(excerpt.data[excerpt.bytes - 1] == '^');
    size_t caret = excerpt.bytes - (size_t)(newline + 1 - excerpt.data);
    CLAIM(caret <= 80 && memchr(newline + 1, '\n', caret) == NULL);
    for (size_t at = 0; at < excerpt.bytes;) {
        size_t width = utf8_sequence_bytes(excerpt.data + at, excerpt.bytes - at);
        CLAIM(width > 0);
        CLAIM((unsigned char)excerpt.data[at] >= 0x20 || excerpt.data + at == newline);
        at += width;
    }
    buffer_dispose(&excerpt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    size_t position = fuzz_take(&input, 256);
    char *sql = fuzz_copy(&input);

    check_statements(sql, input.bytes);
    check_place(sql, input.bytes, position);
    check_excerpt(sql, input.bytes, position);
    free(sql);
    return 0;
}
