#include "call_places.h"

#include <execinfo.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define MOST_PLACES 4096
#define MOST_FRAMES 64

/* FNV-1a, over addresses. */
#define HASH_START 14695981039346656037ULL
#define HASH_FACTOR 1099511628211ULL

typedef struct place {
    const char *function;
    unsigned long number;
    uint64_t hash;
} place;

static place places[MOST_PLACES];
static size_t place_count;
static bool has_begun;
/* The functions that led to the beginning lead to all places: they tell none apart. */
static void *first_frames[MOST_FRAMES];
static int first_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* The linker's: where this program, or library, begins, and where its code ends. */
extern const char __ehdr_start __attribute__((visibility("hidden")));
extern const char etext __attribute__((visibility("hidden")));

void call_places_begin(void)
{
    /* Its first call loads a library. */
    first_count = backtrace(first_frames, MOST_FRAMES);
    has_begun = true;
}

void call_places_end(void)
{
    has_begun = false;
}

size_t call_places_count(void)
{
    return place_count;
}

const char *call_places_at(size_t index, unsigned long *number)
{
    *number = places[index].number;
    return places[index].function;
}

static uint64_t hash_frames(void)
{
    void *frames[MOST_FRAMES];
    int count = backtrace(frames, MOST_FRAMES);
    uint64_t hash = HASH_START;

    for (int i = first_count; count > 0 && i > 0 && frames[count - 1] == first_frames[i - 1]; i--)
        count--;
    for (int i = 0; i < count; i++) {
        uintptr_t at = (uintptr_t)frames[i];
        if (at >= (uintptr_t)&__ehdr_start && at < (uintptr_t)&etext)
            hash = (hash ^ at) * HASH_FACTOR;
    }
    return hash;
}

void call_places_add(const char *function, unsigned long number)
{
    size_t at = 0;

    if (!has_begun)
        return;
    uint64_t hash = hash_frames();
    (void)pthread_mutex_lock(&mutex);
    while (at < place_count && (places[at].function != function || places[at].hash != hash))
        at++;
    if (at == place_count && place_count < MOST_PLACES)
        places[place_count++] = (place){function, number, hash};
    (void)pthread_mutex_unlock(&mutex);
}

void call_places_write(const char *path)
{
    char line[96];
    int fd = creat(path, 0600);

    for (size_t i = 0; i < place_count; i++) {
        int bytes = snprintf(line, sizeof(line), "%s %lu %" PRIx64 "\n", places[i].function,
                             places[i].number, places[i].hash);
        (void)!write(fd, line, (size_t)bytes);
    }
    (void)close(fd);
}
