/*
 * A range of a plain file, read as whole lines.
 *
 * Files are cut into ranges of equal size, whatever lies at their borders. A line belongs to the range in which it
 * begins: the range's reader passes over the line that came in from the left, and reads on past the range's end
 * until its last line is whole. So no thread waits for another.
 */
#ifndef PARSE_RANGE_H
#define PARSE_RANGE_H

#include <stddef.h>
#include <stdint.h>

#include "mpdata/error.h"
#include "parse/block.h"
#include "source/file.h"

typedef struct range {
    const source_file *file;
    size_t source;
    uint64_t begin;
    uint64_t end;
} range;

/*
 * The range's lines into `b`, whose memory is used again; there may be none. A line longer than RECORD_MAX_BYTES comes
 * cut, but longer than that.
 */
mpdata_status range_read(const range *r, block *b, mpdata_error *error);

#endif
