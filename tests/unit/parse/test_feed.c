#include "folder_fixture.h"

#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#include "parse/feed.h"
#include "parse/record.h"

static feed *open_feed(const char *const *paths, size_t count, uint64_t range_bytes)
{
    mpdata_error error;
    feed *f = NULL;

    if (feed_open(paths, count, range_bytes, NULL, &f, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    return f;
}

/* Every line, one after the other, as "offset:text|". */
static void collect(feed *f, buffer *out)
{
    block b = BLOCK_INIT;
    block_line line;
    bool more = true;

    buffer_clear(out);
    while (feed_next(f, &b, &more, NULL) == MPDATA_OK && more)
        while (block_next_line(&b, &line))
            assert_true(buffer_append_format(out, "%llu:%.*s|", (unsigned long long)line.offset,
                                             (int)line.bytes, line.data));
    assert_true(buffer_terminate(out));
    block_dispose(&b);
}

static void assert_lines(const char *content, uint64_t range_bytes, const char *wanted)
{
    char *path = path_in(folder, "lines");
    const char *const paths[] = {path};
    buffer lines = BUFFER_INIT;

    file_write_text(path, content);
    feed *f = open_feed(paths, 1, range_bytes);
    collect(f, &lines);
    if (strcmp(lines.data, wanted) != 0)
        fail_msg("in ranges of %d: %s instead of %s", (int)range_bytes, lines.data, wanted);
    feed_close(f);
    buffer_dispose(&lines);
    free(path);
}

static void every_line_comes_once_wherever_ranges_end(void **state)
{
    (void)state;
    for (uint64_t range_bytes = 1; range_bytes < 40; range_bytes++) {
        assert_lines("one\ntwo\nthree\n", range_bytes, "0:one|4:two|8:three|");
        assert_lines("a long first line\nb\n\nc", range_bytes, "0:a long first line|18:b|21:c|");
        assert_lines("\n\n\nx\n", range_bytes, "3:x|");
        assert_lines("x", range_bytes, "0:x|");
    }
}

static void carriage_returns_and_blank_lines_are_no_content(void **state)
{
    (void)state;
    assert_lines("a\r\nb\r\n \t\r\n\r\nc\r", 5, "0:a|3:b|12:c|");
    assert_lines("a\rb\n", 100, "0:a\rb|");
}

static void lines_end_at_a_newline_alone(void **state)
{
    (void)state;
    assert_lines("a\xE2\x80\xA8z\xC2\x85y\x0B\x0C\n", 100, "0:a\xE2\x80\xA8z\xC2\x85y\x0B\x0C|");
}

static void a_byte_order_mark_counts_at_the_very_start_alone(void **state)
{
    (void)state;
    assert_lines("\xEF\xBB\xBF"
                 "a\n\xEF\xBB\xBF"
                 "b\n",
                 100,
                 "3:a|5:\xEF\xBB\xBF"
                 "b|");
}

static void an_empty_file_has_no_lines(void **state)
{
    (void)state;
    assert_lines("", 10, "");
}

static void files_follow_each_other(void **state)
{
    char *first = path_in(folder, "first");
    char *second = path_in(folder, "second");
    const char *const paths[] = {first, second};
    block b = BLOCK_INIT;
    block_line line;
    bool more = false;

    (void)state;
    file_write_text(first, "a\nb");
    file_write_text(second, "c\n");
    feed *f = open_feed(paths, 2, 100);
    assert_int_equal(feed_total_bytes(f), 5);
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_true(block_next_line(&b, &line) && block_next_line(&b, &line));
    assert_int_equal(line.sequence, 2);
    assert_false(block_next_line(&b, &line));
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_true(block_next_line(&b, &line));
    assert_int_equal(b.source, 1);
    assert_int_equal(line.offset, 0);
    assert_int_equal(line.sequence, block_sequence(1, 0));
    assert_string_equal(feed_source_path(f, b.source), second);
    assert_int_equal(feed_dealt_bytes(f), 5);
    block_dispose(&b);
    feed_close(f);
    free(first);
    free(second);
}

static void the_number_of_a_line_is_found_from_its_offset(void **state)
{
    char *path = path_in(folder, "numbers");
    const char *const paths[] = {path};
    uint64_t number = 0;

    (void)state;
    file_write_text(path, "one\n\nthree\nfour");
    feed *f = open_feed(paths, 1, 100);
    assert_int_equal(feed_line_number(f, 0, 0, &number, NULL), MPDATA_OK);
    assert_int_equal(number, 1);
    assert_int_equal(feed_line_number(f, 0, 5, &number, NULL), MPDATA_OK);
    assert_int_equal(number, 3);
    assert_int_equal(feed_line_number(f, 0, 11, &number, NULL), MPDATA_OK);
    assert_int_equal(number, 4);
    feed_close(f);
    free(path);
}

static void nothing_is_dealt_out_behind_the_stop(void **state)
{
    char *path = path_in(folder, "stop");
    const char *const paths[] = {path};
    buffer lines = BUFFER_INIT;

    (void)state;
    file_write_text(path, "1\n3\n5\n7\n9\n");
    feed *f = open_feed(paths, 1, 2);
    feed_stop_at(f, 5);
    feed_stop_at(f, 8);
    collect(f, &lines);
    assert_string_equal(lines.data, "0:1|2:3|4:5|");
    feed_close(f);
    buffer_dispose(&lines);
    free(path);
}

static void a_line_past_the_limit_comes_cut_but_longer_than_that(void **state)
{
    char *path = path_in(folder, "long");
    const char *const paths[] = {path};
    size_t bytes = RECORD_MAX_BYTES + ((size_t)40 << 20);
    char *content = malloc(bytes);
    block b = BLOCK_INIT;
    block_line line;
    bool more = false;

    (void)state;
    assert_non_null(content);
    memset(content, 'x', bytes);
    file_write(path, content, bytes);
    feed *f = open_feed(paths, 1, FEED_RANGE_BYTES);
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_true(more && block_next_line(&b, &line));
    assert_true(line.bytes > RECORD_MAX_BYTES);
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_false(more);
    block_dispose(&b);
    feed_close(f);
    free(content);
    free(path);
}

/* A record stands behind blanks that are more than a line may have: it is refused, and not passed over with them. */
static void a_line_past_the_limit_is_never_a_blank_one(void **state)
{
    char *path = path_in(folder, "blanks");
    const char *const paths[] = {path};
    size_t bytes = RECORD_MAX_BYTES + ((size_t)4 << 20);
    char *content = malloc(bytes);

    (void)state;
    assert_non_null(content);
    memset(content, ' ', bytes);
    memcpy(content + bytes - 3, "{}\n", 3);
    file_write(path, content, bytes);
    for (int is_counted = 0; is_counted < 2; is_counted++) {
        feed *f = open_feed(paths, 1, FEED_RANGE_BYTES);
        block b = BLOCK_INIT;
        block_line line;
        bool more = false;
        if (is_counted != 0)
            feed_count_lines(f);
        assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
        assert_true(more && block_next_line(&b, &line));
        assert_true(line.bytes > RECORD_MAX_BYTES);
        block_dispose(&b);
        feed_close(f);
    }
    free(content);
    free(path);
}

static void a_line_of_the_limit_comes_whole(void **state)
{
    char *path = path_in(folder, "limit");
    const char *const paths[] = {path};
    char *content = malloc(RECORD_MAX_BYTES + 3);
    block b = BLOCK_INIT;
    block_line line;
    bool more = false;

    (void)state;
    assert_non_null(content);
    memset(content, 'x', RECORD_MAX_BYTES);
    memcpy(content + RECORD_MAX_BYTES, "\ny\n", 3);
    file_write(path, content, RECORD_MAX_BYTES + 3);
    feed *f = open_feed(paths, 1, FEED_RANGE_BYTES);
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_true(more && block_next_line(&b, &line));
    assert_int_equal(line.bytes, RECORD_MAX_BYTES);
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_true(more && block_next_line(&b, &line));
    assert_int_equal(line.bytes, 1);
    block_dispose(&b);
    feed_close(f);
    free(content);
    free(path);
}

static void what_can_not_be_decompressed_is_refused_by_its_first_bytes(void **state)
{
    static const char *const starts[] = {"BZh9", "PK\x03\x04"};
    char *path = path_in(folder, "export.ndjson");
    const char *const paths[] = {path};
    mpdata_error error;

    (void)state;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        block b = BLOCK_INIT;
        bool more = true;
        file_write_text(path, starts[i]);
        feed *f = open_feed(paths, 1, 100);
        assert_int_equal(feed_next(f, &b, &more, &error), MPDATA_ERROR_INPUT);
        assert_non_null(strstr(error.message, "compressed"));
        assert_string_equal(error.source, path);
        feed_close(f);
        block_dispose(&b);
    }
    free(path);
}

static void assert_shrinking_is_told(const char *content, uint64_t range_bytes, off_t left_bytes)
{
    char *path = path_in(folder, "shrinking");
    const char *const paths[] = {path};
    mpdata_error error;
    block b = BLOCK_INIT;
    bool more = false;

    file_write_text(path, content);
    feed *f = open_feed(paths, 1, range_bytes);
    assert_int_equal(truncate(path, left_bytes), 0);
    assert_int_equal(feed_next(f, &b, &more, &error), MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "became shorter"));
    assert_false(more);
    block_dispose(&b);
    feed_close(f);
    free(path);
}

