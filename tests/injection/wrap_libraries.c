/*
 * Functions of other libraries that give memory, or need it, and of the C library to start a program and to look for files.
 * Those that the command alone calls.
 */
#include <glob.h>
#include <libsmartcols/libsmartcols.h>
#include <popt.h>
#include <spawn.h>
#include <sys/wait.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "wrap_memory.h"

MEMORY(ZSTD_CCtx *, NULL, ZSTD_createCCtx, (void), ())
MEMORY(size_t, (size_t)-ZSTD_error_memory_allocation, ZSTD_compressStream2,
       (ZSTD_CCtx * context, ZSTD_outBuffer *out, ZSTD_inBuffer *in, ZSTD_EndDirective end),
       (context, out, in, end))
MEMORY(struct libscols_table *, NULL, scols_new_table, (void), ())
MEMORY(struct libscols_column *, NULL, scols_table_new_column,
       (struct libscols_table * table, const char *name, double hint, int flags),
       (table, name, hint, flags))
MEMORY(struct libscols_line *, NULL, scols_table_new_line,
       (struct libscols_table * table, struct libscols_line *parent), (table, parent))
MEMORY(int, -ENOMEM, scols_line_set_data,
       (struct libscols_line * line, size_t column, const char *data), (line, column, data))
MEMORY(int, -ENOMEM, scols_line_refer_data,
       (struct libscols_line * line, size_t column, char *data), (line, column, data))
MEMORY(int, -ENOMEM, scols_table_set_column_separator,
       (struct libscols_table * table, const char *separator), (table, separator))
MEMORY(int, -ENOMEM, scols_print_table, (struct libscols_table * table), (table))

MEMORY(int, GLOB_NOSPACE, glob,
       (const char *pattern, int flags, int (*fail)(const char *path, int error_number),
        glob_t *found),
       (pattern, flags, fail, found))
MEMORY(int, ENOMEM, posix_spawn_file_actions_init, (posix_spawn_file_actions_t * actions),
       (actions))
MEMORY(int, ENOMEM, posix_spawn_file_actions_adddup2,
       (posix_spawn_file_actions_t * actions, int from, int to), (actions, from, to))
MEMORY(int, ENOMEM, posix_spawnattr_init, (posix_spawnattr_t * attributes), (attributes))

int __real_posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes, char *const words[],
                       char *const environment[]);
int __wrap_posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes, char *const words[],
                       char *const environment[]);
int __wrap_posix_spawn(pid_t *child, const char *path, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes, char *const words[],
                       char *const environment[])
{
    return injected_fails(CALL_posix_spawn)
               ? injected_errno()
               : __real_posix_spawn(child, path, actions, attributes, words, environment);
}

pid_t __real_waitpid(pid_t child, int *status, int flags);
pid_t __wrap_waitpid(pid_t child, int *status, int flags);
pid_t __wrap_waitpid(pid_t child, int *status, int flags)
{
    return injected_fails(CALL_waitpid) ? -1 : __real_waitpid(child, status, flags);
}

poptContext __real_poptGetContext(const char *name, int argc, const char **argv,
                                  const struct poptOption *table, unsigned flags);
poptContext __wrap_poptGetContext(const char *name, int argc, const char **argv,
                                  const struct poptOption *table, unsigned flags);
poptContext __wrap_poptGetContext(const char *name, int argc, const char **argv,
                                  const struct poptOption *table, unsigned flags)
{
    return injected_fails(CALL_poptGetContext)
               ? NULL
               : __real_poptGetContext(name, argc, argv, table, flags);
}
