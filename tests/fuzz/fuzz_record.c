/*
 * Records: the reader takes the same lines as a plain one, and finds the same values in them. The first byte says which
 * of the four kinds of lines it is read as.
 */
#include <string.h>

#include "fuzz.h"
#include "parse/content_id.h"
#include "parse/record.h"
#include "parse/transformed_record.h"
#include "plain_record.h"

typedef struct kind {
    record_read read;
    plain_record_read read_plainly;
} kind;

static const kind kinds[] = {
    {record_read_event, plain_record_read_event},
    {record_read_profile, plain_record_read_profile},
    {transformed_record_read_event, plain_record_read_row_event},
    {transformed_record_read_profile, plain_record_read_row_profile},
};

static void claim_text(mpdata_text found, plain_text written)
{
    char *wanted = malloc(written.bytes + 1);

    CLAIM(wanted != NULL);
    size_t bytes = plain_record_decode(written, wanted);
    CLAIM(found.bytes == bytes && (bytes == 0 || memcmp(found.data, wanted, bytes) == 0));
    free(wanted);
}

static void claim_made_id(const record *found)
{
    content_id again;
    mpdata_text wanted = content_id_make(&again, found);

    CLAIM(found->insert_id.bytes == wanted.bytes &&
          memcmp(found->insert_id.data, wanted.data, wanted.bytes) == 0);
}

static void compare(const record *found, const plain_record *wanted, bool is_event)
{
    claim_text(found->event_name, wanted->event_name);
    claim_text(found->distinct_id, wanted->distinct_id);
    CLAIM(found->has_time == wanted->has_time);
    CLAIM(!found->has_time || found->time_us == wanted->time_us);
    CLAIM(plain_record_has_properties(
        wanted, (plain_text){found->properties.data, found->properties.bytes}));
    if (found->is_id_made)
        claim_made_id(found);
    else
        claim_text(found->insert_id, wanted->insert_id);
    CLAIM(!is_event || found->insert_id.bytes > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static record_reader *reader;
    fuzz_input input = {data, bytes};
    size_t which = fuzz_take(&input, 4);
    char *line = fuzz_copy(&input);
    plain_record wanted;
    record found;
    record_fault fault = {.offset = 0, .text = ""};

    if (reader == NULL)
        reader = record_reader_new();
    CLAIM(reader != NULL);
    bool is_record = kinds[which].read(reader, line, input.bytes, &found, &fault);
    CLAIM(is_record == kinds[which].read_plainly((plain_text){line, input.bytes}, &wanted));
    if (is_record)
        compare(&found, &wanted, which % 2 == 0);
    else
        CLAIM(fault.text[0] != '\0' && fault.offset <= input.bytes);
    free(line);
    return 0;
}
