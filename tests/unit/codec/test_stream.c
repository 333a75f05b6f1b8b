#include "folder_fixture.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <isa-l/crc.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "codec/stream.h"
#include "compress_fixture.h"

/* Of zstd's calls, the one that has no memory for the frame's window, counted down; 0 for none. */
static int failing_call;

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
size_t __real_ZSTD_decompressStream(ZSTD_DStream *stream, ZSTD_outBuffer *out, ZSTD_inBuffer *in);
size_t __wrap_ZSTD_decompressStream(ZSTD_DStream *stream, ZSTD_outBuffer *out, ZSTD_inBuffer *in);

size_t __wrap_ZSTD_decompressStream(ZSTD_DStream *stream, ZSTD_outBuffer *out, ZSTD_inBuffer *in)
{
    if (failing_call > 0 && --failing_call == 0)
        return (size_t)-ZSTD_error_memory_allocation;
    return __real_ZSTD_decompressStream(stream, out, in);
}

/* NOLINTEND(bugprone-reserved-identifier) */

typedef void (*compress)(buffer *to, const void *data, size_t bytes);
static const compress compressors[] = {add_gzip, add_zstd};
#define COMPRESSOR_COUNT (sizeof(compressors) / sizeof(compressors[0]))

/* Reads a file of these bytes to its end, `step` bytes at a time; what came is in `out`. */
static mpdata_status read_in_steps(const buffer *content, size_t step, buffer *out,
                                   mpdata_error *error)
{
    char *path = path_in(folder, "stream");
    source_file file;
    size_t got = 1;
    mpdata_status status = MPDATA_OK;

    file_write(path, content->data, content->bytes);
    assert_int_equal(source_file_open(&file, path, NULL), MPDATA_OK);
    codec_stream *stream = codec_stream_new(&file);
    assert_non_null(stream);
    buffer_clear(out);
    while (status == MPDATA_OK && got > 0) {
        assert_true(buffer_reserve(out, step));
        status = codec_stream_read(stream, out->data + out->bytes, step, &got, error);
        out->bytes += got;
    }
    if (status == MPDATA_OK)
        assert_int_equal(codec_stream_input_bytes(stream), content->bytes);
    codec_stream_free(stream);
    source_file_close(&file);
    free(path);
    return status;
}

static void assert_read(const buffer *content, size_t step, const char *wanted, size_t wanted_bytes)
{
    buffer out = BUFFER_INIT;
    mpdata_error error;

    if (read_in_steps(content, step, &out, &error) != MPDATA_OK)
        fail_msg("%s", error.message);
    assert_int_equal(out.bytes, wanted_bytes);
    assert_memory_equal(out.data, wanted, wanted_bytes);
    buffer_dispose(&out);
}

static const char text[] = "{\"event\":\"A\"}\n{\"event\":\"B\"}\nand the last line";
#define TEXT_BYTES (sizeof(text) - 1)

static void plain_bytes_come_as_they_are(void **state)
{
    buffer content = BUFFER_INIT;

    (void)state;
    assert_true(buffer_append(&content, text, TEXT_BYTES));
    assert_read(&content, 1, text, TEXT_BYTES);
    assert_read(&content, 100, text, TEXT_BYTES);
    content.bytes = 0;
    assert_read(&content, 100, "", 0);
    buffer_dispose(&content);
}

static void compressed_bytes_come_plain_however_they_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMPRESSOR_COUNT; i++) {
        buffer content = BUFFER_INIT;
        compressors[i](&content, text, TEXT_BYTES);
        for (size_t step = 1; step < TEXT_BYTES + 2; step++)
            assert_read(&content, step, text, TEXT_BYTES);
        buffer_dispose(&content);
    }
}

/* Who writes a pipe: the second part comes once the first was read. */
typedef struct pipe_writer {
    const buffer *content;
    size_t cut;
    int ends[2];
} pipe_writer;

