#include "store/finding_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

const char *mpdata_finding_kind_name(mpdata_finding_kind kind)
{
    switch (kind) {
    case MPDATA_FINDING_DAMAGE:
        return "damage";
    case MPDATA_FINDING_REPEATED:
        return "repeated";
    case MPDATA_FINDING_INDEX:
        return "index";
    case MPDATA_FINDING_CHANGED:
        return "changed";
    case MPDATA_FINDING_METADATA:
        return "metadata";
    case MPDATA_FINDING_LEFT_OVER:
        return "left_over";
    }
    return "unknown";
}

/* Takes over `message`. */
static mpdata_status add(mpdata_check *check, mpdata_finding_kind kind, const char *table,
                         char *message, mpdata_error *error)
{
    mpdata_finding *more = realloc(check->findings, (check->count + 1) * sizeof(*more));
    char *name = strdup(table);

    if (more != NULL)
        check->findings = more;
    if (more == NULL || name == NULL || message == NULL) {
        free(name);
        free(message);
        return error_set_memory(error);
    }
    more[check->count++] = (mpdata_finding){kind, name, message};
    return MPDATA_OK;
}

mpdata_status finding_add(mpdata_check *check, mpdata_finding_kind kind, const char *table,
                          mpdata_error *error, const char *message, ...)
{
    char text[MPDATA_ERROR_MESSAGE_BYTES];
    va_list arguments;

    va_start(arguments, message);
    (void)vsnprintf(text, sizeof(text), message, arguments);
    va_end(arguments);
    return add(check, kind, table, strdup(text), error);
}

size_t mpdata_check_count(const mpdata_check *check)
{
    return check == NULL ? 0 : check->count;
}

const mpdata_finding *mpdata_check_at(const mpdata_check *check, size_t index)
{
    return check == NULL || index >= check->count ? NULL : &check->findings[index];
}

uint64_t mpdata_check_tables(const mpdata_check *check)
{
    return check == NULL ? 0 : check->tables;
}

uint64_t mpdata_check_rows(const mpdata_check *check)
{
    return check == NULL ? 0 : check->rows;
}

void mpdata_check_free(mpdata_check *check)
{
    if (check == NULL)
        return;
    for (size_t i = 0; i < check->count; i++) {
        free((void *)(uintptr_t)check->findings[i].table);
        free((void *)(uintptr_t)check->findings[i].message);
    }
    free(check->findings);
    free(check);
}
