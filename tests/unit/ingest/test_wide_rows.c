#include "harness.h"

#include "ingest/wide_rows.h"

#define VECTOR_ROWS 2048
#define KIB ((size_t)1 << 10)
#define MIB ((uint64_t)1 << 20)

typedef struct told {
    int times;
    wide_rows_room last;
} told;

static void note(void *payload, const wide_rows_room *room)
{
    told *t = payload;

    t->times++;
    t->last = *room;
}

static void add_many(wide_rows_window *window, size_t row_bytes, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        wide_rows_window_add(window, row_bytes);
    wide_rows_window_close(window);
}

static void init(wide_rows *all, wide_rows_window *window)
{
    assert_true(wide_rows_init(all));
    assert_true(wide_rows_window_init(window, all, VECTOR_ROWS));
}

static void dispose(wide_rows *all, wide_rows_window *window)
{
    wide_rows_window_dispose(window);
    wide_rows_dispose(all);
}

static void rows_of_common_width_need_no_room(void **state)
{
    wide_rows all;
    wide_rows_window window;

    (void)state;
    init(&all, &window);
    add_many(&window, 4000, 100000);
    assert_int_equal(wide_rows_needed(&all).bytes, 0);
    dispose(&all, &window);
}

/* Two of 100 KiB share a block of 256; one of 130 has a block for itself; one of 1 MiB has its own size. */
static void a_vector_of_rows_needs_the_blocks_of_their_texts(void **state)
{
    static const struct {
        size_t row_bytes;
        uint64_t least;
        uint64_t most;
    } cases[] = {
        {100 * KIB, 256 * MIB, 257 * MIB},
        {130 * KIB, 512 * MIB, 512 * MIB},
        {1024 * KIB, 2048 * MIB, 2049 * MIB},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        wide_rows all;
        wide_rows_window window;

        init(&all, &window);
        add_many(&window, cases[i].row_bytes, (size_t)3 * VECTOR_ROWS);
        assert_in_range(wide_rows_needed(&all).bytes, cases[i].least, cases[i].most);
        dispose(&all, &window);
    }
}

static void what_is_needed_does_not_grow_with_the_number_of_rows(void **state)
{
    wide_rows all;
    wide_rows_window window;

    (void)state;
    init(&all, &window);
    add_many(&window, 200 * KIB, VECTOR_ROWS);
    uint64_t before = wide_rows_needed(&all).bytes;
    add_many(&window, 200 * KIB, (size_t)20 * VECTOR_ROWS);
    assert_int_equal(wide_rows_needed(&all).bytes, before);
    dispose(&all, &window);
}

static void rows_far_apart_are_not_in_a_vector_together(void **state)
{
    wide_rows all;
    wide_rows_window window;

    (void)state;
    init(&all, &window);
    for (int i = 0; i < 50; i++) {
        wide_rows_window_add(&window, 1024 * KIB);
        add_many(&window, 500, VECTOR_ROWS);
    }
    assert_in_range(wide_rows_needed(&all).bytes, MIB, 2 * MIB);
    dispose(&all, &window);
}

static void the_room_of_all_threads_is_told_before_their_rows_are_given_away(void **state)
{
    wide_rows all;
    wide_rows_window first;
    wide_rows_window second;
    told t = {0};

    (void)state;
    init(&all, &first);
    assert_true(wide_rows_window_init(&second, &all, VECTOR_ROWS));
    wide_rows_watch(&all, note, &t);
    add_many(&first, 1024 * KIB, 20);
    assert_int_equal(t.times, 0);
    add_many(&second, 1024 * KIB, 40);
    assert_int_equal(t.times, 1);
    assert_in_range(t.last.bytes, 60 * MIB, 61 * MIB);
    assert_in_range(t.last.most_bytes, 40 * MIB, 41 * MIB);
    assert_int_equal(t.last.threads, 2);
    add_many(&first, 1024 * KIB, 100);
    assert_int_equal(t.times, 2);
    assert_in_range(t.last.bytes, 160 * MIB, 161 * MIB);
    wide_rows_window_dispose(&second);
    dispose(&all, &first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_common_width_need_no_room),
        cmocka_unit_test(a_vector_of_rows_needs_the_blocks_of_their_texts),
        cmocka_unit_test(what_is_needed_does_not_grow_with_the_number_of_rows),
        cmocka_unit_test(rows_far_apart_are_not_in_a_vector_together),
        cmocka_unit_test(the_room_of_all_threads_is_told_before_their_rows_are_given_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
