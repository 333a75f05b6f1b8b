/*
 * Times: what is one, and which one, is told the same way by two readers.
 */
#include "fuzz.h"
#include "plain_time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    char *text = fuzz_copy(&input);
    int64_t got = 0;
    int64_t wanted = 0;

    CLAIM(timestamp_from_number(text, bytes, &got) == plain_time_of_number(text, bytes, &wanted));
    if (plain_time_of_number(text, bytes, &wanted) == TIMESTAMP_OK)
        CLAIM(got == wanted);
    timestamp_status status = timestamp_from_iso8601(text, bytes, &got);
    CLAIM(status == plain_time_of_iso8601(text, bytes, &wanted));
    if (status == TIMESTAMP_OK)
        CLAIM(got == wanted && timestamp_is_in_range(got));
    free(text);
    return 0;
}
