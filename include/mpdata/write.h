/*
 * Where a call that writes a format sends its bytes.
 */
#ifndef MPDATA_WRITE_H
#define MPDATA_WRITE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Takes all of the bytes, which are borrowed for the call, and returns 0, or else an errno value that ends the writing. */
typedef int (*mpdata_write_callback)(const void *data, size_t bytes, void *payload);

#ifdef __cplusplus
}
#endif

#endif
