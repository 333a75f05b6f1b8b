#include "mpdata/value.h"

#include <stdlib.h>

mpdata_value mpdata_value_null(void)
{
    return (mpdata_value)MPDATA_VALUE_INIT;
}

mpdata_value mpdata_value_bool(bool boolean)
{
    mpdata_value value = MPDATA_VALUE_INIT;

    value.kind = MPDATA_VALUE_BOOL;
    value.boolean = boolean;
    return value;
}

mpdata_value mpdata_value_int64(int64_t number)
{
    mpdata_value value = MPDATA_VALUE_INIT;

    value.kind = MPDATA_VALUE_INT64;
    value.int64 = number;
    return value;
}

mpdata_value mpdata_value_double(double number)
{
    mpdata_value value = MPDATA_VALUE_INIT;

    value.kind = MPDATA_VALUE_DOUBLE;
    value.real = number;
    return value;
}

mpdata_value mpdata_value_text(const char *data, size_t bytes)
{
    mpdata_value value = MPDATA_VALUE_INIT;

    value.kind = MPDATA_VALUE_TEXT;
    value.text.data = data;
    value.text.bytes = bytes;
    return value;
}

mpdata_value mpdata_value_timestamp(int64_t microseconds)
{
    mpdata_value value = MPDATA_VALUE_INIT;

    value.kind = MPDATA_VALUE_TIMESTAMP;
    value.int64 = microseconds;
    return value;
}

mpdata_value mpdata_value_json(const char *data, size_t bytes)
{
    mpdata_value value = mpdata_value_text(data, bytes);

    value.kind = MPDATA_VALUE_JSON;
    return value;
}

mpdata_value mpdata_value_decimal(const char *data, size_t bytes)
{
    mpdata_value value = mpdata_value_text(data, bytes);

    value.kind = MPDATA_VALUE_DECIMAL;
    return value;
}

mpdata_value mpdata_value_blob(const void *data, size_t bytes)
{
    mpdata_value value = mpdata_value_text(data, bytes);

    value.kind = MPDATA_VALUE_BLOB;
    return value;
}

mpdata_value mpdata_value_named(const char *name, mpdata_value value)
{
    value.name = name;
    return value;
}

void mpdata_value_dispose(mpdata_value *value)
{
    if (value == NULL)
        return;
    free(value->owned);
    *value = (mpdata_value)MPDATA_VALUE_INIT;
}
