#include "json_writer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LONG_TEXT_BYTES 4096

/* ---- Where a fault is ---------------------------------------------------------------------------- */

/* What does not fit is cut. */
static void append_step(char *to, size_t capacity, const json_step *step)
{
    size_t at = strlen(to);

    if (step->key == NULL) {
        (void)snprintf(to + at, capacity - at, "[%lld]", (long long)step->index);
        return;
    }
    PyObject *shown = PyObject_ASCII(step->key);
    const char *text = shown == NULL ? NULL : PyUnicode_AsUTF8AndSize(shown, NULL);

    if (text == NULL)
        PyErr_Clear();
    (void)snprintf(to + at, capacity - at, "[%s]", text == NULL ? "..." : text);
    Py_XDECREF(shown);
}

static void append_steps(char *to, size_t capacity, const json_step *step)
{
    const json_step *steps[32];
    size_t count = 0;

    for (; step != NULL && count < sizeof(steps) / sizeof(steps[0]); step = step->outer)
        steps[count++] = step;
    /* Too deep to be told whole: the innermost steps. */
    if (step != NULL)
        (void)strncat(to, "...", capacity - strlen(to) - 1);
    while (count > 0)
        append_step(to, capacity, steps[--count]);
}

bool json_writer_refuse(json_writer *w, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(w->fault.reason, sizeof(w->fault.reason), format, arguments);
    va_end(arguments);
    (void)snprintf(w->fault.field, sizeof(w->fault.field), "%s", w->name);
    append_steps(w->fault.field, sizeof(w->fault.field), w->step);
    w->fault.is_set = true;
    return false;
}

static bool put_word(json_writer *w, const char *word)
{
    text_buffer_add(w->to, word, strlen(word));
    return true;
}

/* What JSON does not have: null where the load repairs. */
static bool put_null_or_refuse(json_writer *w, const char *what)
{
    if (!w->repairs)
        return json_writer_refuse(w, "is %s, which JSON can't hold (repair=True stores null)",
                                  what);
    w->has_repaired = true;
    return put_word(w, "null");
}

/* ---- Text ---------------------------------------------------------------------------------------- */

/* A lone surrogate in Python's "surrogatepass": ED, A0 to BF, and one more. U+FFFD is as long. */
static void replace_surrogates(char *data, size_t bytes)
{
    for (size_t i = 0; i + 2 < bytes; i++) {
        if ((unsigned char)data[i] == 0xED && (unsigned char)data[i + 1] >= 0xA0) {
            data[i] = (char)0xEF;
            data[i + 1] = (char)0xBF;
            data[i + 2] = (char)0xBD;
            i += 2;
        }
    }
}

/* UTF-8 of a str that has none, as it holds lone surrogates. A new reference to bytes; NULL: refused or an exception. */
static PyObject *repair_text(json_writer *w, PyObject *text)
{
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0)
        return NULL;
    PyErr_Clear();
    if (!w->repairs) {
        (void)json_writer_refuse(w, "holds half of a surrogate pair, which is no Unicode "
                                    "(repair=True stores U+FFFD in its place)");
        return NULL;
    }
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    if (bytes != NULL) {
        replace_surrogates(PyBytes_AsString(bytes), (size_t)PyBytes_Size(bytes));
        w->has_repaired = true;
    }
    return bytes;
}

static uint64_t bytes_below(uint64_t word, uint64_t limit)
{
    const uint64_t ones = 0x0101010101010101U;

    return (word - ones * limit) & ~word & (ones * 0x80U);
}

static uint64_t bytes_equal(uint64_t word, uint64_t byte)
{
    return bytes_below(word ^ (0x0101010101010101U * byte), 1);
}

/* Whether one of eight bytes has to be escaped. */
static bool has_special(uint64_t word)
{
    return (bytes_below(word, 0x20) | bytes_equal(word, '"') | bytes_equal(word, '\\')) != 0;
}

static bool is_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

/* How many bytes from the start need no escape. */
static size_t plain_bytes(const char *data, size_t bytes)
{
    size_t at = 0;

    for (uint64_t word; at + 8 <= bytes; at += 8) {
        memcpy(&word, data + at, 8);
        if (has_special(word))
            break;
    }
    while (at < bytes && !is_special((unsigned char)data[at]))
        at++;
    return at;
}

static size_t put_escape(char *to, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char short_forms[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};

    to[0] = '\\';
    to[1] = (char)c;
    if (c >= 0x20)
        return 2;
    to[1] = short_forms[c];
    if (to[1] != '\0')
        return 2;
    memcpy(to + 1, "u00", 3);
    to[4] = digits[c >> 4];
    to[5] = digits[c & 15];
    return 6;
}

