/*
 * mpdata_manual SOURCES DAY FOLDER: writes the manual pages and the completions below FOLDER, as they are installed
 * below share. SOURCES is the folder of this file.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "completion.h"
#include "manual_page.h"

#define PATH_BYTES 4096

static bool make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    (void)fprintf(stderr, "mpdata_manual: %s: %s\n", path, strerror(errno));
    return false;
}

/* Makes the folders on the way to it. */
static FILE *create(const char *folder, const char *name)
{
    char path[PATH_BYTES];
    int bytes = snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = NULL;

    if (bytes < 0 || (size_t)bytes >= sizeof(path)) {
        (void)fprintf(stderr, "mpdata_manual: the path of %s is too long\n", name);
        return NULL;
    }
    for (char *slash = path + 1; (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
        *slash = '\0';
        if (!make_folder(path))
            return NULL;
    }
    file = fopen(path, "we");
    if (file == NULL)
        (void)fprintf(stderr, "mpdata_manual: %s: %s\n", path, strerror(errno));
    return file;
}

static bool close_file(FILE *file)
{
    bool is_good = ferror(file) == 0;

    is_good = fclose(file) == 0 && is_good;
    if (!is_good)
        (void)fputs("mpdata_manual: a file can't be written\n", stderr);
    return is_good;
}

static bool append_file(FILE *to, const char *sources, const char *name)
{
    char path[PATH_BYTES];
    char part[4096];
    size_t got = 0;

    (void)snprintf(path, sizeof(path), "%s/%s", sources, name);
    FILE *from = fopen(path, "re");
    if (from == NULL) {
        (void)fprintf(stderr, "mpdata_manual: %s: %s\n", path, strerror(errno));
        return false;
    }
    while ((got = fread(part, 1, sizeof(part), from)) > 0)
        (void)fwrite(part, 1, got, to);
    bool is_good = ferror(from) == 0;
    (void)fclose(from);
    return is_good;
}

static bool write_page(const command *c, const char *day, const char *folder)
{
    char name[128];

    if (c == &command_mpdata)
        (void)snprintf(name, sizeof(name), "man/man1/mpdata.1");
    else
        (void)snprintf(name, sizeof(name), "man/man1/mpdata-%s.1", c->name);
    FILE *file = create(folder, name);
    if (file == NULL)
        return false;
    manual_page_write(c, day, file);
    return close_file(file);
}

static bool write_pages(const char *day, const char *folder)
{
    bool is_good = write_page(&command_mpdata, day, folder);

    for (size_t i = 0; is_good && command_at(i) != NULL; i++)
        is_good = write_page(command_at(i), day, folder);
    return is_good;
}

static bool write_completions(const char *sources, const char *folder)
{
    static const struct {
        const char *name;
        void (*write)(FILE *to);
        const char *source;
    } shells[] = {
        {"bash-completion/completions/mpdata", completion_write_bash, "completion.bash"},
        {"zsh/site-functions/_mpdata", completion_write_zsh, "completion.zsh"},
        {"fish/vendor_completions.d/mpdata.fish", completion_write_fish, "completion.fish"},
    };

    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        FILE *file = create(folder, shells[i].name);

        if (file == NULL)
            return false;
        shells[i].write(file);
        bool is_good = append_file(file, sources, shells[i].source);
        if (!close_file(file) || !is_good)
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fputs("usage: mpdata_manual SOURCES DAY FOLDER\n", stderr);
        return 2;
    }
    return write_pages(argv[2], argv[3]) && write_completions(argv[1], argv[3]) ? 0 : 1;
}