static void a_file_that_shrinks_meanwhile_is_an_error(void **state)
{
    (void)state;
    assert_shrinking_is_told("one\ntwo\n", 100, 2);
    /* The end of a range's last line lies behind the range. */
    assert_shrinking_is_told("a line of more than ten bytes\n", 10, 12);
}

/* One of several threads that share a feed: adds up what it gets. */
typedef struct taker {
    feed *feed;
    uint64_t lines;
    uint64_t sum;
} taker;

static void *take_all(void *payload)
{
    taker *t = payload;
    block b = BLOCK_INIT;
    block_line line;
    bool more = true;

    while (feed_next(t->feed, &b, &more, NULL) == MPDATA_OK && more)
        while (block_next_line(&b, &line)) {
            t->lines++;
            t->sum += (uint64_t)strtoull(line.data, NULL, 10);
        }
    block_dispose(&b);
    return NULL;
}

/* Writes a part of something, and leaves the pipe open. */
typedef struct pipe_filler {
    int end;
    const char *content;
    size_t bytes;
} pipe_filler;

static void *fill_pipe(void *payload)
{
    const pipe_filler *filler = payload;

    for (size_t at = 0; at < filler->bytes;) {
        ssize_t written = write(filler->end, filler->content + at, filler->bytes - at);
        if (written <= 0)
            break;
        at += (size_t)written;
    }
    return NULL;
}

