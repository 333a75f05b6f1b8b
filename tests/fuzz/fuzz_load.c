/*
 * Whole loads: bytes and records pushed in any pieces become as many rows as a plain reading of them counts, or none.
 */
#include <string.h>

#include "fuzz.h"
#include "mpdata.h"
#include "plain_record.h"

static mpdata_db *opened;

void fuzz_end(void)
{
    (void)mpdata_db_close(opened, NULL);
}

static mpdata_db *database(void)
{
    mpdata_error error;

    if (opened != NULL)
        return opened;
    if (mpdata_open_memory(NULL, &opened, &error) != MPDATA_OK) {
        (void)fprintf(stderr, "%s\n", error.message);
        abort();
    }
    /* libFuzzer knows no end but exit(). */
    (void)atexit(fuzz_end);
    return opened;
}

static bool is_blank(plain_text line)
{
    for (size_t i = 0; i < line.bytes; i++)
        if (line.data[i] != ' ' && line.data[i] != '\t')
            return false;
    return true;
}

/* How many records the lines hold; `*is_good` turns false where one of them is none. */
static uint64_t count_records(plain_text text, bool is_event, bool *is_good)
{
    uint64_t count = 0;
    plain_record record;

    *is_good = true;
    if (text.bytes >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
        text = (plain_text){text.data + 3, text.bytes - 3};
    while (text.bytes > 0) {
        const char *newline = memchr(text.data, '\n', text.bytes);
        size_t bytes = newline == NULL ? text.bytes : (size_t)(newline - text.data);
        size_t next = bytes + (newline != NULL);
        plain_text line = {text.data, bytes - (bytes > 0 && text.data[bytes - 1] == '\r')};

        text = (plain_text){text.data + next, text.bytes - next};
        if (is_blank(line))
            continue;
        *is_good = *is_good && (is_event ? plain_record_read_event(line, &record)
                                         : plain_record_read_profile(line, &record));
        count++;
    }
    return count;
}

static mpdata_status push(mpdata_load *load, plain_text text, size_t piece)
{
    mpdata_status status = MPDATA_OK;

    while (status == MPDATA_OK && text.bytes > 0) {
        size_t part = piece < text.bytes ? piece : text.bytes;

        status = mpdata_load_push_bytes(load, text.data, part, NULL);
        text = (plain_text){text.data + part, text.bytes - part};
    }
    return status;
}

static mpdata_status load(mpdata_table_type type, plain_text text, size_t piece,
                          mpdata_ingest_report *report)
{
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    mpdata_load *l = NULL;
    mpdata_error error = {.message = ""};

    options.mode = MPDATA_INGEST_REPLACE;
    CLAIM(mpdata_load_begin(database(), type, type == MPDATA_TABLE_EVENTS ? "e" : "p", &options, &l,
                            &error) == MPDATA_OK);
    mpdata_status status = push(l, text, piece);
    if (status == MPDATA_OK)
        status = mpdata_load_commit(l, report, &error);
    mpdata_load_free(l);
    return status;
}

static int64_t count_rows(bool is_event)
{
    const char *sql = is_event ? "SELECT count(*) FROM e" : "SELECT count(*) FROM p";
    mpdata_value value = MPDATA_VALUE_INIT;
    mpdata_error error;

    if (mpdata_query_scalar(database(), sql, MPDATA_NUL_TERMINATED, NULL, 0, &value, &error) !=
        MPDATA_OK)
        return -1;
    int64_t count = value.int64;
    mpdata_value_dispose(&value);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    bool is_event = fuzz_take(&input, 2) == 0;
    size_t piece = 1 + fuzz_take(&input, 256);
    char *copy = fuzz_copy(&input);
    plain_text text = {copy, input.bytes};
    mpdata_ingest_report report = {0};
    bool is_good = false;
    uint64_t wanted = count_records(text, is_event, &is_good);
    int64_t before = count_rows(is_event);
    mpdata_status status =
        load(is_event ? MPDATA_TABLE_EVENTS : MPDATA_TABLE_PROFILES, text, piece, &report);

    CLAIM(is_good ? status == MPDATA_OK : status == MPDATA_ERROR_INPUT);
    if (is_good) {
        CLAIM(report.rows + report.duplicates == wanted);
        CLAIM(count_rows(is_event) == (int64_t)report.rows);
    } else {
        CLAIM(count_rows(is_event) == before);
    }
    free(copy);
    return 0;
}
