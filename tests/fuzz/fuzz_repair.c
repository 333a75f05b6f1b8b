/*
 * Mending: what is JSON already stays as it is, and what was mended needs no more of it.
 */
#include <string.h>

#include "fuzz.h"
#include "parse/json_object.h"
#include "parse/repair.h"
#include "plain_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    char *line = fuzz_copy(&input);
    buffer mended = BUFFER_INIT;
    buffer again = BUFFER_INIT;
    bool is_json = plain_json_is_valid((plain_text){line, bytes}, 1000);
    bool had_memory = false;
    repair_result result = repair_line(line, bytes, &mended);

    CLAIM(result != REPAIR_MEMORY);
    CLAIM(!is_json || result == REPAIR_NOTHING);
    if (result == REPAIR_NOTHING)
        CLAIM(mended.bytes == bytes && (bytes == 0 || memcmp(mended.data, line, bytes) == 0));
    CLAIM(repair_line(mended.data, mended.bytes, &again) == REPAIR_NOTHING);
    /* Whether a text is JSON is told the same way by both readers. */
    CLAIM(json_is_valid(line, bytes, &had_memory) == (bytes > 0 && is_json) && had_memory);
    buffer_dispose(&again);
    buffer_dispose(&mended);
    free(line);
    return 0;
}
