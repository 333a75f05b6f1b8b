/*
 * A result as an Arrow C stream, for whatever reads Arrow: pyarrow, polars, nanoarrow, another DuckDB.
 */
#ifndef MPDATA_ARROW_H
#define MPDATA_ARROW_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "mpdata/export.h"
#include "mpdata/result.h"
#include "mpdata/write.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The structures of Arrow's C data interface and C stream interface, as Arrow's specification gives them:
 * the guards let them come from another header just as well.
 */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

/*
 * Makes `*out` a stream of the rows that are still to come, one struct array a batch. The rows are the stream's from
 * then on: mpdata_result_next is an ARGUMENT error, while the columns of the result can still be asked for. The
 * caller owns both, and frees the result with mpdata_result_free and the stream with its own release, in any order and
 * on any thread; what the stream gave out (schemas, arrays) outlives them and the database. In a child made by fork, reading is
 * an error (CLOSED), and releasing leaves the parent's query alone.
 *
 * Types are those of DuckDB's own conversion, and lose nothing: TIMESTAMP has microseconds, JSON is text with the
 * extension name arrow.json, UUID is arrow.uuid, an ENUM a dictionary; lists, structs, maps and unions are Arrow's.
 * HUGEINT is decimal128(38, 0), whose 128 bits hold all of its values. UHUGEINT, BIGNUM, BIT and TIME WITH TIME ZONE
 * are of no type that Arrow has: bytes with the extension name arrow.opaque. Cast those in the SQL to read them.
 * DuckDB's settings for Arrow (arrow_lossless_conversion, which mpdata sets; produce_arrow_string_view ...) hold as the
 * query found them.
 *
 * A callback that fails returns an errno value: ECANCELED for an interruption, ETIMEDOUT for the time limit, ENOMEM,
 * EINVAL for whatever else, and get_last_error tells more, as it does after mpdata_result_next. Interruption, time limit and
 * progress hold as they do there. The next query on the same handle and the end of the database end the stream with an error,
 * also while another thread reads from it: they wait for the batch that is being read.
 *
 * Errors: ARGUMENT for a result that was read to its end, or whose rows another stream has; QUERY, CLOSED as
 * mpdata_result_next; MEMORY.
 */
MPDATA_EXPORT mpdata_status mpdata_result_arrow_stream(mpdata_result *result,
                                                       struct ArrowArrayStream *out,
                                                       mpdata_error *error);

/*
 * What get_last_error tells, with its code, query and place: after a callback of the stream, which must be one that
 * mpdata_result_arrow_stream made, has failed. Returns the code. On the thread that uses the stream.
 */
MPDATA_EXPORT mpdata_status mpdata_arrow_stream_error(const struct ArrowArrayStream *stream,
                                                      mpdata_error *error);

/*
 * How Arrow's record batches are put together: as a stream, which needs no end to be read, or as a file with a table
 * of contents at its end (also called Feather). Both are written from front to back.
 */
typedef enum mpdata_arrow_layout {
    MPDATA_ARROW_STREAM = 0,
    MPDATA_ARROW_FILE = 1
} mpdata_arrow_layout;

/*
 * Gives the rows that are still to come to `write`, as Arrow's IPC format, a batch at a time. The types are those of
 * mpdata_result_arrow_stream, except that an ENUM is plain text.
 * Errors: as mpdata_result_arrow_stream and mpdata_result_next; IO with the text of the errno value that `write` returned.
 */
MPDATA_EXPORT mpdata_status mpdata_result_write_arrow(mpdata_result *result,
                                                      mpdata_arrow_layout layout,
                                                      mpdata_write_callback write, void *payload,
                                                      mpdata_error *error);

/*
 * Writes the rows that are still to come to a Parquet file, as DuckDB does. The file at `path` appears, or is replaced,
 * when it is complete; a failure leaves what was there. What is no ordinary file (a device) is written in place, and so
 * is a file without a name, which /proc/self/fd/N stands for.
 *
 * Types as DuckDB's Parquet has them: JSON and UUID with their names, TIMESTAMP with microseconds, an ENUM as text. HUGEINT is
 * DECIMAL(38,0). What Parquet has no exact type for is text: UHUGEINT, INTERVAL and TIME WITH TIME ZONE, inside lists and
 * structs, too. Where several columns have one name, those after the first are called name_1, name_2 ...
 *
 * The rows are read on DuckDB's threads: that is where a progress callback is called.
 * Errors: as mpdata_result_arrow_stream and mpdata_result_next; ARGUMENT for a result without columns; IO.
 */
MPDATA_EXPORT mpdata_status mpdata_result_write_parquet(mpdata_result *result, const char *path,
                                                        mpdata_error *error);

#ifdef __cplusplus
}
#endif

#endif
