/*
 * Lines: whatever pieces the bytes come in, each line comes once, whole, with its number and its offset.
 */
#include <string.h>

#include "fuzz.h"
#include "parse/line_cutter.h"

static void cut(block_queue *queue, fuzz_input input, size_t piece, size_t block_bytes)
{
    line_cutter cutter;

    line_cutter_begin(&cutter, queue, 3, block_bytes);
    while (input.bytes > 0) {
        size_t room = 0;
        char *to = line_cutter_room(&cutter, &room);
        size_t part = input.bytes < piece ? input.bytes : piece;

        CLAIM(to != NULL && room > 0);
        part = part < room ? part : room;
        memcpy(to, input.data, part);
        CLAIM(line_cutter_add(&cutter, part, part) == LINE_CUTTER_OK);
        input.data += part;
        input.bytes -= part;
    }
    CLAIM(line_cutter_finish(&cutter) == LINE_CUTTER_OK);
    block_queue_end(queue, MPDATA_OK, NULL);
    line_cutter_dispose(&cutter);
}

/* What is not handed out yet, as a plain reading of the whole. */
typedef struct plain_lines {
    const char *data;
    size_t bytes;
    size_t at;
    uint64_t number;
} plain_lines;

static bool is_blank(const char *data, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (data[i] != ' ' && data[i] != '\t')
            return false;
    return true;
}

static bool next_line(plain_lines *p, block_line *out)
{
    while (p->at < p->bytes) {
        size_t end = p->at;
        while (end < p->bytes && p->data[end] != '\n')
            end++;
        *out = (block_line){.data = p->data + p->at,
                            .bytes = end - p->at,
                            .offset = p->at,
                            .number = ++p->number,
                            .is_open = end == p->bytes};
        if (out->bytes > 0 && out->data[out->bytes - 1] == '\r')
            out->bytes--;
        p->at = end + 1;
        if (!is_blank(out->data, out->bytes))
            return true;
    }
    return false;
}

static void compare(block_queue *queue, plain_lines *wanted)
{
    block b = BLOCK_INIT;
    block_line line;
    block_line plain;
    uint64_t input_bytes = 0;
    bool more = false;

    if (wanted->bytes >= 3 && memcmp(wanted->data, "\xEF\xBB\xBF", 3) == 0)
        wanted->at = 3;
    while (block_queue_take(queue, &b, &more, NULL) == MPDATA_OK && more) {
        input_bytes += b.input_bytes;
        while (block_next_line(&b, &line)) {
            CLAIM(next_line(wanted, &plain));
            CLAIM(line.bytes == plain.bytes && memcmp(line.data, plain.data, line.bytes) == 0);
            CLAIM(line.offset == plain.offset && line.number == plain.number);
            CLAIM(line.is_open == plain.is_open);
        }
    }
    CLAIM(!next_line(wanted, &plain));
    CLAIM(input_bytes == wanted->bytes);
    block_dispose(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    size_t piece = 1 + fuzz_take(&input, 40);
    size_t block_bytes = 1 + fuzz_take(&input, 80);
    /* As many blocks as the input can make: nobody waits. */
    block_queue *queue = block_queue_new(input.bytes + 1, NULL);

    CLAIM(queue != NULL);
    char *text = fuzz_copy(&input);
    plain_lines wanted = {text, input.bytes, 0, 0};
    cut(queue, input, piece, block_bytes);
    compare(queue, &wanted);
    block_queue_free(queue);
    free(text);
    return 0;
}
