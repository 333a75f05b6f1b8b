/*
 * An export cut at any byte is an error that says where, and leaves nothing, or it is a whole export: never a part of
 * one. Whole means: behind the last record that is complete there is nothing, or line ends and blanks.
 *
 * So a plain file is a whole and shorter export where it is cut between the closing brace of a record and the first byte
 * of the next one, and at no other byte. A compressed one has to end where a member or a frame ends, which can't be told
 * from a file that was meant to end there; then the same holds for the text that came out of it.
 */
#include "store/load_fixture.h"

#include "compress_fixture.h"

/* A line: the record, and what is between it and the next one. */
typedef struct cut_line {
    const char *record;
    const char *behind;
} cut_line;

/* Short and long, CR LF, blank lines, text of two and of four bytes, no end of the last line. */
static const cut_line lines[] = {
    {"{\"event\":\"A\",\"properties\":{\"time\":1,\"distinct_id\":\"u\",\"$insert_id\":\"1\"}}",
     "\n"},
    {"{\"event\":\"B\",\"properties\":{\"time\":2,\"$insert_id\":\"2\",\"a\":[{}]}}", "\r\n"},
    {"{\"event\":\"C\",\"properties\":{\"time\":3,\"$insert_id\":\"3\",\"e\":"
     "\"\xC3\xA9\xF0\x9F\x98\x80\"}}",
     "\n\n \t\r\n"},
    {" {\"properties\":{\"time\":4e0,\"$insert_id\":\"\\u0034\"},\"event\":\"D\"}", ""},
};
#define LINE_COUNT (sizeof(lines) / sizeof(lines[0]))

/* What a sanitizer looks at is the same at one byte as at its neighbours. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CUT_STEP 7
#else
#define CUT_STEP 1
#endif

/* What is to come of the first bytes of the text. */
typedef struct outcome {
    /* The records that are whole. */
    size_t records;
    /* One is there in part: its line's number, from 1, and where its line begins. */
    bool is_cut;
    uint64_t number;
    size_t begin;
} outcome;

/* The cuts are what is tested here: one thread is quicker with so little. */
static mpdata_db *open_with_one_thread(void)
{
    mpdata_open_options options = MPDATA_OPEN_OPTIONS_INIT;
    mpdata_db *db = NULL;

    options.threads = 1;
    assert_int_equal(mpdata_open_memory(&options, &db, NULL), MPDATA_OK);
    return db;
}

static buffer whole_text(void)
{
    buffer text = BUFFER_INIT;

    for (size_t i = 0; i < LINE_COUNT; i++)
        assert_true(buffer_append_text(&text, lines[i].record) &&
                    buffer_append_text(&text, lines[i].behind));
    return text;
}

static outcome outcome_of(size_t bytes)
{
    outcome wanted = {.number = 1};

    for (size_t i = 0; i < LINE_COUNT && wanted.begin < bytes; i++) {
        size_t left = bytes - wanted.begin;
        size_t blanks = strspn(lines[i].record, " ");
        if (left < strlen(lines[i].record)) {
            wanted.is_cut = left > blanks;
            return wanted;
        }
        wanted.records++;
        wanted.begin += strlen(lines[i].record) + strlen(lines[i].behind);
        for (const char *at = lines[i].behind; *at != '\0'; at++)
            wanted.number += *at == '\n';
    }
    return wanted;
}

/* Bad records may be left out and lines mended: a cut is no such thing. */
static mpdata_status load_file(mpdata_db *db, const char *path, bool is_tolerant,
                               mpdata_error *error)
{
    const char *const paths[] = {path};
    mpdata_ingest_options options = MPDATA_INGEST_OPTIONS_INIT;
    char *rejects = path_in(folder, "rejects");

    options.primary_key = MPDATA_PRIMARY_KEY_NO;
    if (is_tolerant) {
        options.max_rejects = UINT64_MAX;
        options.rejects_path = rejects;
        options.repair = true;
    }
    mpdata_status status =
        mpdata_ingest_files(db, MPDATA_TABLE_EVENTS, "t", paths, 1, &options, NULL, error);
    free(rejects);
    return status;
}

static void assert_whole(mpdata_db *db, size_t records, size_t cut)
{
    const char *found =
        ask(db, "SELECT coalesce(string_agg(event_name || epoch(event_time)::INT || "
                "insert_id, '' ORDER BY event_time), '') FROM t");
    char wanted[] = "A11B22C33D44";

    wanted[3 * records] = '\0';
    if (strcmp(found, wanted) != 0)
        fail_msg("cut at byte %zu: '%s' instead of '%s'", cut, found, wanted);
    assert_int_equal(mpdata_table_drop(db, "t", NULL), MPDATA_OK);
}

static void assert_refused(mpdata_db *db, const mpdata_error *error, const char *path, size_t cut)
{
    if (error->code != MPDATA_ERROR_INPUT || !error->has_byte_offset || error->byte_offset > cut ||
        strcmp(error->source, path) != 0 || strstr(error->message, path) == NULL ||
        strstr(error->message, "byte ") == NULL)
        fail_msg("cut at byte %zu: byte %llu of '%s': %s", cut,
                 (unsigned long long)error->byte_offset, error->source, error->message);
    assert_answer(db, "SELECT string_agg(table_name, ' ' ORDER BY table_name) FROM duckdb_tables()",
                  "_loads _metadata");
    assert_answer(db, "SELECT count(*) FROM _metadata", "0");
}