static void *write_in_two(void *payload)
{
    const pipe_writer *w = payload;
    int waiting = w->cut > 0;

    (void)!write(w->ends[1], w->content->data, w->cut);
    while (waiting > 0 && ioctl(w->ends[0], FIONREAD, &waiting) == 0)
        (void)usleep(10);
    (void)!write(w->ends[1], w->content->data + w->cut, w->content->bytes - w->cut);
    (void)close(w->ends[1]);
    return NULL;
}

static void assert_piped(const buffer *content, size_t cut)
{
    pipe_writer writer = {.content = content, .cut = cut};
    char path[32];
    char out[TEXT_BYTES + 1];
    source_file file;
    pthread_t thread;
    mpdata_error error;
    size_t bytes = 0;
    size_t got = 1;

    assert_int_equal(pipe(writer.ends), 0);
    (void)snprintf(path, sizeof(path), "/dev/fd/%d", writer.ends[0]);
    assert_int_equal(source_file_open(&file, path, NULL), MPDATA_OK);
    assert_int_equal(pthread_create(&thread, NULL, write_in_two, &writer), 0);
    codec_stream *stream = codec_stream_new(&file);
    while (got > 0) {
        if (codec_stream_read(stream, out + bytes, sizeof(out) - bytes, &got, &error) != MPDATA_OK)
            fail_msg("cut at byte %zu: %s", cut, error.message);
        bytes += got;
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(bytes, TEXT_BYTES);
    assert_memory_equal(out, text, TEXT_BYTES);
    codec_stream_free(stream);
    source_file_close(&file);
    (void)close(writer.ends[0]);
}

static void a_pipe_may_give_its_bytes_cut_at_every_offset(void **state)
{
    buffer contents[1 + COMPRESSOR_COUNT] = {BUFFER_INIT};

    (void)state;
    assert_true(buffer_append(&contents[0], text, TEXT_BYTES));
    for (size_t i = 0; i < COMPRESSOR_COUNT; i++) {
        compressors[i](&contents[1 + i], text, 20);
        compressors[i](&contents[1 + i], text + 20, TEXT_BYTES - 20);
    }
    for (size_t i = 0; i <= COMPRESSOR_COUNT; i++) {
        for (size_t cut = 0; cut <= contents[i].bytes; cut++)
            assert_piped(&contents[i], cut);
        buffer_dispose(&contents[i]);
    }
}

static void assert_cut_is_refused(const buffer *whole, size_t bytes)
{
    buffer cut = {whole->data, bytes, whole->capacity_bytes};
    buffer out = BUFFER_INIT;
    mpdata_error error;

    if (read_in_steps(&cut, 100, &out, &error) == MPDATA_OK)
        fail_msg("cut at byte %d of %d, and taken for whole", (int)bytes, (int)whole->bytes);
    assert_int_equal(error.code, MPDATA_ERROR_INPUT);
    assert_true(error.has_byte_offset && error.byte_offset <= bytes);
    buffer_dispose(&out);
}

/* A gzip member whose header has all that a header may have, its checksum too. */
static void add_full_header(buffer *to)
{
    static const unsigned char header[] = {0x1f, 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y'};
    buffer plain = BUFFER_INIT;
    uint32_t checksum = 0;

    assert_true(buffer_append(to, header, sizeof(header)));
    assert_true(buffer_append(to, "name\0comment", sizeof("name\0comment")));
    checksum = crc32_gzip_refl(0, (const unsigned char *)to->data, to->bytes);
    assert_true(buffer_append(to, &checksum, 2));
    /* Behind the ten bytes of a header that has none of it. */
    add_gzip(&plain, text, TEXT_BYTES);
    assert_true(buffer_append(to, plain.data + 10, plain.bytes - 10));
    buffer_dispose(&plain);
}

static void a_gzip_header_with_all_its_parts_may_be_cut_anywhere(void **state)
{
    buffer content = BUFFER_INIT;

    (void)state;
    add_full_header(&content);
    for (size_t cut = 0; cut <= content.bytes; cut++)
        assert_piped(&content, cut);
    for (size_t bytes = 3; bytes < content.bytes; bytes++)
        assert_cut_is_refused(&content, bytes);
    buffer_dispose(&content);
}

static void damage_at_the_very_end_is_told_within_the_file(void **state)
{
    /* A distance further back than the data reaches. */
    static const unsigned char damaged[] = {0x1f, 0x8b, 8, 0,    0,    0,    0,    0xff, 0xff,
                                            2,    2,    3, 0xcb, 0x25, 0x48, 0xcd, 0xc9, 0xc9,
                                            0xe7, 2,    0, 0x20, 0x30, 0x3a, 0x24, 6};
    buffer content = BUFFER_INIT;

    (void)state;
    assert_true(buffer_append(&content, damaged, sizeof(damaged)));
    assert_cut_is_refused(&content, content.bytes);
    buffer_dispose(&content);
}

static void members_that_follow_each_other_are_one_stream(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMPRESSOR_COUNT; i++) {
        buffer content = BUFFER_INIT;
        for (size_t at = 0; at < TEXT_BYTES; at++)
            compressors[i](&content, text + at, 1);
        compressors[i](&content, "", 0);
        assert_read(&content, 7, text, TEXT_BYTES);
        buffer_dispose(&content);
    }
}

static void zeros_behind_gzip_are_filling(void **state)
{
    buffer content = BUFFER_INIT;

    (void)state;
    add_gzip(&content, text, TEXT_BYTES);
    assert_true(buffer_append(&content, "\0\0\0\0\0", 5));
    assert_read(&content, 100, text, TEXT_BYTES);
    buffer_dispose(&content);
}

/* Cut before its magic bytes end, it can't be known for what it is: then its lines are refused. */
static void a_stream_cut_at_any_byte_is_refused(void **state)
{
    static const size_t magic_bytes[] = {3, 4};

    (void)state;
    for (size_t i = 0; i < COMPRESSOR_COUNT; i++) {
        buffer content = BUFFER_INIT;
        compressors[i](&content, text, TEXT_BYTES);
        for (size_t bytes = magic_bytes[i]; bytes < content.bytes; bytes++)
            assert_cut_is_refused(&content, bytes);
        size_t first_bytes = content.bytes;
        compressors[i](&content, text, TEXT_BYTES);
        for (size_t bytes = first_bytes + 1; bytes < content.bytes; bytes++)
            assert_cut_is_refused(&content, bytes);
        buffer_dispose(&content);
    }
}

/* A flipped bit is seen, but for those that say nothing of the content: the header's time, system and flags. */
static void a_flipped_bit_never_changes_what_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMPRESSOR_COUNT; i++) {
        buffer content = BUFFER_INIT;
        buffer out = BUFFER_INIT;
        compressors[i](&content, text, TEXT_BYTES);
        for (size_t bit = 32; bit < content.bytes * 8; bit++) {
            content.data[bit / 8] = (char)(content.data[bit / 8] ^ (1 << bit % 8));
            if (read_in_steps(&content, 100, &out, NULL) == MPDATA_OK) {
                assert_int_equal(out.bytes, TEXT_BYTES);
                assert_memory_equal(out.data, text, TEXT_BYTES);
            }
            content.data[bit / 8] = (char)(content.data[bit / 8] ^ (1 << bit % 8));
        }
        buffer_dispose(&out);
        buffer_dispose(&content);
    }
}

