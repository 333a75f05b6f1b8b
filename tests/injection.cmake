# Calls of our own code that fail on purpose: programs in which the linker sends them through injection/inject.c. What is
# compiled is the same as everywhere. With MPDATA_FAULTS alone (the presets `faults`, `asan` and `coverage`).

if(NOT MPDATA_FAULTS OR NOT TARGET mpdata_command OR NOT PYTHON3)
    return()
endif()

set(wrapped main malloc calloc realloc strdup strndup open_memstream
    open openat read pread write fsync rename link unlink unlinkat close fstat stat lstat flock fcntl mkdir pipe2
    eventfd poll lseek mkstemp fchmod fopen fdopen fileno realpath opendir pthread_create pthread_mutex_init)
list(TRANSFORM wrapped PREPEND "-Wl,--wrap=")

foreach(what command api)
    set(target injected_${what})
    add_executable(${target} injection/inject.c injection/call_places.c injection/serve.c)
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    target_link_libraries(${target} PRIVATE mpdata_compile_settings mpdata_static Threads::Threads ${CMAKE_DL_LIBS})
    target_link_options(${target} PRIVATE ${wrapped})
endforeach()
target_sources(injected_command PRIVATE "${command_main}" $<TARGET_OBJECTS:mpdata_command_objects>)
target_link_libraries(injected_command PRIVATE mpdata_command_settings)
target_sources(injected_api PRIVATE injection/api.c)

# What counts branches wants each place that a call comes from.
set(faults --each 5)
if(MPDATA_COVERAGE)
    set(faults --places)
endif()
add_test(NAME injection
    COMMAND "${PYTHON3}" "${CMAKE_CURRENT_SOURCE_DIR}/injection/test_injection.py"
        --command $<TARGET_FILE:injected_command> --api $<TARGET_FILE:injected_api>
        --duckdb "${MPDATA_DUCKDB_DIR}/libduckdb.so" ${faults})
set_tests_properties(injection PROPERTIES LABELS faults TIMEOUT 3600 ENVIRONMENT "${test_environment}")
