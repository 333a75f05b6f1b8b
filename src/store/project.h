/*
 * Where the database of a Mixpanel project lies.
 */
#ifndef STORE_PROJECT_H
#define STORE_PROJECT_H

#include <stddef.h>

#include "mpdata/error.h"

/* ~/.mixpanel_data/{id}.db. The caller frees `*out`. */
mpdata_status project_path(const char *id, size_t id_bytes, char **out, mpdata_error *error);

#endif
