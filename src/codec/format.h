/*
 * What a source's bytes are: known by their first few, never by the file's name.
 */
#ifndef CODEC_FORMAT_H
#define CODEC_FORMAT_H

#include <stddef.h>

typedef enum codec_format {
    CODEC_PLAIN,
    CODEC_GZIP,
    CODEC_ZSTD,
    /* Known, and not read. */
    CODEC_BZIP2,
    CODEC_XZ,
    CODEC_ZIP
} codec_format;

/* As many bytes as codec_format_detect looks at. */
#define CODEC_MAGIC_BYTES 6

codec_format codec_format_detect(const void *data, size_t bytes);

/* "gzip", "zstd" and so on, for messages. A static string. */
const char *codec_format_name(codec_format format);

#endif
