#include "plain_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    plain_text text;
    size_t at;
    size_t depth_left;
} reading;

static int peek(const reading *r)
{
    return r->at < r->text.bytes ? (unsigned char)r->text.data[r->at] : -1;
}

static bool take(reading *r, int wanted)
{
    if (peek(r) != wanted)
        return false;
    r->at++;
    return true;
}

static void skip_blanks(reading *r)
{
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
        r->at++;
}

static int hex_of(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_hex4(reading *r, unsigned *out)
{
    *out = 0;
    for (int i = 0; i < 4; i++, r->at++) {
        int digit = hex_of(peek(r));
        if (digit < 0)
            return false;
        *out = *out * 16 + (unsigned)digit;
    }
    return true;
}

/* Behind the backslash. A surrogate counts only as a pair. */
static bool read_escape(reading *r, unsigned *point)
{
    static const char names[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    int c = peek(r);
    unsigned low = 0;

    r->at++;
    if (c > 0 && strchr(names, c) != NULL) {
        *point = (unsigned char)meanings[strchr(names, c) - names];
        return true;
    }
    if (c != 'u' || !read_hex4(r, point) || (*point >= 0xDC00 && *point <= 0xDFFF))
        return false;
    if (*point < 0xD800 || *point > 0xDBFF)
        return true;
    if (!take(r, '\\') || !take(r, 'u') || !read_hex4(r, &low) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* A character of UTF-8, by the table 3-7 of the Unicode standard. */
static bool read_utf8(reading *r, unsigned *point)
{
    int first = peek(r);
    int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    static const unsigned least[] = {0, 0x80, 0x800, 0x10000};

    if (first < 0 || (first >= 0x80 && first < 0xC0) || first > 0xF7)
        return false;
    *point = more == 0 ? (unsigned)first : (unsigned)first & (0x3Fu >> more);
    r->at++;
    for (int i = 0; i < more; i++, r->at++) {
        int next = peek(r);
        if (next < 0x80 || next > 0xBF)
            return false;
        *point = *point << 6 | ((unsigned)next & 0x3F);
    }
    return *point >= least[more] && *point <= 0x10FFFF && (*point < 0xD800 || *point > 0xDFFF);
}

/* One character of a string's inside. */
static bool read_character(reading *r, unsigned *point)
{
    if (take(r, '\\'))
        return read_escape(r, point);
    return peek(r) >= 0x20 && peek(r) != '"' && read_utf8(r, point);
}

static bool read_string(reading *r)
{
    unsigned point = 0;

    if (!take(r, '"'))
        return false;
    while (peek(r) != '"')
        if (!read_character(r, &point))
            return false;
    r->at++;
    return true;
}

static bool read_digits(reading *r)
{
    size_t from = r->at;

    while (peek(r) >= '0' && peek(r) <= '9')
        r->at++;
    return r->at > from;
}

static bool read_number(reading *r)
{
    (void)take(r, '-');
    if (!take(r, '0') && !read_digits(r))
        return false;
    if (take(r, '.') && !read_digits(r))
        return false;
    if (take(r, 'e') || take(r, 'E')) {
        if (!take(r, '+'))
            (void)take(r, '-');
        return read_digits(r);
    }
    return true;
}

static bool read_word(reading *r, const char *word)
{
    for (; *word != '\0'; word++)
        if (!take(r, *word))
            return false;
    return true;
}

static bool read_value(reading *r);

static bool read_key(reading *r)
{
    skip_blanks(r);
    if (!read_string(r))
        return false;
    skip_blanks(r);
    return take(r, ':');
}

static bool read_all(reading *r, int closing)
{
    r->at++;
    skip_blanks(r);
    if (take(r, closing))
        return true;
    do {
        if (closing == '}' && !read_key(r))
            return false;
        skip_blanks(r);
        if (!read_value(r))
            return false;
        skip_blanks(r);
    } while (take(r, ','));
    return take(r, closing);
}

static bool read_container(reading *r, int closing)
{
    if (r->depth_left == 0)
        return false;
    r->depth_left--;
    bool is_good = read_all(r, closing);
    r->depth_left++;
    return is_good;
}

static bool read_value(reading *r)
{
    switch (peek(r)) {
    case '{':
        return read_container(r, '}');
    case '[':
        return read_container(r, ']');
    case '"':
        return read_string(r);
    case 't':
        return read_word(r, "true");
    case 'f':
        return read_word(r, "false");
    case 'n':
        return read_word(r, "null");
    default:
        return read_number(r);
    }
}

bool plain_json_is_valid(plain_text text, size_t max_depth)
{
    reading r = {text, 0, max_depth};

    skip_blanks(&r);
    if (!read_value(&r))
        return false;
    skip_blanks(&r);
    return r.at == text.bytes;
}

plain_text plain_json_trim(plain_text text)
{
    reading r = {text, 0, 0};
    size_t end = text.bytes;

    skip_blanks(&r);
    while (end > r.at && strchr(" \t\r\n", text.data[end - 1]) != NULL && text.data[end - 1] != 0)
        end--;
    return (plain_text){text.data + r.at, end - r.at};
}

bool plain_json_next_member(plain_text object, size_t *at, plain_member *out)
{
    /* Behind the opening brace, or the member before. */
    reading r = {object, *at == 0 ? 1 : *at, SIZE_MAX};

    skip_blanks(&r);
    (void)take(&r, ',');
    skip_blanks(&r);
    if (peek(&r) == '}')
        return false;
    size_t key = r.at;
    (void)read_string(&r);
    out->key = (plain_text){object.data + key, r.at - key};
    skip_blanks(&r);
    (void)take(&r, ':');
    skip_blanks(&r);
    size_t value = r.at;
    (void)read_value(&r);
    out->value = (plain_text){object.data + value, r.at - value};
    *at = r.at;
    return true;
}

static size_t write_utf8(unsigned point, char *out)
{
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t width = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

    for (size_t i = width - 1; i > 0; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(leads[width] | point);
    return width;
}

size_t plain_json_decode(plain_text string, char *out)
{
    reading r = {string, 1, 0};
    size_t bytes = 0;
    unsigned point = 0;

    while (peek(&r) != '"' && read_character(&r, &point))
        bytes += write_utf8(point, out + bytes);
    return bytes;
}

bool plain_json_is_name(plain_text string, const char *name)
{
    char *text = malloc(string.bytes);
    size_t bytes = text == NULL ? 0 : plain_json_decode(string, text);
    bool is_same = text != NULL && bytes == strlen(name) && memcmp(text, name, bytes) == 0;

    free(text);
    return is_same;
}

bool plain_json_find(plain_text object, const char *name, plain_member *out)
{
    size_t at = 0;

    while (plain_json_next_member(object, &at, out))
        if (plain_json_is_name(out->key, name))
            return true;
    return false;
}

size_t plain_json_count(plain_text object, const char *name)
{
    plain_member member;
    size_t count = 0;

    for (size_t at = 0; plain_json_next_member(object, &at, &member);)
        count += plain_json_is_name(member.key, name);
    return count;
}
