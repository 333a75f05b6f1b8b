#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row_writer.h"

/* Longer than what a writer gathers, however it is escaped. */
enum { LONG_BYTES = 3 * WRITE_BUFFER_BYTES + 1 };

/* `count` times the text. The caller frees it. */
static char *repeat(const char *text, size_t count)
{
    size_t bytes = strlen(text);
    char *out = malloc(bytes * count + 1);

    assert_non_null(out);
    for (size_t i = 0; i < count; i++)
        memcpy(out + i * bytes, text, bytes);
    out[bytes * count] = '\0';
    return out;
}

/* Two columns and one row: a cell of `count` times `piece`, and "end". The caller frees it. */
static char *write_row(row_format format, const char *piece, size_t count)
{
    const row_column columns[] = {{"a", MPDATA_COLUMN_TEXT, false},
                                  {"b", MPDATA_COLUMN_TEXT, false}};
    char *out = NULL;
    char *cell = repeat(piece, count);
    const mpdata_text texts[] = {{cell, strlen(cell)}, {"end", 3}};
    size_t bytes = 0;
    FILE *stream = open_memstream(&out, &bytes);
    row_writer *w = row_writer_new(format, stream, 0);

    assert_non_null(w);
    assert_true(w->methods->begin(w, columns, 2));
    assert_true(w->methods->cell(w, 0, &texts[0]));
    assert_true(w->methods->cell(w, 1, &texts[1]));
    assert_true(w->methods->end_row(w));
    assert_true(w->methods->finish(w));
    w->methods->free(w);
    assert_int_equal(fclose(stream), 0);
    free(cell);
    return out;
}

static void check_row(row_format format, const char *piece, size_t count, const char *before,
                      const char *written_piece, const char *after)
{
    char *written = write_row(format, piece, count);
    char *middle = repeat(written_piece, count);
    const char *at = written + strlen(before);

    assert_memory_equal(written, before, strlen(before));
    assert_memory_equal(at, middle, strlen(middle));
    assert_string_equal(at + strlen(middle), after);
    free(middle);
    free(written);
}

static void a_csv_field_of_any_length_has_its_quotes_doubled(void **state)
{
    (void)state;
    check_row(ROW_FORMAT_CSV, "\"", LONG_BYTES, "a,b\r\n\"", "\"\"", "\",end\r\n");
    check_row(ROW_FORMAT_CSV, "ab\"cd", LONG_BYTES / 5, "a,b\r\n\"", "ab\"\"cd", "\",end\r\n");
    check_row(ROW_FORMAT_CSV, "x", LONG_BYTES, "a,b\r\n", "x", ",end\r\n");
}

static void a_csv_field_that_a_reader_could_cut_or_strip_has_quotes(void **state)
{
    static const char *const pieces[] = {",", "\"\"", "\r", "\n", " x", "x "};
    static const char *const written[] = {",", "\"\"\"\"", "\r", "\n", " x", "x "};

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
        check_row(ROW_FORMAT_CSV, pieces[i], 1, "a,b\r\n\"", written[i], "\",end\r\n");
    check_row(ROW_FORMAT_CSV, "x y", 1, "a,b\r\n", "x y", ",end\r\n");
}

/* A statement that has no columns has no header, nor the line of one. */
static void no_columns_are_no_text(void **state)
{
    static const row_format formats[] = {ROW_FORMAT_CSV, ROW_FORMAT_TSV, ROW_FORMAT_MARKDOWN};

    (void)state;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        char *out = NULL;
        size_t bytes = 0;
        FILE *stream = open_memstream(&out, &bytes);
        row_writer *w = row_writer_new(formats[i], stream, 0);

        assert_non_null(w);
        assert_true(w->methods->begin(w, NULL, 0));
        assert_true(w->methods->finish(w));
        w->methods->free(w);
        assert_int_equal(fclose(stream), 0);
        assert_string_equal(out, "");
        free(out);
    }
}

static void a_tsv_field_of_any_length_is_escaped(void **state)
{
    (void)state;
    check_row(ROW_FORMAT_TSV, "\t", LONG_BYTES, "a\tb\n", "\\t", "\tend\n");
    check_row(ROW_FORMAT_TSV, "x", LONG_BYTES, "a\tb\n", "x", "\tend\n");
}

static void a_markdown_field_of_any_length_is_escaped(void **state)
{
    (void)state;
    check_row(ROW_FORMAT_MARKDOWN, "<", LONG_BYTES, "| a | b |\n|---|---|\n| ", "&lt;",
              " | end |\n");
    check_row(ROW_FORMAT_MARKDOWN, "x", LONG_BYTES, "| a | b |\n|---|---|\n| ", "x", " | end |\n");
}

static void a_json_value_of_any_length_stays_as_it_is(void **state)
{
    (void)state;
    check_row(ROW_FORMAT_JSONL, "7", LONG_BYTES, "{\"a\":", "7", ",\"b\":end}\n");
    check_row(ROW_FORMAT_JSON, "7", LONG_BYTES, "[\n{\"a\":", "7", ",\"b\":end}\n]\n");
}

