/*
 * Every line comes once and whole, wherever ranges, pieces and blocks end: at every offset of every line. What is wanted
 * comes from a plain reading of the text, byte by byte.
 */
#include "folder_fixture.h"

#include <stdbool.h>

#include "parse/feed.h"
#include "parse/line_cutter.h"

/* A mark at the start and one that is none; long, short and empty lines, blanks, CR LF, a lone CR, characters of several
 * bytes, separators that are no line ends, and no end of the last line. */
static const char text[] =
    "\xEF\xBB\xBF{\"first\":1}\r\n"
    "a line that is longer than most of the ranges and all of the blocks, and goes on for a while "
    "\xC3\xA9"
    " \xE6\x9D\xB1\xE4\xBA\xAC \xF0\x9F\x98\x80, so that it is read in many parts\n"
    "\n"
    "\r\n"
    "b\n"
    "\xEF\xBB\xBF"
    "c\r\n"
    " \t\n"
    "d\re\n"
    "\n\n\n"
    "\xE2\x80\xA8\xC2\x85\x0B\x0C\n"
    "another that is long: 0123456789 0123456789 0123456789 0123456789 0123456789\r\n"
    "\xF0\x9F\x98\x80\n"
    "the last one \xC3\xA9";
#define TEXT_BYTES (sizeof(text) - 1)

/* A range holds the mark and a byte behind it: it is of 1 MiB but in tests. */
#define LEAST_RANGE_BYTES 4

static bool is_content(const char *line, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (line[i] != ' ' && line[i] != '\t')
            return true;
    return false;
}

/* "number@offset:line|" of every line that has content; the number is 0 where nobody counts. */
static void add_line(buffer *out, bool is_counted, size_t number, size_t offset, const char *line,
                     size_t bytes)
{
    assert_true(buffer_append_format(out, "%zu@%zu:%.*s|", is_counted ? number : 0, offset,
                                     (int)bytes, line));
}

static void read_plainly(bool is_counted, buffer *out)
{
    size_t number = 1;
    size_t begin = 3;

    for (size_t at = begin; at <= TEXT_BYTES; at++) {
        if (at < TEXT_BYTES && text[at] != '\n')
            continue;
        size_t bytes = at - begin;
        if (bytes > 0 && text[at - 1] == '\r')
            bytes--;
        if (is_content(text + begin, bytes))
            add_line(out, is_counted, number, begin, text + begin, bytes);
        begin = at + 1;
        number++;
    }
    assert_true(buffer_terminate(out));
}

static void assert_same(const buffer *found, const buffer *wanted, const char *what, size_t size)
{
    if (strcmp(found->data, wanted->data) != 0)
        fail_msg("%s of %zu: %s instead of %s", what, size, found->data, wanted->data);
}

static void take_lines(block *b, bool is_counted, buffer *out)
{
    block_line line;

    while (block_next_line(b, &line))
        add_line(out, is_counted, (size_t)line.number, (size_t)line.offset, line.data, line.bytes);
}

static void check_feed(const char *path, uint64_t range_bytes, bool is_counted,
                       const buffer *wanted)
{
    buffer found = BUFFER_INIT;
    block b = BLOCK_INIT;
    feed *f = NULL;
    bool more = true;

    assert_int_equal(feed_open(&path, 1, range_bytes, NULL, &f, NULL), MPDATA_OK);
    if (is_counted)
        feed_count_lines(f);
    while (feed_next(f, &b, &more, NULL) == MPDATA_OK && more)
        take_lines(&b, is_counted, &found);
    assert_true(buffer_terminate(&found));
    assert_same(&found, wanted, "ranges", (size_t)range_bytes);
    assert_int_equal(feed_dealt_bytes(f), TEXT_BYTES);
    feed_close(f);
    block_dispose(&b);
    buffer_dispose(&found);
}

