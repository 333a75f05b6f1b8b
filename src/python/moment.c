#include "moment.h"

#define DAY_US 86400000000LL
#define SECOND_US 1000000LL

/* datetime.h is not part of the limited API: a datetime is asked for its attributes. */
static bool read_field(PyObject *value, PyObject *name, long *out)
{
    PyObject *field = PyObject_GetAttr(value, name);

    *out = field == NULL ? -1 : PyLong_AsLong(field);
    Py_XDECREF(field);
    return *out != -1 || PyErr_Occurred() == NULL;
}

/* Days since 1970-01-01 in the Gregorian calendar, for years from 1 on. */
static int64_t days_from_civil(long year, long month, long day)
{
    long shifted = month <= 2 ? year - 1 : year;
    long era = shifted / 400;
    long year_of_era = shifted - era * 400;
    long day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (int64_t)era * 146097 + day_of_era - 719468;
}

static bool read_date(const moment_names *names, PyObject *value, int64_t *out_us)
{
    long year = 0;
    long month = 0;
    long day = 0;

    if (!read_field(value, names->year, &year) || !read_field(value, names->month, &month) ||
        !read_field(value, names->day, &day))
        return false;
    *out_us = days_from_civil(year, month, day) * DAY_US;
    return true;
}

static bool add_time(const moment_names *names, PyObject *value, int64_t *us)
{
    long hour = 0;
    long minute = 0;
    long second = 0;
    long microsecond = 0;

    if (!read_field(value, names->hour, &hour) || !read_field(value, names->minute, &minute) ||
        !read_field(value, names->second, &second) ||
        !read_field(value, names->microsecond, &microsecond))
        return false;
    *us += ((int64_t)hour * 3600 + minute * 60 + second) * SECOND_US + microsecond;
    return true;
}

static bool subtract_timedelta(const moment_names *names, PyObject *delta, int64_t *us)
{
    long days = 0;
    long seconds = 0;
    long microseconds = 0;

    if (!read_field(delta, names->days, &days) || !read_field(delta, names->seconds, &seconds) ||
        !read_field(delta, names->microseconds, &microseconds))
        return false;
    *us -= days * DAY_US + seconds * SECOND_US + microseconds;
    return true;
}

/* What the zone is ahead of UTC. */
static bool subtract_offset(const module_state *state, PyObject *value, int64_t *us)
{
    PyObject *zone = PyObject_GetAttr(value, state->moments.tzinfo);
    bool done = zone != NULL;

    if (done && zone != Py_None && zone != state->utc) {
        PyObject *offset = PyObject_CallMethodObjArgs(value, state->moments.utcoffset, NULL);

        done = offset != NULL &&
               (offset == Py_None || subtract_timedelta(&state->moments, offset, us));
        Py_XDECREF(offset);
    }
    Py_XDECREF(zone);
    return done;
}

/* -1 with an exception set. */
static int is_instance(PyObject *value, PyTypeObject *type)
{
    return Py_IS_TYPE(value, type) ? 1 : PyObject_IsInstance(value, (PyObject *)type);
}

moment_status moment_read(const module_state *state, PyObject *value, int64_t *out_us)
{
    const moment_names *names = &state->moments;
    int is_datetime = is_instance(value, state->datetime_type);
    int is_date = is_datetime != 0 ? is_datetime : is_instance(value, state->date_type);

    if (is_date == 0)
        return MOMENT_OTHER;
    if (is_date < 0 || !read_date(names, value, out_us))
        return MOMENT_FAILED;
    if (is_datetime != 0 &&
        (!add_time(names, value, out_us) || !subtract_offset(state, value, out_us)))
        return MOMENT_FAILED;
    return is_datetime != 0 ? MOMENT_TIME : MOMENT_DAY;
}
