#include "harness.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "parse/line_cutter.h"
#include "parse/record.h"

/* Of the additions to buffers, the one that has no memory, counted down; 0 for none. */
static int failing_addition;

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
bool __real_buffer_append(buffer *b, const void *data, size_t bytes);
bool __wrap_buffer_append(buffer *b, const void *data, size_t bytes);

bool __wrap_buffer_append(buffer *b, const void *data, size_t bytes)
{
    return (failing_addition == 0 || --failing_addition > 0) &&
           __real_buffer_append(b, data, bytes);
}

/* NOLINTEND(bugprone-reserved-identifier) */

/* Feeds the text in pieces of `piece` bytes; there is room for all blocks, so nobody waits. */
static block_queue *cut(const char *data, size_t bytes, size_t piece, size_t block_bytes)
{
    block_queue *queue = block_queue_new(bytes < 100 ? bytes + 2 : 100, NULL);
    line_cutter cutter;

    assert_non_null(queue);
    line_cutter_begin(&cutter, queue, 3, block_bytes);
    for (size_t at = 0; at < bytes;) {
        size_t room = 0;
        char *to = line_cutter_room(&cutter, &room);
        size_t part = piece < bytes - at ? piece : bytes - at;

        assert_non_null(to);
        assert_true(room > 0);
        part = part < room ? part : room;
        memcpy(to, data + at, part);
        assert_int_equal(line_cutter_add(&cutter, part, part), LINE_CUTTER_OK);
        at += part;
    }
    assert_int_equal(line_cutter_finish(&cutter), LINE_CUTTER_OK);
    block_queue_end(queue, MPDATA_OK, NULL);
    line_cutter_dispose(&cutter);
    return queue;
}

/* Every line as "number@offset:text|". */
static void collect(block_queue *queue, buffer *out)
{
    block b = BLOCK_INIT;
    block_line line;
    bool more = false;

    while (block_queue_take(queue, &b, &more, NULL) == MPDATA_OK && more)
        while (block_next_line(&b, &line)) {
            assert_int_equal(line.sequence, block_sequence(3, line.offset));
            assert_true(buffer_append_format(out, "%d@%d:%.*s|", (int)line.number, (int)line.offset,
                                             (int)line.bytes, line.data));
        }
    assert_true(buffer_terminate(out));
    block_dispose(&b);
}

static void assert_lines(const char *text, const char *wanted)
{
    for (size_t piece = 1; piece < 12; piece++)
        for (size_t block_bytes = 1; block_bytes < 40; block_bytes++) {
            buffer lines = BUFFER_INIT;
            block_queue *queue = cut(text, strlen(text), piece, block_bytes);

            collect(queue, &lines);
            if (strcmp(lines.data, wanted) != 0)
                fail_msg("pieces of %d, blocks of %d: %s instead of %s", (int)piece,
                         (int)block_bytes, lines.data, wanted);
            block_queue_free(queue);
            buffer_dispose(&lines);
        }
}

static void every_line_comes_once_wherever_pieces_and_blocks_end(void **state)
{
    (void)state;
    assert_lines("one\ntwo\nthree\n", "1@0:one|2@4:two|3@8:three|");
    assert_lines("a long first line\nb\n\nc", "1@0:a long first line|2@18:b|4@21:c|");
    assert_lines("\n\r\n\nx\r\n", "4@4:x|");
    assert_lines("x", "1@0:x|");
    assert_lines("", "");
}

static void a_byte_order_mark_counts_at_the_very_start_alone(void **state)
{
    (void)state;
    assert_lines("\xEF\xBB\xBF"
                 "a\n\xEF\xBB\xBF"
                 "b\n",
                 "1@3:a|2@5:\xEF\xBB\xBF"
                 "b|");
}

