/*
 * What a record is read with. For src/parse.
 */
#ifndef PARSE_RECORD_READER_H
#define PARSE_RECORD_READER_H

#include "parse/content_id.h"
#include "parse/json_line.h"
#include "parse/record.h"
#include "parse/splice.h"

struct record_reader {
    json_line json;
    splice properties;
    content_id made_id;
};

#endif
