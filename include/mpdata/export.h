/*
 * Marks what the shared library exports.
 */
#ifndef MPDATA_EXPORT_H
#define MPDATA_EXPORT_H

#if defined(__GNUC__) || defined(__clang__)
#define MPDATA_EXPORT __attribute__((visibility("default")))
#else
#define MPDATA_EXPORT
#endif

#endif