static void a_line_past_the_limit_comes_cut_and_the_next_one_whole(void **state)
{
    size_t long_bytes = RECORD_MAX_BYTES + ((size_t)2 << 20);
    char *data = malloc(long_bytes + 5);
    block b = BLOCK_INIT;
    block_line line;
    bool more = false;

    (void)state;
    assert_non_null(data);
    memset(data, 'x', long_bytes);
    memcpy(data + long_bytes, "\ny\nz\n", 5);
    block_queue *queue = cut(data, long_bytes + 5, (size_t)1 << 20, LINE_CUTTER_BLOCK_BYTES);
    assert_int_equal(block_queue_take(queue, &b, &more, NULL), MPDATA_OK);
    assert_true(more && block_next_line(&b, &line));
    assert_true(line.bytes > RECORD_MAX_BYTES && line.bytes < long_bytes);
    assert_int_equal(line.number, 1);
    assert_int_equal(block_queue_take(queue, &b, &more, NULL), MPDATA_OK);
    assert_true(more && block_next_line(&b, &line));
    assert_int_equal(line.offset, long_bytes + 1);
    assert_int_equal(line.number, 2);
    assert_true(block_next_line(&b, &line));
    assert_int_equal(line.number, 3);
    block_dispose(&b);
    block_queue_free(queue);
    free(data);
}

static void what_is_stored_is_accounted_for(void **state)
{
    block_queue *queue = cut("one\ntwo\nthree\n", 14, 3, 5);
    block b = BLOCK_INIT;
    uint64_t input_bytes = 0;
    bool more = true;

    (void)state;
    while (block_queue_take(queue, &b, &more, NULL) == MPDATA_OK && more)
        input_bytes += b.input_bytes;
    assert_int_equal(input_bytes, 14);
    block_dispose(&b);
    block_queue_free(queue);
}

static void a_failure_comes_behind_the_blocks_before_it(void **state)
{
    block_queue *queue = block_queue_new(2, NULL);
    mpdata_error failure = {.code = MPDATA_ERROR_IO, .message = "the disk is gone"};
    mpdata_error error;
    block b = BLOCK_INIT;
    bool more = false;

    (void)state;
    assert_true(buffer_append(&b.data, "x\n", 2));
    assert_true(block_queue_put(queue, &b));
    block_queue_end(queue, MPDATA_ERROR_IO, &failure);
    assert_int_equal(block_queue_take(queue, &b, &more, &error), MPDATA_OK);
    assert_true(more);
    assert_int_equal(block_queue_take(queue, &b, &more, &error), MPDATA_ERROR_IO);
    assert_false(more);
    assert_string_equal(error.message, "the disk is gone");
    assert_int_equal(block_queue_take(queue, &b, &more, NULL), MPDATA_ERROR_IO);
    block_dispose(&b);
    block_queue_free(queue);
}

/* The bytes behind the last whole line are kept twice over: on the way, and in the next block. */
static void a_line_that_memory_lacks_for_is_not_dropped_unseen(void **state)
{
    (void)state;
    for (int addition = 1; addition <= 2; addition++) {
        block_queue *queue = block_queue_new(2, NULL);
        line_cutter cutter;
        size_t room = 0;

        line_cutter_begin(&cutter, queue, 3, 4);
        memcpy(line_cutter_room(&cutter, &room), "a\nbc", 4);
        assert_int_equal(room, 4);
        failing_addition = addition;
        assert_int_equal(line_cutter_add(&cutter, 4, 4), LINE_CUTTER_MEMORY);
        assert_int_equal(failing_addition, 0);
        line_cutter_dispose(&cutter);
        block_queue_free(queue);
    }
}

static void nobody_waits_once_interrupted_or_stopped(void **state)
{
    atomic_bool interrupted = true;
    block_queue *queue = block_queue_new(1, &interrupted);
    block b = BLOCK_INIT;
    bool more = true;

    (void)state;
    assert_int_equal(block_queue_take(queue, &b, &more, NULL), MPDATA_ERROR_INTERRUPTED);
    assert_false(more);
    assert_false(block_queue_put(queue, &b));
    atomic_store(&interrupted, false);
    assert_true(block_queue_put(queue, &b));
    atomic_store(&interrupted, true);
    assert_false(block_queue_put(queue, &b));
    atomic_store(&interrupted, false);
    block_queue_stop(queue);
    assert_false(block_queue_put(queue, &b));
    block_dispose(&b);
    block_queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_comes_once_wherever_pieces_and_blocks_end),
        cmocka_unit_test(a_byte_order_mark_counts_at_the_very_start_alone),
        cmocka_unit_test(a_line_past_the_limit_comes_cut_and_the_next_one_whole),
        cmocka_unit_test(what_is_stored_is_accounted_for),
        cmocka_unit_test(a_failure_comes_behind_the_blocks_before_it),
        cmocka_unit_test(a_line_that_memory_lacks_for_is_not_dropped_unseen),
        cmocka_unit_test(nobody_waits_once_interrupted_or_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
