#include "module.h"

#include <stddef.h>

#include "mpdata.h"

module_state *module_state_of(PyObject *module)
{
    return PyModule_GetState(module);
}

/* Where in the state a name is, and the name. */
typedef struct name_entry {
    size_t offset;
    const char *text;
} name_entry;

#define RECORD_NAME(member, text)                                                                  \
    {                                                                                              \
        offsetof(module_state, names.member), text                                                 \
    }
#define MOMENT_NAME(member)                                                                        \
    {                                                                                              \
        offsetof(module_state, moments.member), #member                                            \
    }

static const name_entry name_entries[] = {
    RECORD_NAME(event_name, "event_name"),
    RECORD_NAME(event_time, "event_time"),
    RECORD_NAME(distinct_id, "distinct_id"),
    RECORD_NAME(insert_id, "insert_id"),
    RECORD_NAME(properties, "properties"),
    RECORD_NAME(last_seen, "last_seen"),
    RECORD_NAME(event, "event"),
    RECORD_NAME(raw_properties, "$properties"),
    MOMENT_NAME(year),
    MOMENT_NAME(month),
    MOMENT_NAME(day),
    MOMENT_NAME(hour),
    MOMENT_NAME(minute),
    MOMENT_NAME(second),
    MOMENT_NAME(microsecond),
    MOMENT_NAME(tzinfo),
    MOMENT_NAME(utcoffset),
    MOMENT_NAME(days),
    MOMENT_NAME(seconds),
    MOMENT_NAME(microseconds),
};

/* What is taken from other modules: "module.attribute". Objects of any type, types too. */
typedef struct import_entry {
    size_t offset;
    const char *module;
    const char *attribute;
} import_entry;

static const import_entry import_entries[] = {
    {offsetof(module_state, make_exception), "mixpanel_data.exceptions", "from_native"},
    {offsetof(module_state, plain_value), "mixpanel_data._values", "plain"},
    {offsetof(module_state, number_type), "mixpanel_data._values", "Number"},
    {offsetof(module_state, datetime_type), "datetime", "datetime"},
    {offsetof(module_state, date_type), "datetime", "date"},
    {offsetof(module_state, decimal), "decimal", "Decimal"},
    {offsetof(module_state, make_date), "mixpanel_data._cells", "date"},
    {offsetof(module_state, make_time), "mixpanel_data._cells", "time"},
    {offsetof(module_state, make_timestamp), "mixpanel_data._cells", "timestamp"},
    {offsetof(module_state, make_interval), "mixpanel_data._cells", "interval"},
    {offsetof(module_state, make_uuid), "mixpanel_data._cells", "make_uuid"},
    {offsetof(module_state, make_opaque), "mixpanel_data._cells", "opaque"},
    {offsetof(module_state, utc), "datetime", "UTC"},
    {offsetof(module_state, main_thread), "threading", "main_thread"},
    {offsetof(module_state, thread_ident), "threading", "get_ident"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static PyObject **slot(module_state *state, size_t offset)
{
    return (PyObject **)(void *)((char *)state + offset);
}

static bool make_names(module_state *state)
{
    for (size_t i = 0; i < COUNT(name_entries); i++) {
        PyObject *name = PyUnicode_InternFromString(name_entries[i].text);

        if (name == NULL)
            return false;
        *slot(state, name_entries[i].offset) = name;
    }
    return true;
}

static bool take_imports(module_state *state)
{
    for (size_t i = 0; i < COUNT(import_entries); i++) {
        PyObject *module = PyImport_ImportModule(import_entries[i].module);
        PyObject *found =
            module == NULL ? NULL : PyObject_GetAttrString(module, import_entries[i].attribute);

        Py_XDECREF(module);
        if (found == NULL)
            return false;
        *slot(state, import_entries[i].offset) = found;
    }
    return true;
}

static int execute(PyObject *module)
{
    module_state *state = module_state_of(module);

    return make_names(state) && take_imports(state) && database_type_make(module, state) &&
                   result_type_make(module, state) && rows_type_make(module, state) &&
                   PyModule_AddFunctions(module, database_functions) == 0 &&
                   PyModule_AddFunctions(module, command_line_functions) == 0 &&
                   PyModule_AddStringConstant(module, "version", mpdata_version_string()) == 0
               ? 0
               : -1;
}

/* The entries are all objects, so both tables visit and clear them. */
static int traverse(PyObject *module, visitproc visit, void *arg)
{
    module_state *state = module_state_of(module);

    for (size_t i = 0; i < COUNT(import_entries); i++)
        Py_VISIT(*slot(state, import_entries[i].offset));
    Py_VISIT(state->database_type);
    Py_VISIT(state->result_type);
    Py_VISIT(state->rows_type);
    return 0;
}

static int clear(PyObject *module)
{
    module_state *state = module_state_of(module);

    for (size_t i = 0; i < COUNT(name_entries); i++)
        Py_CLEAR(*slot(state, name_entries[i].offset));
    for (size_t i = 0; i < COUNT(import_entries); i++)
        Py_CLEAR(*slot(state, import_entries[i].offset));
    Py_CLEAR(state->database_type);
    Py_CLEAR(state->result_type);
    Py_CLEAR(state->rows_type);
    return 0;
}

static void free_module(void *module)
{
    (void)clear(module);
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)execute}, {0, NULL}};

static struct PyModuleDef module_definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "mixpanel_data._native",
    .m_doc = "libmpdata. What users call is in mixpanel_data.",
    .m_size = sizeof(module_state),
    .m_slots = module_slots,
    .m_traverse = traverse,
    .m_clear = clear,
    .m_free = free_module,
};

PyMODINIT_FUNC PyInit__native(void);

PyMODINIT_FUNC PyInit__native(void)
{
    return PyModuleDef_Init(&module_definition);
}