static void garbage_behind_a_stream_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COMPRESSOR_COUNT; i++) {
        buffer content = BUFFER_INIT;
        buffer out = BUFFER_INIT;
        mpdata_error error;
        compressors[i](&content, text, TEXT_BYTES);
        assert_true(buffer_append(&content, "garbage, and not a header", 25));
        assert_int_equal(read_in_steps(&content, 100, &out, &error), MPDATA_ERROR_INPUT);
        buffer_dispose(&out);
        buffer_dispose(&content);
    }
}

static void a_whole_stream_is_not_called_damaged_where_memory_ran_out(void **state)
{
    buffer content = BUFFER_INIT;
    buffer out = BUFFER_INIT;
    mpdata_error error;

    (void)state;
    add_zstd(&content, text, TEXT_BYTES);
    failing_call = 1;
    assert_int_equal(read_in_steps(&content, 100, &out, &error), MPDATA_ERROR_MEMORY);
    assert_int_equal(failing_call, 0);
    assert_int_equal(error.code, MPDATA_ERROR_MEMORY);
    buffer_dispose(&out);
    buffer_dispose(&content);
}

/* More than is read at once, and not to be compressed. */
static void add_noise(buffer *to, size_t bytes)
{
    uint32_t state = 1;
    char *noise = malloc(bytes);

    assert_non_null(noise);
    for (size_t i = 0; i < bytes; i++) {
        state = state * 1664525U + 1013904223U;
        noise[i] = (char)(state >> 24);
    }
    add_zstd(to, noise, bytes);
    free(noise);
}