/* How long the text can become: each byte as \u00xx; what is long is looked at first. */
static size_t most_bytes(const char *data, size_t bytes)
{
    size_t most = 2;

    if (bytes < LONG_TEXT_BYTES)
        return bytes * 6 + 2;
    for (size_t at = 0; at < bytes; at++)
        most += is_special((unsigned char)data[at]) ? 6 : 1;
    return most;
}

static void put_quoted(json_writer *w, const char *data, size_t bytes)
{
    if (!text_buffer_reserve(w->to, most_bytes(data, bytes)))
        return;
    char *start = w->to->data + w->to->bytes;
    char *to = start;

    *to++ = '"';
    while (bytes > 0) {
        size_t plain = plain_bytes(data, bytes);

        memcpy(to, data, plain);
        to += plain;
        if (plain == bytes)
            break;
        to += put_escape(to, (unsigned char)data[plain]);
        data += plain + 1;
        bytes -= plain + 1;
    }
    *to++ = '"';
    w->to->bytes += (size_t)(to - start);
}

static bool put_text(json_writer *w, PyObject *text, bool is_quoted)
{
    Py_ssize_t bytes = 0;
    const char *data = PyUnicode_AsUTF8AndSize(text, &bytes);
    PyObject *repaired = NULL;

    if (data == NULL) {
        repaired = repair_text(w, text);
        if (repaired == NULL)
            return false;
        data = PyBytes_AsString(repaired);
        bytes = PyBytes_Size(repaired);
    }
    if (is_quoted)
        put_quoted(w, data, (size_t)bytes);
    else
        text_buffer_add(w->to, data, (size_t)bytes);
    Py_XDECREF(repaired);
    return true;
}

static bool put_string(json_writer *w, PyObject *text)
{
    return put_text(w, text, true);
}

bool json_writer_put_plain(json_writer *w, PyObject *text)
{
    return put_text(w, text, false);
}

/* ---- Numbers ------------------------------------------------------------------------------------- */

/* An int that 64 bits don't hold. Python refuses to write those of more than 4,300 digits. */
static bool put_big_integer(json_writer *w, PyObject *number)
{
    PyObject *text = PyNumber_ToBase(number, 10);
    bool done = false;

    if (text != NULL) {
        done = json_writer_put_plain(w, text);
        Py_DECREF(text);
    } else if (PyErr_ExceptionMatches(PyExc_ValueError) != 0) {
        PyErr_Clear();
        (void)json_writer_refuse(w, "is an integer of more digits than Python writes "
                                    "(sys.set_int_max_str_digits)");
    }
    return done;
}

static bool put_integer(json_writer *w, PyObject *number)
{
    char digits[24];
    char *end = digits + sizeof(digits);
    char *at = end;
    int overflow = 0;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);

    if (overflow != 0)
        return put_big_integer(w, number);
    unsigned long long rest =
        value < 0 ? 0ULL - (unsigned long long)value : (unsigned long long)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--at = '-';
    text_buffer_add(w->to, at, (size_t)(end - at));
    return true;
}

/* As Python's repr, which every reader of JSON reads back to the same double. */
static bool put_float(json_writer *w, PyObject *number)
{
    double value = PyFloat_AsDouble(number);

    if (value != value)
        return put_null_or_refuse(w, "NaN");
    if (value - value != 0)
        return put_null_or_refuse(w, value > 0 ? "infinite" : "negative infinite");
    char *text = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (text == NULL)
        return false;
    text_buffer_add(w->to, text, strlen(text));
    PyMem_Free(text);
    return true;
}

/* ---- Objects and arrays -------------------------------------------------------------------------- */

/* Whether the container may be written: it does not hold itself, and lies not too deep. */
static bool check_container(json_writer *w, const json_step *step)
{
    for (const json_step *outer = step->outer; outer != NULL; outer = outer->outer)
        if (outer->container == step->container)
            return json_writer_refuse(w, "holds itself");
    if (w->depth == JSON_WRITER_MAX_DEPTH)
        return json_writer_refuse(w, "is nested deeper than %d levels", JSON_WRITER_MAX_DEPTH);
    return true;
}

/* json.dumps writes these keys, too. */
static bool put_other_key(json_writer *w, PyObject *key)
{
    if (PyUnicode_Check(key) != 0)
        return put_string(w, key);
    if (key != Py_None && PyLong_Check(key) == 0 && PyFloat_Check(key) == 0)
        return json_writer_refuse(w, "has a key that is no text");
    text_buffer_add_char(w->to, '"');
    bool done = json_writer_put(w, key);
    text_buffer_add_char(w->to, '"');
    return done;
}

static bool put_key(json_writer *w, PyObject *key)
{
    bool done = PyUnicode_CheckExact(key) != 0 ? put_string(w, key) : put_other_key(w, key);

    text_buffer_add_char(w->to, ':');
    return done;
}

