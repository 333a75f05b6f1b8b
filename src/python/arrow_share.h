/*
 * Arrays that are read more than once: kept here, and lent to consumers of Arrow's C interfaces as often as they ask.
 */
#ifndef PYTHON_ARROW_SHARE_H
#define PYTHON_ARROW_SHARE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpdata/arrow.h"

typedef struct arrow_share {
    atomic_size_t references;
    struct ArrowSchema schema;
    /* Struct arrays, one a batch. */
    struct ArrowArray *arrays;
    size_t count;
    size_t capacity;
    int64_t rows;
} arrow_share;

/* Holds one reference and no array; NULL where memory ran out. No GIL is needed for any of these. */
arrow_share *arrow_share_new(void);
/* Frees it with the last reference. */
void arrow_share_drop(arrow_share *share);

/* Takes the array over; false where memory ran out. */
bool arrow_share_add(arrow_share *share, struct ArrowArray *array);

/*
 * Takes the rows of `from` but for the first `skipped`, and puts them before its own. Nothing of `from` may be lent. False where
 * memory ran out.
 */
bool arrow_share_put_before(arrow_share *share, arrow_share *from, int64_t skipped);

/*
 * A stream of all arrays, with a reference of its own. Copies no values. `is_plain`: JSON is called text, for consumers to
 * whom its extension name is in the way. False where memory ran out.
 */
bool arrow_share_stream(arrow_share *share, bool is_plain, struct ArrowArrayStream *out);

#endif
