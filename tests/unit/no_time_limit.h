/*
 * Time limits hold for nothing in a test that includes this: a busy machine takes its time. The linker sends the calls here.
 */
#ifndef TEST_NO_TIME_LIMIT_H
#define TEST_NO_TIME_LIMIT_H

#include "mpdata.h"

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier) */
mpdata_status __real_mpdata_db_set_time_limit(mpdata_db *of, uint64_t limit_ms,
                                              mpdata_error *error);
mpdata_status __wrap_mpdata_db_set_time_limit(mpdata_db *of, uint64_t limit_ms,
                                              mpdata_error *error);

mpdata_status __wrap_mpdata_db_set_time_limit(mpdata_db *of, uint64_t limit_ms, mpdata_error *error)
{
    (void)limit_ms;
    return __real_mpdata_db_set_time_limit(of, 0, error);
}
/* NOLINTEND(bugprone-reserved-identifier) */

#endif