/* Of what takes nothing: the stream has no buffer of its own. */
static row_writer *begin_on_full_disk(row_format format, FILE **stream)
{
    const row_column column = {"a", MPDATA_COLUMN_TEXT, false};

    *stream = fopen("/dev/full", "w");
    assert_non_null(*stream);
    row_writer *w = row_writer_new(format, *stream, 0);
    assert_non_null(w);
    assert_int_equal(setvbuf(*stream, NULL, _IONBF, 0), 0);
    assert_true(w->methods->begin(w, &column, 1));
    return w;
}

/* At the latest when it is finished: nothing is lost without a word. */
static void a_stream_that_takes_nothing_is_noticed(void **state)
{
    static const row_format formats[] = {ROW_FORMAT_CSV, ROW_FORMAT_TSV, ROW_FORMAT_MARKDOWN,
                                         ROW_FORMAT_JSON, ROW_FORMAT_JSONL};

    (void)state;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        FILE *stream = NULL;
        row_writer *w = begin_on_full_disk(formats[i], &stream);

        assert_true(w->methods->cell(w, 0, &(mpdata_text){"1", 1}));
        assert_true(w->methods->end_row(w));
        errno = 0;
        assert_false(w->methods->finish(w));
        assert_int_equal(errno, ENOSPC);
        w->methods->free(w);
        (void)fclose(stream);
    }
}

/* Then nothing is written any more: what follows would stand behind a gap. */
static void a_row_that_could_not_be_written_is_told_at_its_end(void **state)
{
    static const row_format formats[] = {ROW_FORMAT_CSV, ROW_FORMAT_TSV, ROW_FORMAT_MARKDOWN,
                                         ROW_FORMAT_JSON, ROW_FORMAT_JSONL};
    char *cell = repeat("x", LONG_BYTES);

    (void)state;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        FILE *stream = NULL;
        row_writer *w = begin_on_full_disk(formats[i], &stream);

        for (int row = 0; row < 2; row++) {
            assert_true(w->methods->cell(w, 0, &(mpdata_text){cell, LONG_BYTES}));
            errno = 0;
            assert_false(w->methods->end_row(w));
            assert_int_equal(errno, ENOSPC);
        }
        errno = 0;
        assert_false(w->methods->finish(w));
        assert_int_equal(errno, ENOSPC);
        w->methods->free(w);
        (void)fclose(stream);
    }
    free(cell);
}

static void a_header_that_could_not_be_written_is_told(void **state)
{
    static const row_format formats[] = {ROW_FORMAT_CSV, ROW_FORMAT_TSV, ROW_FORMAT_MARKDOWN};
    char *name = repeat("x", LONG_BYTES);
    const row_column column = {name, MPDATA_COLUMN_NUMBER, false};

    (void)state;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        FILE *stream = fopen("/dev/full", "w");
        row_writer *w = row_writer_new(formats[i], stream, 0);

        assert_non_null(stream);
        assert_non_null(w);
        assert_false(w->methods->begin(w, &column, 1));
        w->methods->free(w);
        (void)fclose(stream);
    }
    free(name);
}

/* As write() in a stream of our own does, where it gives no reason. */
static ssize_t refuse(void *cookie, const char *data, size_t bytes)
{
    (void)cookie;
    (void)data;
    (void)bytes;
    return 0;
}

static void a_write_that_fails_without_a_reason_is_an_error_all_the_same(void **state)
{
    FILE *stream = fopencookie(NULL, "w", (cookie_io_functions_t){.write = refuse});
    row_writer *w = row_writer_new(ROW_FORMAT_CSV, stream, 0);

    (void)state;
    assert_non_null(stream);
    assert_non_null(w);
    assert_int_equal(setvbuf(stream, NULL, _IONBF, 0), 0);
    assert_true(w->methods->cell(w, 0, &(mpdata_text){"a", 1}));
    errno = 0;
    assert_false(w->methods->finish(w));
    assert_int_equal(errno, EIO);
    w->methods->free(w);
    (void)fclose(stream);
}

static char *json_of(const char *text, size_t text_bytes)
{
    char *out = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&out, &bytes);

    assert_non_null(stream);
    row_writer_json_string(stream, text, text_bytes);
    assert_int_equal(fclose(stream), 0);
    return out;
}

static void json_has_an_escape_for_each_control_character(void **state)
{
    char *out = json_of("a\"\\\n\r\t\x1f\0z", 9);

    (void)state;
    assert_string_equal(out, "\"a\\\"\\\\\\n\\r\\t\\u001f\\u0000z\"");
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_csv_field_of_any_length_has_its_quotes_doubled),
        cmocka_unit_test(a_csv_field_that_a_reader_could_cut_or_strip_has_quotes),
        cmocka_unit_test(no_columns_are_no_text),
        cmocka_unit_test(a_tsv_field_of_any_length_is_escaped),
        cmocka_unit_test(a_markdown_field_of_any_length_is_escaped),
        cmocka_unit_test(a_json_value_of_any_length_stays_as_it_is),
        cmocka_unit_test(a_stream_that_takes_nothing_is_noticed),
        cmocka_unit_test(a_row_that_could_not_be_written_is_told_at_its_end),
        cmocka_unit_test(a_header_that_could_not_be_written_is_told),
        cmocka_unit_test(a_write_that_fails_without_a_reason_is_an_error_all_the_same),
        cmocka_unit_test(json_has_an_escape_for_each_control_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
