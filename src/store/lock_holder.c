#include "store/lock_holder.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

/* Who has a lock that is in the way of one of this type; 0 where nobody has any more, or nobody can tell. */
static pid_t find_holder(const char *path, short type)
{
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0)
        return 0;
    if (fcntl(descriptor, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        lock.l_pid = 0;
    (void)close(descriptor);
    return lock.l_pid;
}

/* "python3"; empty where the system does not tell. */
static void read_command(pid_t pid, char *out, size_t bytes)
{
    char path[64];

    out[0] = '\0';
    (void)snprintf(path, sizeof(path), "/proc/%ld/comm", (long)pid);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ssize_t got = read(descriptor, out, bytes - 1);
    (void)close(descriptor);
    out[got < 0 ? 0 : got] = '\0';
    out[strcspn(out, "\n")] = '\0';
}

bool lock_holder_is_there(const char *path, bool read_only)
{
    return find_holder(path, read_only ? F_RDLCK : F_WRLCK) != 0;
}

mpdata_status lock_holder_name(const char *path, mpdata_error *error)
{
    char command[64];
    pid_t pid = find_holder(path, F_WRLCK);

    if (pid <= 0)
        return error_set(error, MPDATA_ERROR_DATABASE_LOCKED,
                         "%s: database is locked by another process", path);
    read_command(pid, command, sizeof(command));
    if (command[0] == '\0')
        return error_set(error, MPDATA_ERROR_DATABASE_LOCKED, "%s: database is locked by PID %ld",
                         path, (long)pid);
    return error_set(error, MPDATA_ERROR_DATABASE_LOCKED, "%s: database is locked by PID %ld (%s)",
                     path, (long)pid, command);
}