static void a_file_that_shrinks_meanwhile_is_no_damage_of_its_stream(void **state)
{
    char *path = path_in(folder, "shrinking");
    char *out = malloc(1000000);
    buffer content = BUFFER_INIT;
    mpdata_error error;
    source_file file;
    size_t got = 1;
    mpdata_status status = MPDATA_OK;

    (void)state;
    add_noise(&content, 1000000);
    file_write(path, content.data, content.bytes);
    assert_int_equal(source_file_open(&file, path, NULL), MPDATA_OK);
    codec_stream *stream = codec_stream_new(&file);
    assert_int_equal(codec_stream_read(stream, out, 10, &got, NULL), MPDATA_OK);
    assert_int_equal(truncate(path, 600000), 0);
    while (status == MPDATA_OK && got > 0)
        status = codec_stream_read(stream, out, 1000000, &got, &error);
    assert_int_equal(status, MPDATA_ERROR_IO);
    assert_non_null(strstr(error.message, "became shorter"));
    codec_stream_free(stream);
    source_file_close(&file);
    buffer_dispose(&content);
    free(out);
    free(path);
}

static void kinds_that_are_not_read_are_named(void **state)
{
    buffer content = BUFFER_INIT;
    buffer out = BUFFER_INIT;
    mpdata_error error;

    (void)state;
    assert_true(buffer_append(&content, "\xfd\x37zXZ\0 and more", 15));
    assert_int_equal(read_in_steps(&content, 100, &out, &error), MPDATA_ERROR_INPUT);
    assert_non_null(strstr(error.message, "xz"));
    buffer_dispose(&out);
    buffer_dispose(&content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_bytes_come_as_they_are),
        cmocka_unit_test(compressed_bytes_come_plain_however_they_are_read),
        cmocka_unit_test(a_pipe_may_give_its_bytes_cut_at_every_offset),
        cmocka_unit_test(a_gzip_header_with_all_its_parts_may_be_cut_anywhere),
        cmocka_unit_test(damage_at_the_very_end_is_told_within_the_file),
        cmocka_unit_test(members_that_follow_each_other_are_one_stream),
        cmocka_unit_test(zeros_behind_gzip_are_filling),
        cmocka_unit_test(a_stream_cut_at_any_byte_is_refused),
        cmocka_unit_test(a_flipped_bit_never_changes_what_is_read),
        cmocka_unit_test(garbage_behind_a_stream_is_refused),
        cmocka_unit_test(a_whole_stream_is_not_called_damaged_where_memory_ran_out),
        cmocka_unit_test(a_file_that_shrinks_meanwhile_is_no_damage_of_its_stream),
        cmocka_unit_test(kinds_that_are_not_read_are_named),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
