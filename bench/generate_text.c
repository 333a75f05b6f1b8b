#include "generate_text.h"

#define TENS(d) #d "0" #d "1" #d "2" #d "3" #d "4" #d "5" #d "6" #d "7" #d "8" #d "9"
#define SIXTEENS(d) TENS(d) #d "a" #d "b" #d "c" #d "d" #d "e" #d "f"

const char text_decimal_pairs[201] =
    TENS(0) TENS(1) TENS(2) TENS(3) TENS(4) TENS(5) TENS(6) TENS(7) TENS(8) TENS(9);
const char text_hex_pairs[513] = SIXTEENS(0) SIXTEENS(1) SIXTEENS(2) SIXTEENS(3) SIXTEENS(4)
    SIXTEENS(5) SIXTEENS(6) SIXTEENS(7) SIXTEENS(8) SIXTEENS(9) SIXTEENS(a) SIXTEENS(b) SIXTEENS(c)
        SIXTEENS(d) SIXTEENS(e) SIXTEENS(f);

#define SECONDS_PER_DAY 86400

void text_uuid(text *t, uint64_t high, uint64_t low)
{
    char *begin = t->at;

    text_hex(t, high, 8);
    *t->at++ = '-';
    text_hex(t, high >> 32, 4);
    *t->at++ = '-';
    text_hex(t, high >> 48, 4);
    *t->at++ = '-';
    text_hex(t, low, 4);
    *t->at++ = '-';
    text_hex(t, low >> 16, 12);
    begin[14] = '4';
    begin[19] = "89ab"[low & 3];
}

void text_base36(text *t, uint64_t bits)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    uint64_t high = bits >> 32;
    uint64_t low = bits & UINT32_MAX;

    /* The digits are taken from the top, which needs no division. */
    for (int i = 0; i < 4; i++) {
        high *= 36;
        low *= 36;
        t->at[i] = digits[high >> 32];
        t->at[i + 4] = digits[low >> 32];
        high &= UINT32_MAX;
        low &= UINT32_MAX;
    }
    t->at += 8;
}

/* Years are counted from March, so that a leap day is the last of one. */
int64_t text_days_from_date(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

/* For days from the year 0 on. */
static void append_date(text *t, int64_t days)
{
    int64_t shifted = days + 719468;
    int64_t era = shifted / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

    text_digits(t, (uint64_t)(year_of_era + era * 400 + (month <= 2)), 4);
    *t->at++ = '-';
    text_digits(t, (uint64_t)month, 2);
    *t->at++ = '-';
    text_digits(t, (uint64_t)day, 2);
}

static int64_t day_of(int64_t seconds)
{
    int64_t days = seconds / SECONDS_PER_DAY;

    return seconds % SECONDS_PER_DAY < 0 ? days - 1 : days;
}

void text_iso_date(text *t, int64_t seconds)
{
    append_date(t, day_of(seconds));
}

void text_iso_time(text *t, int64_t seconds)
{
    int64_t days = day_of(seconds);
    uint64_t clock = (uint64_t)(seconds - days * SECONDS_PER_DAY);

    append_date(t, days);
    *t->at++ = 'T';
    text_digits(t, clock / 3600, 2);
    *t->at++ = ':';
    text_digits(t, clock / 60 % 60, 2);
    *t->at++ = ':';
    text_digits(t, clock % 60, 2);
}