/* Takes the first block of what never ends, and stops there: others who wait for the next one go on. */
static void nobody_waits_for_a_stream_behind_the_stop(void **state)
{
    int ends[2];
    char path[32];
    const char *paths[] = {path};
    taker other = {0};
    pthread_t thread;
    block b = BLOCK_INIT;
    bool more = false;
    char *content = malloc((size_t)2 << 20);

    (void)state;
    assert_non_null(content);
    memset(content, '\n', (size_t)2 << 20);
    content[1] = '1';
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    feed *f = open_feed(paths, 1, 100);
    pipe_filler filler = {ends[1], content, ((size_t)1 << 20) + 100};
    pthread_t filling;
    assert_int_equal(pthread_create(&filling, NULL, fill_pipe, &filler), 0);
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_true(more);
    other.feed = f;
    assert_int_equal(pthread_create(&thread, NULL, take_all, &other), 0);
    /* So that it waits by then; it need not. */
    (void)usleep(20000);
    feed_stop_at(f, block_sequence(0, 1));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(other.lines, 0);
    assert_int_equal(feed_next(f, &b, &more, NULL), MPDATA_OK);
    assert_false(more);
    assert_int_equal(pthread_join(filling, NULL), 0);
    block_dispose(&b);
    feed_close(f);
    (void)close(ends[0]);
    (void)close(ends[1]);
    free(content);
}

static void threads_share_the_lines_out_among_them(void **state)
{
    char *path = path_in(folder, "shared");
    const char *const paths[] = {path};
    FILE *file = fopen(path, "w");
    pthread_t threads[8];
    taker takers[8];
    uint64_t lines = 0;
    uint64_t sum = 0;

    (void)state;
    assert_non_null(file);
    for (int i = 0; i < 100000; i++)
        (void)fprintf(file, "%d\n", i);
    assert_int_equal(fclose(file), 0);
    feed *f = open_feed(paths, 1, 1000);
    for (size_t i = 0; i < 8; i++) {
        takers[i] = (taker){f, 0, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, take_all, &takers[i]), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        lines += takers[i].lines;
        sum += takers[i].sum;
    }
    assert_int_equal(lines, 100000);
    assert_int_equal(sum, UINT64_C(4999950000));
    feed_close(f);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_comes_once_wherever_ranges_end),
        cmocka_unit_test(carriage_returns_and_blank_lines_are_no_content),
        cmocka_unit_test(lines_end_at_a_newline_alone),
        cmocka_unit_test(a_byte_order_mark_counts_at_the_very_start_alone),
        cmocka_unit_test(an_empty_file_has_no_lines),
        cmocka_unit_test(files_follow_each_other),
        cmocka_unit_test(the_number_of_a_line_is_found_from_its_offset),
        cmocka_unit_test(nothing_is_dealt_out_behind_the_stop),
        cmocka_unit_test(a_line_past_the_limit_comes_cut_but_longer_than_that),
        cmocka_unit_test(a_line_past_the_limit_is_never_a_blank_one),
        cmocka_unit_test(a_line_of_the_limit_comes_whole),
        cmocka_unit_test(what_can_not_be_decompressed_is_refused_by_its_first_bytes),
        cmocka_unit_test(a_file_that_shrinks_meanwhile_is_an_error),
        cmocka_unit_test(nobody_waits_for_a_stream_behind_the_stop),
        cmocka_unit_test(threads_share_the_lines_out_among_them),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
