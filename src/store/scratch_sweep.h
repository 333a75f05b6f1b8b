/*
 * Scratch folders whose process died.
 */
#ifndef STORE_SCRATCH_SWEEP_H
#define STORE_SCRATCH_SWEEP_H

/*
 * Removes them from the folder at `path` (NULL: $TMPDIR, or else /tmp), as far as that is possible: what every open does,
 * besides its own work, which it does not hold up.
 */
void scratch_sweep(const char *path);

#endif
