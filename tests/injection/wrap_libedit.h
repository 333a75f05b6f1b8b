#ifndef TEST_WRAP_LIBEDIT_H
#define TEST_WRAP_LIBEDIT_H

/* The function of libedit of that name, which may fail from now on; any other as it is. In the command alone. */
void *wrap_libedit_replace(const char *name, void *function) __attribute__((weak));

#endif
