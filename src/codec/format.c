#include "codec/format.h"

#include <string.h>

typedef struct magic {
    codec_format format;
    size_t bytes;
    const char *data;
} magic;

static const magic magics[] = {
    {CODEC_GZIP, 3, "\x1f\x8b\x08"}, {CODEC_ZSTD, 4, "\x28\xb5\x2f\xfd"}, {CODEC_BZIP2, 3, "BZh"},
    {CODEC_XZ, 6, "\xfd\x37zXZ\0"},  {CODEC_ZIP, 4, "PK\x03\x04"},
};

codec_format codec_format_detect(const void *data, size_t bytes)
{
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
        if (bytes >= magics[i].bytes && memcmp(data, magics[i].data, magics[i].bytes) == 0)
            return magics[i].format;
    return CODEC_PLAIN;
}

const char *codec_format_name(codec_format format)
{
    switch (format) {
    case CODEC_PLAIN:
        return "plain";
    case CODEC_GZIP:
        return "gzip";
    case CODEC_ZSTD:
        return "zstd";
    case CODEC_BZIP2:
        return "bzip2";
    case CODEC_XZ:
        return "xz";
    case CODEC_ZIP:
        return "zip";
    }
    return "unknown";
}
