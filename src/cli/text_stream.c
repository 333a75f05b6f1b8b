#include "text_stream.h"

#include <stdlib.h>

char *text_stream_end(FILE *stream, char **text)
{
    /* A write that found no memory is told here, too. */
    if (fclose(stream) != 0) {
        free(*text);
        *text = NULL;
    }
    return *text;
}

void text_stream_put_quoted(FILE *stream, char quote, const char *text)
{
    (void)fputc(quote, stream);
    for (; *text != '\0'; text++) {
        if (*text == quote)
            (void)fputc(quote, stream);
        (void)fputc(*text, stream);
    }
    (void)fputc(quote, stream);
}
