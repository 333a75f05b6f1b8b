#include "harness.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "ingest/seen_keys.h"

#define KEYS 20000

static uint64_t hash_of(int key)
{
    char text[32];
    int bytes = snprintf(text, sizeof(text), "key-%d", key);

    return seen_keys_hash(text, (size_t)bytes);
}

static int add_all(seen_keys *seen, int keys)
{
    int marked = 0;

    for (int i = 0; i < keys; i++)
        marked += seen_keys_add(seen, hash_of(i));
    return marked;
}

static void a_key_that_was_added_is_always_known(void **state)
{
    const uint64_t sizes[] = {0, 1, KEYS, KEYS / 100};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        seen_keys *seen = seen_keys_new(sizes[i]);
        (void)add_all(seen, KEYS);
        assert_int_equal(add_all(seen, KEYS), KEYS);
        seen_keys_free(seen);
    }
}

static void few_new_keys_are_taken_for_known_ones(void **state)
{
    seen_keys *seen = seen_keys_new(1000000);

    (void)state;
    assert_true(add_all(seen, 1000000) < 10000);
    seen_keys_free(seen);
}

static void more_keys_than_there_is_room_for_are_no_mistake(void **state)
{
    seen_keys *seen = seen_keys_new(1);

    (void)state;
    (void)add_all(seen, 2000000);
    assert_int_equal(add_all(seen, 2000000), 2000000);
    seen_keys_free(seen);
}

typedef struct adder {
    pthread_t thread;
    seen_keys *seen;
    atomic_int *marks;
} adder;

static void *add_each(void *argument)
{
    adder *a = argument;

    for (int i = 0; i < KEYS; i++)
        if (seen_keys_add(a->seen, hash_of(i)))
            (void)atomic_fetch_add(&a->marks[i], 1);
    return NULL;
}

static void of_two_threads_with_the_same_key_one_is_told(void **state)
{
    seen_keys *seen = seen_keys_new(KEYS);
    atomic_int *marks = calloc(KEYS, sizeof(*marks));
    adder adders[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        adders[i] = (adder){.seen = seen, .marks = marks};
        assert_int_equal(pthread_create(&adders[i].thread, NULL, add_each, &adders[i]), 0);
    }
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_join(adders[i].thread, NULL), 0);
    for (size_t i = 0; i < KEYS; i++)
        assert_true(atomic_load(&marks[i]) >= 1);
    free(marks);
    seen_keys_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_that_was_added_is_always_known),
        cmocka_unit_test(few_new_keys_are_taken_for_known_ones),
        cmocka_unit_test(more_keys_than_there_is_room_for_are_no_mistake),
        cmocka_unit_test(of_two_threads_with_the_same_key_one_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
