/*
 * Records that a program pushes: what is packed comes out again, or is refused for what it holds.
 */
#include <string.h>

#include "fuzz.h"
#include "parse/block.h"
#include "parse/packed_record.h"
#include "parse/timestamp.h"
#include "plain_json.h"

static bool is_utf8(mpdata_text text)
{
    /* As a JSON string it is valid where it is UTF-8, once what JSON escapes is gone. */
    char *string = malloc(text.bytes + 2);
    CLAIM(string != NULL);
    string[0] = '"';
    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.data[i];
        bool is_escaped = (unsigned char)c < 0x20 || c == '"' || c == '\\';

        string[i + 1] = c;
        if (is_escaped)
            string[i + 1] = 'x';
    }
    string[text.bytes + 1] = '"';
    bool is_good = plain_json_is_valid((plain_text){string, text.bytes + 2}, 0);
    free(string);
    return is_good;
}

static bool is_properties(mpdata_text text)
{
    plain_text plain = {text.data, text.bytes};

    return text.bytes == 0 ||
           (plain_json_is_valid(plain, RECORD_MAX_DEPTH) && *plain_json_trim(plain).data == '{');
}

static bool is_good(const mpdata_record *r, bool is_event)
{
    bool is_named = is_event ? r->event_name.bytes > 0 && r->has_time && is_utf8(r->event_name) &&
                                   is_utf8(r->insert_id)
                             : r->distinct_id.bytes > 0;

    return is_named && is_utf8(r->distinct_id) &&
           (!r->has_time || timestamp_is_in_range(r->time_us)) && is_properties(r->properties);
}

static void claim_same(mpdata_text found, mpdata_text wanted)
{
    CLAIM(found.bytes == wanted.bytes &&
          (found.bytes == 0 || memcmp(found.data, wanted.data, wanted.bytes) == 0));
}

static void check(const mpdata_record *r, bool is_event)
{
    static record_reader *reader;
    block b = BLOCK_INIT;
    block_line packed;
    record found;
    record_fault fault;

    if (reader == NULL)
        reader = record_reader_new();
    CLAIM(reader != NULL && packed_record_append(&b.data, r));
    b.is_packed = true;
    b.end = b.data.bytes;
    CLAIM(block_next_line(&b, &packed));
    bool is_taken = (is_event ? packed_record_read_event : packed_record_read_profile)(
        reader, packed.data, packed.bytes, &found, &fault);
    CLAIM(is_taken == is_good(r, is_event));
    if (is_taken) {
        claim_same(found.event_name, r->event_name);
        claim_same(found.distinct_id, r->distinct_id);
        if (r->insert_id.bytes > 0 || !is_event)
            claim_same(found.insert_id, r->insert_id);
        else
            CLAIM(found.is_id_made && found.insert_id.bytes > 0);
        claim_same(found.properties,
                   r->properties.bytes > 0 ? r->properties : (mpdata_text){"{}", 2});
        CLAIM(found.has_time == r->has_time && (!r->has_time || found.time_us == r->time_us));
    }
    CLAIM(!block_next_line(&b, &packed));
    block_dispose(&b);
}

static mpdata_text take_text(const char **at, size_t *left, size_t wanted)
{
    mpdata_text text = {*at, wanted < *left ? wanted : *left};

    *at += text.bytes;
    *left -= text.bytes;
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    bool is_event = fuzz_take(&input, 2) == 0;
    mpdata_record r = {.has_time = fuzz_take(&input, 8) > 0};
    size_t name_bytes = fuzz_take(&input, 32);
    size_t distinct_id_bytes = fuzz_take(&input, 32);
    size_t insert_id_bytes = fuzz_take(&input, 32);
    uint64_t time = 0;

    for (int i = 0; i < 8; i++)
        time = time << 8 | fuzz_take(&input, 256);
    r.time_us = (int64_t)time;
    char *text = fuzz_copy(&input);
    const char *at = text;
    size_t left = input.bytes;
    r.event_name = take_text(&at, &left, name_bytes);
    r.distinct_id = take_text(&at, &left, distinct_id_bytes);
    r.insert_id = take_text(&at, &left, insert_id_bytes);
    r.properties = take_text(&at, &left, left);
    check(&r, is_event);
    free(text);
    return 0;
}
