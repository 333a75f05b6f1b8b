/*
 * The version of the header, and of the library that runs.
 */
#ifndef MPDATA_VERSION_H
#define MPDATA_VERSION_H

#include "mpdata/export.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MPDATA_VERSION_MAJOR 0
#define MPDATA_VERSION_MINOR 1
#define MPDATA_VERSION_PATCH 0
#define MPDATA_VERSION_STRING "0.1.0"

/*
 * The version of the library at run time, such as "0.1.0". A static string; any thread.
 */
MPDATA_EXPORT const char *mpdata_version_string(void);

#ifdef __cplusplus
}
#endif

#endif
