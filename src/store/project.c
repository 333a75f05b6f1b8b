#include "store/project.h"

#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"

#define FOLDER ".mixpanel_data"
/* What is left of a file name's 255 bytes for ".db", ".db.wal.checkpoint" and the like. */
#define MAX_ID_BYTES 200

static bool is_allowed(const char *id, size_t bytes)
{
    if (bytes == 0 || bytes > MAX_ID_BYTES || (bytes == 2 && memcmp(id, "..", 2) == 0))
        return false;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)id[i];
        if (c < 0x20 || c == 0x7f || c == '/' || c == '\\')
            return false;
    }
    return true;
}

/* HOME first, as every shell does; the user database where it is not set. */
static mpdata_status append_home(buffer *path, mpdata_error *error)
{
    const char *home = getenv("HOME");
    char data[4096];
    struct passwd entry;
    struct passwd *found = NULL;

    if (home == NULL || home[0] == '\0') {
        if (getpwuid_r(getuid(), &entry, data, sizeof(data), &found) != 0 || found == NULL)
            return error_set(error, MPDATA_ERROR_IO,
                             "the home folder is not known: set HOME, or name a database file");
        home = entry.pw_dir;
    }
    return buffer_append_text(path, home) ? MPDATA_OK : error_set_memory(error);
}

mpdata_status project_path(const char *id, size_t id_bytes, char **out, mpdata_error *error)
{
    buffer path = BUFFER_INIT;

    *out = NULL;
    if (!is_allowed(id, id_bytes))
        return error_set(error, MPDATA_ERROR_ARGUMENT,
                         "'%.*s' can't be a project id: it must have 1 to %d characters, and no "
                         "slash, backslash, NUL or control character",
                         (int)(id_bytes < 80 ? id_bytes : 80), id, MAX_ID_BYTES);
    mpdata_status status = append_home(&path, error);
    if (status == MPDATA_OK &&
        (!buffer_append_text(&path, "/" FOLDER "/") || !buffer_append(&path, id, id_bytes) ||
         !buffer_append_text(&path, ".db") || !buffer_terminate(&path)))
        status = error_set_memory(error);
    if (status == MPDATA_OK)
        *out = path.data;
    else
        buffer_dispose(&path);
    return status;
}
