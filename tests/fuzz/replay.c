/*
 * Runs a fuzz target on the inputs of corpora, without a fuzzer: what once found a fault is tried by every test run.
 *
 *     fuzz_NAME CORPUS...
 *
 * A corpus is a text file with an input a line, written as tests/fuzz/corpus_text says.
 */
#include <string.h>

#include "fuzz.h"

static int digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c);

    return found == NULL ? -1 : (int)(found - digits);
}

/* Undoes the escapes in place: \\, \n, \r, \t and \xHH. Gives the bytes that are left. */
static size_t read_escapes(char *line, size_t bytes)
{
    static const char names[] = "\\nrt";
    static const char meanings[] = "\\\n\r\t";
    size_t to = 0;

    for (size_t at = 0; at < bytes; at++) {
        char c = line[at];

        if (c == '\\' && at + 1 < bytes) {
            c = line[++at];
            if (c == 'x') {
                CLAIM(at + 2 < bytes && digit_of(line[at + 1]) >= 0 && digit_of(line[at + 2]) >= 0);
                c = (char)(digit_of(line[at + 1]) << 4 | digit_of(line[at + 2]));
                at += 2;
            } else {
                const char *found = strchr(names, c);

                CLAIM(c != '\0' && found != NULL);
                c = meanings[found - names];
            }
        }
        line[to++] = c;
    }
    return to;
}

static size_t replay(const char *path)
{
    FILE *corpus = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    size_t count = 0;
    ssize_t bytes = 0;

    if (corpus == NULL) {
        (void)fprintf(stderr, "can't open %s\n", path);
        exit(1);
    }
    while ((bytes = getline(&line, &room, corpus)) >= 0) {
        size_t length = (size_t)bytes - (bytes > 0 && line[bytes - 1] == '\n');

        (void)LLVMFuzzerTestOneInput((const uint8_t *)line, read_escapes(line, length));
        count++;
    }
    free(line);
    (void)fclose(corpus);
    return count;
}

int main(int argc, char **argv)
{
    size_t count = 0;

    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    if (fuzz_end != NULL)
        fuzz_end();
    (void)printf("%zu inputs replayed\n", count);
    return count == 0;
}
