#include "mpdata/status.h"

const char *mpdata_status_name(mpdata_status status)
{
    switch (status) {
    case MPDATA_OK:
        return "OK";
    case MPDATA_ERROR_ARGUMENT:
        return "ARGUMENT";
    case MPDATA_ERROR_CLOSED:
        return "CLOSED";
    case MPDATA_ERROR_MEMORY:
        return "MEMORY";
    case MPDATA_ERROR_IO:
        return "IO";
    case MPDATA_ERROR_FILE_NOT_FOUND:
        return "FILE_NOT_FOUND";
    case MPDATA_ERROR_INPUT:
        return "INPUT";
    case MPDATA_ERROR_DATABASE_NOT_FOUND:
        return "DATABASE_NOT_FOUND";
    case MPDATA_ERROR_NOT_A_DATABASE:
        return "NOT_A_DATABASE";
    case MPDATA_ERROR_DATABASE_LOCKED:
        return "DATABASE_LOCKED";
    case MPDATA_ERROR_READ_ONLY:
        return "READ_ONLY";
    case MPDATA_ERROR_TABLE_EXISTS:
        return "TABLE_EXISTS";
    case MPDATA_ERROR_TABLE_NOT_FOUND:
        return "TABLE_NOT_FOUND";
    case MPDATA_ERROR_QUERY:
        return "QUERY_FAILED";
    case MPDATA_ERROR_INTERRUPTED:
        return "INTERRUPTED";
    case MPDATA_ERROR_ENGINE:
        return "ENGINE";
    case MPDATA_ERROR_INTERNAL:
        return "INTERNAL";
    case MPDATA_ERROR_TIMEOUT:
        return "TIMEOUT";
    }
    return "UNKNOWN";
}
