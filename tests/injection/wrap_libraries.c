/*
 * Functions of other libraries that give memory, or need it. Those that the command alone calls.
 */
#include <libsmartcols/libsmartcols.h>
#include <popt.h>
#include <zstd.h>

#include "wrap_memory.h"

MEMORY(ZSTD_CCtx *, NULL, ZSTD_createCCtx, (void), ())
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
MEMORY(int, -ENOMEM, scols_print_table, (struct libscols_table * table), (table))

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