static bool put_members(json_writer *w, PyObject *dict, json_step *step)
{
    Py_ssize_t at = 0;
    Py_ssize_t size = PyDict_Size(dict);
    PyObject *value = NULL;
    bool done = true;
    const char *comma = "";

    while (done && PyDict_Next(dict, &at, &step->key, &value) != 0) {
        PyObject *key = step->key;

        /* Code of the value's own may take it out of the dict. */
        Py_INCREF(key);
        Py_INCREF(value);
        text_buffer_add(w->to, comma, strlen(comma));
        done = put_key(w, key) && json_writer_put(w, value);
        comma = ",";
        /* While the key lives, which the fault names. */
        if (done && PyDict_Size(dict) != size)
            done = json_writer_refuse(w, "changed while it was read");
        Py_DECREF(value);
        Py_DECREF(key);
    }
    return done;
}

/* A list can shrink while it is read: each item is asked for anew. */
static bool put_items(json_writer *w, PyObject *sequence, json_step *step)
{
    bool is_list = PyList_Check(sequence) != 0;

    for (step->index = 0;; step->index++) {
        PyObject *item = NULL;

        if (step->index >= (is_list ? PyList_Size(sequence) : PyTuple_Size(sequence)))
            return true;
        item = is_list ? PyList_GetItem(sequence, step->index)
                       : PyTuple_GetItem(sequence, step->index);
        Py_INCREF(item);
        if (step->index > 0)
            text_buffer_add_char(w->to, ',');
        bool done = json_writer_put(w, item);
        Py_DECREF(item);
        if (!done)
            return false;
    }
}

/* What is within a container. */
typedef bool (*put_content)(json_writer *w, PyObject *container, json_step *step);

static bool put_container(json_writer *w, PyObject *container, const char *brackets,
                          put_content put)
{
    const json_step *outer = w->step;
    json_step step = {outer, container, NULL, 0};

    if (!check_container(w, &step))
        return false;
    w->step = &step;
    w->depth++;
    text_buffer_add_char(w->to, brackets[0]);
    bool done = put(w, container, &step);
    text_buffer_add_char(w->to, brackets[1]);
    w->depth--;
    w->step = outer;
    return done;
}

/* ---- Any value ----------------------------------------------------------------------------------- */

/* The text of a TypeError or ValueError of mixpanel_data._values is the reason. */
static void refuse_with_exception(json_writer *w)
{
    PyObject *type = NULL;
    PyObject *exception = NULL;
    PyObject *trace = NULL;

    PyErr_Fetch(&type, &exception, &trace);
    PyErr_NormalizeException(&type, &exception, &trace);
    PyObject *text = PyObject_Str(exception);
    const char *reason = text == NULL ? NULL : PyUnicode_AsUTF8AndSize(text, NULL);
    PyErr_Clear();
    (void)json_writer_refuse(w, "%s", reason == NULL ? "can't be written as JSON" : reason);
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(exception);
    Py_XDECREF(trace);
}

/* A value of a type that JSON does not have. `plain` gives None and a reason where only a repair makes it null. */
static bool put_other(json_writer *w, PyObject *value)
{
    PyObject *plain = PyObject_CallFunctionObjArgs(w->state->plain_value, value, NULL);
    bool done = false;

    if (plain == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) != 0)
            refuse_with_exception(w);
        return false;
    }
    /* Each step makes the value plainer, and counts as depth, so that this comes to an end. */
    if (w->depth == JSON_WRITER_MAX_DEPTH) {
        done = json_writer_refuse(w, "is nested deeper than %d levels", JSON_WRITER_MAX_DEPTH);
    } else {
        w->depth++;
        done = json_writer_put(w, plain);
        w->depth--;
    }
    Py_DECREF(plain);
    return done;
}

/* Subclasses of what JSON has: an IntEnum is its number, a defaultdict its members. */
static bool put_subclass(json_writer *w, PyObject *value)
{
    if (Py_TYPE(value) == w->state->number_type)
        return json_writer_put_plain(w, value);
    if (PyUnicode_Check(value) != 0)
        return put_string(w, value);
    if (PyLong_Check(value) != 0)
        return put_integer(w, value);
    if (PyFloat_Check(value) != 0)
        return put_float(w, value);
    if (PyDict_Check(value) != 0)
        return put_container(w, value, "{}", put_members);
    if (PyList_Check(value) != 0 || PyTuple_Check(value) != 0)
        return put_container(w, value, "[]", put_items);
    return put_other(w, value);
}

bool json_writer_put(json_writer *w, PyObject *value)
{
    if (PyUnicode_CheckExact(value) != 0)
        return put_string(w, value);
    if (value == Py_None)
        return put_word(w, "null");
    if (value == Py_True)
        return put_word(w, "true");
    if (value == Py_False)
        return put_word(w, "false");
    if (PyLong_CheckExact(value) != 0)
        return put_integer(w, value);
    if (PyFloat_CheckExact(value) != 0)
        return put_float(w, value);
    return put_subclass(w, value);
}