/* Cuts the content behind its first `cut` bytes; wanted is NULL where it can't be whole. */
static void check_cut(mpdata_db *db, const buffer *content, size_t cut, const outcome *wanted,
                      bool is_tolerant)
{
    char *path = path_in(folder, "cut");
    mpdata_error error = {.code = MPDATA_OK};

    file_write(path, content->data, cut);
    mpdata_status status = load_file(db, path, is_tolerant, &error);
    if (wanted != NULL && !wanted->is_cut) {
        if (status != MPDATA_OK)
            fail_msg("cut at byte %zu: %s", cut, error.message);
        assert_whole(db, wanted->records, cut);
    } else {
        if (status == MPDATA_OK)
            fail_msg("cut at byte %zu, and taken for whole", cut);
        assert_refused(db, &error, path, cut);
    }
    if (wanted != NULL && wanted->is_cut) {
        assert_int_equal(error.record, wanted->number);
        assert_true(error.byte_offset >= wanted->begin);
    }
    free(path);
}

static void a_plain_file_is_whole_between_records_alone(void **state)
{
    mpdata_db *db = open_with_one_thread();
    buffer text = whole_text();
    size_t whole = 0;

    (void)state;
    for (size_t cut = 0; cut <= text.bytes; cut++) {
        outcome wanted = outcome_of(cut);
        whole += !wanted.is_cut;
        if (wanted.is_cut && cut % CUT_STEP != 0)
            continue;
        check_cut(db, &text, cut, &wanted, false);
        check_cut(db, &text, cut, &wanted, true);
    }
    /* Nothing; behind the braces and among the line ends of four lines; a blank before a record. */
    assert_int_equal(whole, 1 + 2 + 3 + 7 + 2);
    buffer_dispose(&text);
    mpdata_db_free(db);
}

static void a_cut_stream_is_refused_where_nobody_asks_why_too(void **state)
{
    char *path = path_in(folder, "cut");
    mpdata_db *db = open_with_one_thread();
    buffer text = whole_text();
    buffer content = BUFFER_INIT;

    (void)state;
    add_gzip(&content, text.data, text.bytes);
    file_write(path, content.data, content.bytes - 1);
    assert_int_equal(load_file(db, path, false, NULL), MPDATA_ERROR_INPUT);
    assert_answer(db, "SELECT count(*) FROM _metadata", "0");
    buffer_dispose(&content);
    buffer_dispose(&text);
    mpdata_db_free(db);
    free(path);
}

typedef void (*compress)(buffer *to, const void *data, size_t bytes);

/* A stream of parts that are compressed each by itself, and begin at the places of the text that are named. */
static void check_compressed(compress add, const size_t *begins, size_t count)
{
    mpdata_db *db = open_with_one_thread();
    buffer text = whole_text();
    buffer content = BUFFER_INIT;
    size_t cut = 0;

    for (size_t i = 0; i < count; i++) {
        size_t end = i + 1 < count ? begins[i + 1] : text.bytes;
        outcome wanted = outcome_of(begins[i]);
        add(&content, text.data + begins[i], end - begins[i]);
        check_cut(db, &content, cut, &wanted, i % 2 == 0);
        for (cut++; cut < content.bytes; cut += CUT_STEP)
            check_cut(db, &content, cut, NULL, cut % 2 == 0);
        cut = content.bytes;
    }
    outcome wanted = outcome_of(text.bytes);
    check_cut(db, &content, cut, &wanted, false);
    buffer_dispose(&content);
    buffer_dispose(&text);
    mpdata_db_free(db);
}

static void a_gzip_file_of_one_member_is_whole_at_its_end_alone(void **state)
{
    static const size_t begins[] = {0};

    (void)state;
    check_compressed(add_gzip, begins, 1);
}

static void a_zstd_file_of_one_frame_is_whole_at_its_end_alone(void **state)
{
    static const size_t begins[] = {0};

    (void)state;
    check_compressed(add_zstd, begins, 1);
}

/* Parts that begin with a line, within a record, between CR and LF, and in the midst of a character. */
static void check_parts(compress add)
{
    const size_t first = strlen(lines[0].record) + strlen(lines[0].behind);
    const size_t second = first + strlen(lines[1].record) + strlen(lines[1].behind);
    const size_t character =
        second + (size_t)(strchr(lines[2].record, '\xC3') - lines[2].record) + 1;
    const size_t begins[] = {0, first, first + 20, second - 1, character};

    check_compressed(add, begins, sizeof(begins) / sizeof(begins[0]));
}

static void a_gzip_file_of_several_members_is_whole_where_one_ends_between_records(void **state)
{
    (void)state;
    check_parts(add_gzip);
}

static void a_zstd_file_of_several_frames_is_whole_where_one_ends_between_records(void **state)
{
    (void)state;
    check_parts(add_zstd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_file_is_whole_between_records_alone),
        cmocka_unit_test(a_cut_stream_is_refused_where_nobody_asks_why_too),
        cmocka_unit_test(a_gzip_file_of_one_member_is_whole_at_its_end_alone),
        cmocka_unit_test(a_zstd_file_of_one_frame_is_whole_at_its_end_alone),
        cmocka_unit_test(a_gzip_file_of_several_members_is_whole_where_one_ends_between_records),
        cmocka_unit_test(a_zstd_file_of_several_frames_is_whole_where_one_ends_between_records),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