static void ranges_may_end_at_every_offset(void **state)
{
    char *path = path_in(folder, "ranges");
    buffer wanted = BUFFER_INIT;

    (void)state;
    file_write(path, text, TEXT_BYTES);
    read_plainly(false, &wanted);
    for (uint64_t range_bytes = LEAST_RANGE_BYTES; range_bytes <= TEXT_BYTES + 1; range_bytes++)
        check_feed(path, range_bytes, false, &wanted);
    buffer_dispose(&wanted);
    free(path);
}

static void a_file_whose_lines_are_counted_has_the_same_ones(void **state)
{
    char *path = path_in(folder, "counted");
    buffer wanted = BUFFER_INIT;

    (void)state;
    file_write(path, text, TEXT_BYTES);
    read_plainly(true, &wanted);
    check_feed(path, FEED_RANGE_BYTES, true, &wanted);
    buffer_dispose(&wanted);
    free(path);
}

static void add_piece(line_cutter *cutter, const char *data, size_t bytes)
{
    while (bytes > 0) {
        size_t room = 0;
        char *to = line_cutter_room(cutter, &room);

        assert_non_null(to);
        room = room < bytes ? room : bytes;
        memcpy(to, data, room);
        assert_int_equal(line_cutter_add(cutter, room, room), LINE_CUTTER_OK);
        data += room;
        bytes -= room;
    }
}

/* The text in pieces: up to `cut` of `step` bytes each, then the rest at once. Blocks are of `block_bytes`. */
static void check_pieces(size_t cut, size_t step, size_t block_bytes, const buffer *wanted)
{
    block_queue *queue = block_queue_new(TEXT_BYTES, NULL);
    buffer found = BUFFER_INIT;
    block b = BLOCK_INIT;
    line_cutter cutter;
    bool more = true;

    line_cutter_begin(&cutter, queue, 0, block_bytes);
    for (size_t at = 0; at < cut; at += step)
        add_piece(&cutter, text + at, step < cut - at ? step : cut - at);
    add_piece(&cutter, text + cut, TEXT_BYTES - cut);
    assert_int_equal(line_cutter_finish(&cutter), LINE_CUTTER_OK);
    block_queue_end(queue, MPDATA_OK, NULL);
    while (block_queue_take(queue, &b, &more, NULL) == MPDATA_OK && more)
        take_lines(&b, true, &found);
    assert_true(buffer_terminate(&found));
    assert_same(&found, wanted, "pieces, blocks", block_bytes);
    line_cutter_dispose(&cutter);
    block_queue_free(queue);
    block_dispose(&b);
    buffer_dispose(&found);
}

static void a_stream_may_be_cut_in_two_at_every_offset(void **state)
{
    static const size_t block_bytes[] = {1, 7, 64, 1000};
    buffer wanted = BUFFER_INIT;

    (void)state;
    read_plainly(true, &wanted);
    for (size_t i = 0; i < sizeof(block_bytes) / sizeof(block_bytes[0]); i++)
        for (size_t cut = 0; cut <= TEXT_BYTES; cut++)
            check_pieces(cut, TEXT_BYTES, block_bytes[i], &wanted);
    buffer_dispose(&wanted);
}

static void a_stream_may_come_byte_by_byte_with_blocks_of_every_size(void **state)
{
    buffer wanted = BUFFER_INIT;

    (void)state;
    read_plainly(true, &wanted);
    for (size_t block_bytes = 1; block_bytes <= TEXT_BYTES + 1; block_bytes++)
        check_pieces(TEXT_BYTES, 1, block_bytes, &wanted);
    buffer_dispose(&wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_may_end_at_every_offset),
        cmocka_unit_test(a_file_whose_lines_are_counted_has_the_same_ones),
        cmocka_unit_test(a_stream_may_be_cut_in_two_at_every_offset),
        cmocka_unit_test(a_stream_may_come_byte_by_byte_with_blocks_of_every_size),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
