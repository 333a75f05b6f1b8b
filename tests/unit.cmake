# tests/unit/<layer>/test_<what>.c: one cmocka program each, named <layer>.<what> in CTest. They link the
# static library, so they can reach what the shared one hides.

find_package(PkgConfig REQUIRED)
pkg_check_modules(CMOCKA IMPORTED_TARGET cmocka)
if(NOT CMOCKA_FOUND)
    if(MPDATA_REQUIRE_TESTS)
        message(FATAL_ERROR "cmocka is missing: run script/setup --dev")
    endif()
    message(STATUS "cmocka is missing: no unit tests (script/setup --dev installs it)")
    return()
endif()

file(GLOB unit_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/unit/*/test_*.c")
# What several tests share.
file(GLOB support_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/unit/support/*.c")

if(MPDATA_COVERAGE)
    list(APPEND support_sources "${CMAKE_CURRENT_SOURCE_DIR}/coverage/exit.c")
endif()

# Calls that the linker sends to the test, which makes a moment as long as it wants, or has them fail.
set(wrapped_in_base_buffer realloc)
set(wrapped_in_base_positioned_io pwrite)
set(wrapped_in_cli_interrupt mpdata_scratch_discard)
set(wrapped_in_cli_shell_names mpdata_db_set_time_limit)
set(wrapped_in_codec_stream ZSTD_decompressStream)
set(wrapped_in_engine_library_search buffer_terminate)
set(wrapped_in_parse_line_cutter buffer_append)
set(wrapped_in_store_scratch_discard flock)

foreach(source IN LISTS unit_sources)
    get_filename_component(folder "${source}" DIRECTORY)
    get_filename_component(layer "${folder}" NAME)
    get_filename_component(name "${source}" NAME_WE)
    string(REGEX REPLACE "^test_" "" what "${name}")

    set(target test_${layer}_${what})
    add_executable(${target} "${source}" ${support_sources})
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    target_include_directories(${target} PRIVATE
        "${PROJECT_SOURCE_DIR}/src" "${CMAKE_CURRENT_SOURCE_DIR}/unit")
    target_compile_definitions(${target} PRIVATE
        MPDATA_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
    target_link_libraries(${target} PRIVATE
        mpdata_compile_settings mpdata_static PkgConfig::CMOCKA Threads::Threads)
    if(MPDATA_COVERAGE)
        target_link_options(${target} PRIVATE -Wl,--wrap=_exit)
    endif()
    # The layer's own vendor header is its tests' too; loads are tested with compressed files.
    if(layer STREQUAL "engine")
        target_link_libraries(${target} PRIVATE mpdata_duckdb_header)
    elseif(layer STREQUAL "codec" OR layer STREQUAL "store")
        target_link_libraries(${target} PRIVATE PkgConfig::ISAL PkgConfig::ZSTD)
    elseif(layer STREQUAL "parse")
        target_link_libraries(${target} PRIVATE mpdata_yyjson)
    elseif(layer STREQUAL "query")
        target_link_libraries(${target} PRIVATE mpdata_nanoarrow)
    elseif(layer STREQUAL "cli")
        target_link_libraries(${target} PRIVATE
            mpdata_command_settings $<TARGET_OBJECTS:mpdata_command_objects>)
    elseif(layer STREQUAL "manual")
        target_sources(${target} PRIVATE
            "${PROJECT_SOURCE_DIR}/src/manual/argument.c" "${PROJECT_SOURCE_DIR}/src/manual/manual_page.c")
        target_link_libraries(${target} PRIVATE
            mpdata_command_settings $<TARGET_OBJECTS:mpdata_command_objects>)
    endif()

    foreach(call IN LISTS wrapped_in_${layer}_${what})
        target_link_options(${target} PRIVATE -Wl,--wrap=${call})
    endforeach()

    add_test(NAME ${layer}.${what} COMMAND ${target})
    set_tests_properties(${layer}.${what} PROPERTIES
        LABELS unit TIMEOUT 300 ENVIRONMENT "${test_environment}")
endforeach()
