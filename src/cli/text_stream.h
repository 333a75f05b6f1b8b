/*
 * What is written to a stream of open_memstream() becomes a text.
 */
#ifndef CLI_TEXT_STREAM_H
#define CLI_TEXT_STREAM_H

#include <stdio.h>

/*
 * Closes the stream, whose text `*text` is then. Gives the text, which the caller frees; NULL where memory ran out on the
 * way: then `*text` is NULL, too, and there is nothing to free.
 */
char *text_stream_end(FILE *stream, char **text);

/* In quotes, with those within doubled: as SQL and the shell's commands have texts and names. */
void text_stream_put_quoted(FILE *stream, char quote, const char *text);

#endif
