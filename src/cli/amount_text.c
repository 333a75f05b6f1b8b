#include "amount_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void amount_count(char out[AMOUNT_TEXT_BYTES], uint64_t count)
{
    char digits[AMOUNT_TEXT_BYTES];
    int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);
    char *to = out;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
}

void amount_bytes(char out[AMOUNT_TEXT_BYTES], uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB"};
    double amount = (double)bytes / 1000;
    size_t unit = 0;

    if (bytes < 1000) {
        (void)snprintf(out, AMOUNT_TEXT_BYTES, "%" PRIu64 " bytes", bytes);
        return;
    }
    /* What would be shown as 1000.0 is 1.0 of the next unit. */
    while (amount >= 999.95 && unit + 1 < sizeof(units) / sizeof(units[0])) {
        amount /= 1000;
        unit++;
    }
    (void)snprintf(out, AMOUNT_TEXT_BYTES, "%.1f %s", amount, units[unit]);
}

void amount_duration(char out[AMOUNT_TEXT_BYTES], uint64_t ms)
{
    uint64_t seconds = (ms + 500) / 1000;

    if (ms < 9995)
        (void)snprintf(out, AMOUNT_TEXT_BYTES, "%.2f s", (double)ms / 1000);
    else if (ms < 59950)
        (void)snprintf(out, AMOUNT_TEXT_BYTES, "%.1f s", (double)ms / 1000);
    else if (seconds < 3600)
        (void)snprintf(out, AMOUNT_TEXT_BYTES, "%" PRIu64 " min %02" PRIu64 " s", seconds / 60,
                       seconds % 60);
    else
        (void)snprintf(out, AMOUNT_TEXT_BYTES, "%" PRIu64 " h %02" PRIu64 " min", seconds / 3600,
                       seconds / 60 % 60);
}
