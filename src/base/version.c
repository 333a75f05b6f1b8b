#include "mpdata/version.h"

const char *mpdata_version_string(void)
{
    return MPDATA_VERSION_STRING;
}
