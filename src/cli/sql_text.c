#include "sql_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_code.h"
#include "text_stream.h"

/* No one writes a query as long as this: such a file is another one, most likely an export. */
#define MAX_SQL_BYTES ((size_t)64 << 20)

static int copy_word(const char *word, char **out, size_t *bytes)
{
    *out = strdup(word);
    *bytes = strlen(word);
    return *out == NULL ? fail_memory() : EXIT_CODE_OK;
}

static int read_stream(FILE *stream, const char *name, char **out, size_t *bytes)
{
    char part[65536];
    FILE *to = open_memstream(out, bytes);
    size_t got = 0;
    size_t total = 0;

    if (to == NULL)
        return fail_memory();
    /* After its end a terminal gives more: what was read with the end is all. */
    while (total <= MAX_SQL_BYTES && !feof(stream) &&
           (got = fread(part, 1, sizeof(part), stream)) > 0)
        total += fwrite(part, 1, got, to);
    int error_number = errno;
    if (text_stream_end(to, out) == NULL)
        return fail_memory();
    if (total > MAX_SQL_BYTES)
        return fail_usage("%s is too long to be a query", name);
    if (ferror(stream))
        return fail_usage("can't read the SQL from %s: %s", name, strerror(error_number));
    return EXIT_CODE_OK;
}

static int read_standard_input(char **out, size_t *bytes)
{
    if (isatty(STDIN_FILENO))
        (void)fputs("Type the SQL, then Ctrl-D on a line of its own.\n", stderr);
    return read_stream(stdin, "standard input", out, bytes);
}

static int read_file(const char *path, char **out, size_t *bytes)
{
    struct stat about;
    FILE *stream = fopen(path, "re");

    if (stream == NULL)
        return fail_usage("can't read the SQL from %s: %s", path, strerror(errno));
    int code = fstat(fileno(stream), &about) == 0 && S_ISDIR(about.st_mode)
                   ? fail_usage("can't read the SQL from %s: it is a folder", path)
                   : read_stream(stream, path, out, bytes);
    (void)fclose(stream);
    return code;
}

int sql_text_read(const char *word, const char *file, char **out, size_t *bytes)
{
    if (word != NULL && file != NULL)
        return fail_usage("query: give the SQL as a word or with --file, not both");
    if (word != NULL && strcmp(word, "-") != 0)
        return copy_word(word, out, bytes);
    if (file != NULL && strcmp(file, "-") != 0)
        return read_file(file, out, bytes);
    return read_standard_input(out, bytes);
}
