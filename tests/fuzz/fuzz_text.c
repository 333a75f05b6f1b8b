/*
 * Values as text: numbers read back as what they were; text in JSON, in messages and on a terminal is what it should be.
 */
#include <locale.h>
#include <math.h>
#include <string.h>
#include <wchar.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "display_text.h"
#include "fuzz.h"
#include "plain_json.h"
#include "query/binary_text.h"
#include "query/number_text.h"
#include "query/time_text.h"

static uint64_t bits_of(double number)
{
    uint64_t bits = 0;

    memcpy(&bits, &number, sizeof(bits));
    return bits;
}

static void check_double(uint64_t bits)
{
    char text[NUMBER_TEXT_BYTES + 1];
    double number = 0;
    float narrow = 0;
    uint32_t narrow_bits = (uint32_t)bits;

    memcpy(&number, &bits, sizeof(number));
    char *end = number_write_double(text, number);
    CLAIM(end > text && end - text <= NUMBER_TEXT_BYTES);
    *end = '\0';
    double again = strtod(text, NULL);
    CLAIM(isnan(number) ? isnan(again) : bits_of(again) == bits_of(number));
    memcpy(&narrow, &narrow_bits, sizeof(narrow));
    end = number_write_float(text, narrow);
    CLAIM(end > text && end - text <= NUMBER_TEXT_BYTES);
    *end = '\0';
    float narrow_again = strtof(text, NULL);
    CLAIM(isnan(narrow) ? isnan(narrow_again) : bits_of(narrow_again) == bits_of(narrow));
}

static void check_integers(uint64_t bits, uint64_t high)
{
    char text[NUMBER_TEXT_BYTES + 1];
    char wanted[32];
    engine_type type = {.kind = ENGINE_DECIMAL, .decimal_width = 38};
    engine_int128 wide = {bits, (int64_t)high};

    *number_write_int64(text, (int64_t)bits) = '\0';
    (void)snprintf(wanted, sizeof(wanted), "%lld", (long long)bits);
    CLAIM(strcmp(text, wanted) == 0);
    *number_write_uint64(text, bits) = '\0';
    (void)snprintf(wanted, sizeof(wanted), "%llu", (unsigned long long)bits);
    CLAIM(strcmp(text, wanted) == 0);
    CLAIM(number_write_int128(text, wide, (bits & 1) != 0) - text <= NUMBER_TEXT_BYTES);
    type.decimal_scale = (uint8_t)(high % 39);
    CLAIM(number_write_decimal(text, wide, &type, true) - text <= NUMBER_TEXT_BYTES);
}

static void check_times(uint64_t bits, uint64_t high)
{
    static const time_unit units[] = {TIME_SECONDS, TIME_MILLISECONDS, TIME_MICROSECONDS,
                                      TIME_NANOSECONDS};
    char text[TIME_TEXT_BYTES];
    engine_interval interval = {(int32_t)bits, (int32_t)(bits >> 32), (int64_t)high};
    time_unit unit = units[high % 4];
    int32_t ahead = (int32_t)(high % 172800) - 86400;

    CLAIM(time_write_date(text, (int32_t)bits) - text <= TIME_TEXT_BYTES);
    CLAIM(time_write_timestamp(text, (int64_t)bits, unit) - text <= TIME_TEXT_BYTES);
    CLAIM(time_write_timestamp_tz(text, (int64_t)bits, units[2 + high % 2], ahead) - text <=
          TIME_TEXT_BYTES);
    CLAIM(time_write_interval(text, interval) - text <= TIME_TEXT_BYTES);
    /* Microseconds of a day above an offset of at most 16 hours, as DuckDB packs them. */
    uint64_t packed = bits % UINT64_C(86400000000) << 24 | high % 115199;
    CLAIM(time_write_time_tz(text, packed) - text <= TIME_TEXT_BYTES);
}

/* The string means the text again; a byte that is no UTF-8 means U+FFFD. */
static void check_json(const char *text, size_t bytes)
{
    buffer json = BUFFER_INIT;
    size_t at = 0;

    CLAIM(json_append_text(&json, text, bytes));
    plain_text string = {json.data, json.bytes};
    CLAIM(plain_json_is_valid(string, 0));
    char *back = malloc(json.bytes);
    CLAIM(back != NULL);
    size_t back_bytes = plain_json_decode(string, back);
    for (size_t i = 0; i < bytes;) {
        size_t width = utf8_sequence_bytes(text + i, bytes - i);
        const char *wanted = width == 0 ? "\xEF\xBF\xBD" : text + i;
        size_t wanted_bytes = width == 0 ? 3 : width;
        CLAIM(back_bytes - at >= wanted_bytes && memcmp(back + at, wanted, wanted_bytes) == 0);
        at += wanted_bytes;
        i += width == 0 ? 1 : width;
    }
    CLAIM(at == back_bytes);
    free(back);
    buffer_dispose(&json);
}

static void check_message(const char *text)
{
    mpdata_error error;

    (void)error_set(&error, MPDATA_ERROR_INPUT, "%s", text);
    for (size_t at = 0; at < strlen(error.message);) {
        size_t width = utf8_sequence_bytes(error.message + at, strlen(error.message) - at);
        unsigned char first = (unsigned char)error.message[at];
        CLAIM(width > 0 && (first == '\n' || (first >= 0x20 && first != 0x7f)));
        at += width;
    }
}

/* Nothing in it moves the cursor, and it takes the cells that it says. */
static void check_display(const char *text, size_t bytes, size_t width)
{
    display_text shown = display_text_of(text, bytes, width);
    mbstate_t state = {0};
    size_t cells = 0;

    CLAIM(shown.text != NULL);
    display_text_shorten(&shown, width);
    CLAIM(width == 0 || shown.width <= width);
    for (const char *at = shown.text; *at != '\0';) {
        wchar_t c = 0;
        size_t length = mbrtowc(&c, at, strlen(at), &state);
        CLAIM(length > 0 && length < 8 && wcwidth(c) >= 0);
        cells += (size_t)wcwidth(c);
        at += length;
    }
    CLAIM(cells == shown.width);
    display_text_dispose(&shown);
}

static void check_bytes(const char *text, size_t bytes)
{
    buffer out = BUFFER_INIT;

    CLAIM(binary_append_blob(&out, text, bytes));
    for (size_t i = 0; i < out.bytes; i++)
        CLAIM(out.data[i] >= 0x20 && out.data[i] < 0x7f);
    buffer_dispose(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const char *locale;
    fuzz_input input = {data, bytes};
    uint64_t numbers[2] = {0, 0};
    size_t width = fuzz_take(&input, 64);

    if (locale == NULL)
        locale = setlocale(LC_CTYPE, "C.UTF-8");
    for (int i = 0; i < 16; i++)
        numbers[i / 8] = numbers[i / 8] << 8 | fuzz_take(&input, 256);
    check_double(numbers[0]);
    check_integers(numbers[0], numbers[1]);
    check_times(numbers[0], numbers[1]);
    char *text = fuzz_copy_string(&input);
    check_json(text, input.bytes);
    check_message(text);
    check_display(text, input.bytes, width);
    check_bytes(text, input.bytes);
    free(text);
    return 0;
}
