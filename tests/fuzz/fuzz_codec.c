/*
 * Compressed bytes: wherever the input and the output are cut, the same comes out, and the same is refused.
 */
#include <string.h>

#include "base/buffer.h"
#include "codec/decoder.h"
#include "fuzz.h"

/* What a small input can grow to is not all of interest. */
#define MOST_OUT_BYTES ((size_t)1 << 18)

typedef struct decoding {
    buffer out;
    bool is_good;
    bool may_end;
} decoding;

/* Decodes in pieces: at most so many bytes in, and so many out, at once. Each piece ends with its memory. */
static decoding decode(codec_format format, fuzz_input input, size_t in_step, size_t out_step)
{
    decoding done = {BUFFER_INIT, true, false};
    decoder *d = decoder_new(format);
    unsigned char *room = malloc(out_step);
    const char *fault = NULL;
    bool goes_on = true;

    CLAIM(d != NULL && room != NULL);
    while (goes_on) {
        size_t part = input.bytes < in_step ? input.bytes : in_step;
        fuzz_input piece = {input.data, part};
        char *in = fuzz_copy(&piece);
        decoder_span span = {(unsigned char *)in, part, room, out_step};

        done.is_good = decoder_run(d, &span, &fault);
        size_t used = part - span.in_bytes;
        size_t got = out_step - span.out_bytes;
        CLAIM(used <= part && got <= out_step && (done.is_good || fault != NULL));
        CLAIM(buffer_append(&done.out, room, got));
        input.data += used;
        input.bytes -= used;
        goes_on = done.is_good && (used > 0 || got > 0) && done.out.bytes < MOST_OUT_BYTES;
        free(in);
    }
    done.may_end = d->may_end;
    decoder_free(d);
    free(room);
    return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    fuzz_input input = {data, bytes};
    codec_format format = fuzz_take(&input, 2) == 0 ? CODEC_GZIP : CODEC_ZSTD;
    size_t in_step = 1 + fuzz_take(&input, 256);
    size_t out_step = 1 + fuzz_take(&input, 256) * 16;
    decoding whole = decode(format, input, input.bytes + 1, 65536);
    decoding cut = decode(format, input, in_step, out_step);

    /* Past the limit the two ended at different places. */
    if (whole.out.bytes < MOST_OUT_BYTES && cut.out.bytes < MOST_OUT_BYTES && whole.is_good) {
        CLAIM(cut.is_good && cut.may_end == whole.may_end);
        CLAIM(cut.out.bytes == whole.out.bytes);
        CLAIM(cut.out.bytes == 0 || memcmp(cut.out.data, whole.out.data, cut.out.bytes) == 0);
    }
    /* A zstd frame that comes whole is also compared with the size that it says it has. */
    if (cut.out.bytes < MOST_OUT_BYTES && !whole.is_good && format == CODEC_GZIP)
        CLAIM(!cut.is_good);
    buffer_dispose(&whole.out);
    buffer_dispose(&cut.out);
    return 0;
}
