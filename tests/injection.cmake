# Calls of our own code that fail on purpose: programs in which the linker sends them through injection/wrap_*.c. What is
# compiled is the same as everywhere. With MPDATA_FAULTS alone (the presets `faults`, `asan` and `coverage`).

if(NOT MPDATA_FAULTS OR NOT TARGET mpdata_command OR NOT PYTHON3)
    return()
endif()

# The names are those of the debug builds' objects: with optimisation the headers make __getdelim of getline.
set(wrapped main
    malloc calloc realloc strdup strndup asprintf fopencookie getline __getdelim atexit pthread_condattr_init
    ZSTD_createDStream
    open openat read pread write pwrite fsync fdatasync ftruncate rename link unlink unlinkat rmdir close fstat fstatat stat lstat access
    statfs fstatvfs flock fcntl mkdir mkdirat mkdtemp mkstemp chmod fchmod fchown pipe2 eventfd poll lseek fopen fdopen fileno
    realpath opendir fdopendir readdir getrandom getpwuid_r dlopen dlsym sigwaitinfo
    pthread_create pthread_mutex_init pthread_cond_init
    buffer_reserve buffer_append buffer_append_text buffer_append_format buffer_terminate)
set(wrapped_in_command
    open_memstream fclose glob posix_spawn posix_spawn_file_actions_init posix_spawn_file_actions_adddup2 posix_spawnattr_init
    waitpid ZSTD_createCCtx ZSTD_compressStream2 poptGetContext scols_new_table scols_table_new_column scols_table_new_line
    scols_line_set_data scols_line_refer_data scols_table_set_column_separator scols_print_table)
list(TRANSFORM wrapped PREPEND "-Wl,--wrap=")
list(TRANSFORM wrapped_in_command PREPEND "-Wl,--wrap=")

set(injected_sources injection/inject.c injection/call_places.c injection/wrap_buffer.c injection/wrap_memory.c
    injection/wrap_system.c injection/wrap_streams.c injection/terminal.c)

foreach(what command api)
    set(target injected_${what})
    add_executable(${target} ${injected_sources} injection/serve.c)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    target_link_libraries(${target} PRIVATE mpdata_compile_settings mpdata_static Threads::Threads ${CMAKE_DL_LIBS})
    target_link_options(${target} PRIVATE ${wrapped})
endforeach()
target_sources(injected_command PRIVATE injection/wrap_libraries.c injection/wrap_libedit.c injection/wrap_text_streams.c
    "${command_main}"
    $<TARGET_OBJECTS:mpdata_command_objects>)
target_link_libraries(injected_command PRIVATE mpdata_command_settings)
target_link_options(injected_command PRIVATE ${wrapped_in_command})
target_sources(injected_api PRIVATE injection/api.c)

# The Python extension, for tests/python/memory_faults.py, beside a link to each file of its package.
if(TARGET mpdata_python)
    set(python_wrapped ${wrapped})
    list(REMOVE_ITEM python_wrapped "-Wl,--wrap=main")
    add_library(injected_python MODULE ${python_sources} $<TARGET_OBJECTS:mpdata_command_objects>
        ${injected_sources})
    # Python reaches inject.h by its names.
    set_target_properties(injected_python PROPERTIES
        OUTPUT_NAME _native PREFIX "" SUFFIX ".abi3.so" C_VISIBILITY_PRESET default
        LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/python/mixpanel_data")
    target_compile_definitions(injected_python PRIVATE Py_LIMITED_API=0x030B0000)
    target_include_directories(injected_python PRIVATE
        "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/src/python")
    target_include_directories(injected_python SYSTEM PRIVATE ${Python3_INCLUDE_DIRS})
    target_link_libraries(injected_python PRIVATE mpdata_command_settings mpdata_static)
    target_link_options(injected_python PRIVATE -Wl,--exclude-libs,ALL ${python_wrapped})
    file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/tests/python/mixpanel_data")
    foreach(package_file IN LISTS package_files)
        get_filename_component(name "${package_file}" NAME)
        if(NOT name STREQUAL "__pycache__")
            file(CREATE_LINK "${package_file}" "${PROJECT_BINARY_DIR}/tests/python/mixpanel_data/${name}" SYMBOLIC)
        endif()
    endforeach()
endif()

# injection/<layer>/test_<what>.c: cmocka programs, named injection.<layer>.<what> in CTest, in which calls fail in the midst of
# one process. That takes no time, so that each allocation of what needs no database of its own can fail.
file(GLOB injected_tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/injection/*/test_*.c")
if(CMOCKA_FOUND)
    set(wrapped_in_tests
        engine_connection_open engine_connection_share engine_connection_share_unguarded engine_connection_confine
        engine_connection_count_progress engine_execute engine_execute_script engine_execute_watched engine_query
        engine_result_next engine_result_next_arrow engine_result_arrow_schema engine_arrow_view
        engine_script_open engine_script_prepare engine_statement_bind engine_statement_bind_all engine_statement_note_zone
        engine_statement_stream engine_statement_exhaust engine_scan_attach database_is_interrupted)
    list(TRANSFORM wrapped_in_tests PREPEND "-Wl,--wrap=")
    list(APPEND wrapped_in_tests ${wrapped})
    list(REMOVE_ITEM wrapped_in_tests "-Wl,--wrap=main")
    # Calls that the linker sends to the test itself, as in unit.cmake.
    set(wrapped_in_injection_cli_shell mpdata_db_set_time_limit)
    add_library(injected_calls OBJECT ${injected_sources} injection/wrap_engine.c)
    target_include_directories(injected_calls PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(injected_calls PRIVATE mpdata_compile_settings mpdata_static)
    foreach(source IN LISTS injected_tests)
        get_filename_component(folder "${source}" DIRECTORY)
        get_filename_component(layer "${folder}" NAME)
        get_filename_component(name "${source}" NAME_WE)
        string(REGEX REPLACE "^test_" "" what "${name}")
        set(target test_injection_${layer}_${what})
        add_executable(${target} "${source}" $<TARGET_OBJECTS:injected_calls>)
        set_target_properties(${target} PROPERTIES
            RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
        target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${CMAKE_CURRENT_SOURCE_DIR}/unit"
            "${CMAKE_CURRENT_SOURCE_DIR}/injection")
        target_link_libraries(${target} PRIVATE
            mpdata_compile_settings mpdata_static PkgConfig::CMOCKA Threads::Threads ${CMAKE_DL_LIBS})
        target_link_options(${target} PRIVATE ${wrapped_in_tests})
        if(layer STREQUAL "cli")
            target_sources(${target} PRIVATE injection/wrap_libraries.c injection/wrap_libedit.c injection/wrap_text_streams.c
                $<TARGET_OBJECTS:mpdata_command_objects>)
            target_link_libraries(${target} PRIVATE mpdata_command_settings)
            target_link_options(${target} PRIVATE ${wrapped_in_command})
        endif()
        foreach(call IN LISTS wrapped_in_injection_${layer}_${what})
            target_link_options(${target} PRIVATE -Wl,--wrap=${call})
        endforeach()
        if(MPDATA_COVERAGE)
            target_compile_definitions(${target} PRIVATE INJECT_STEP=1)
            target_sources(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/coverage/exit.c")
            target_link_options(${target} PRIVATE -Wl,--wrap=_exit)
        endif()
        add_test(NAME injection.${layer}.${what} COMMAND ${target})
        set_tests_properties(injection.${layer}.${what} PROPERTIES
            LABELS faults TIMEOUT 900 ENVIRONMENT "${test_environment}")
    endforeach()
endif()

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
