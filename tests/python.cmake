# The tests of the Python package on the extension of this build, beside the package that tests/python/run makes. Where its lines
# and branches are counted, alone: elsewhere tests/python/run does all that this does. script/coverage fetches what it needs.

set(python_tools "${MPDATA_DEPS_DIR}/python/tools/bin/python")
if(NOT MPDATA_COVERAGE OR NOT TARGET mpdata_python OR NOT EXISTS "${python_tools}")
    return()
endif()
add_test(NAME python
    COMMAND "${CMAKE_COMMAND}" -E env
        "PYTHONPATH=${PROJECT_BINARY_DIR}/python:${MPDATA_DEPS_DIR}/python/duckdb-2.0.0"
        "${python_tools}" -m pytest -q -p no:cacheprovider tests/python
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
set_tests_properties(python PROPERTIES LABELS python TIMEOUT 1800)
