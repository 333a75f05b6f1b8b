# What disturbs the library on purpose: tests/faults/test_*.py, each runnable alone at any length.

add_executable(fault_worker "${CMAKE_CURRENT_SOURCE_DIR}/faults/worker.c")
set_target_properties(fault_worker PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
target_link_libraries(fault_worker PRIVATE mpdata_compile_settings mpdata_static Threads::Threads)

# Preloaded into the worker, in the build that is installed: a sanitizer wants to be the first library itself.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_library(fault_kill_call SHARED "${CMAKE_CURRENT_SOURCE_DIR}/faults/kill_call.c")
    set_target_properties(fault_kill_call PROPERTIES
        C_VISIBILITY_PRESET default LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    # The headers' own definitions of open and its like would stand in the way.
    target_compile_options(fault_kill_call PRIVATE -U_FORTIFY_SOURCE)
    target_link_libraries(fault_kill_call PRIVATE mpdata_compile_settings ${CMAKE_DL_LIBS})
endif()

find_program(PYTHON3 python3)
file(GLOB fault_scripts CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/faults/test_*.py")
if(NOT TARGET fault_kill_call)
    # Nor is what a sanitizer takes measured.
    list(FILTER fault_scripts EXCLUDE REGEX "test_(call_kills|long_life).py$")
endif()
if(TARGET mpdata_command AND PYTHON3)
    foreach(script IN LISTS fault_scripts)
        get_filename_component(name "${script}" NAME_WE)
        string(REGEX REPLACE "^test_" "" name "${name}")
        add_test(NAME faults.${name} COMMAND "${PYTHON3}" "${script}"
            --mpdata $<TARGET_FILE:mpdata_command> WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
        set_tests_properties(faults.${name} PROPERTIES
            LABELS faults TIMEOUT 900 SKIP_RETURN_CODE 77 ENVIRONMENT "${test_environment}")
    endforeach()
endif()
