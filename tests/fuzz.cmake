# tests/fuzz/fuzz_<what>.c: one fuzz target each. With MPDATA_FUZZ (the preset `fuzz`) they are libFuzzer's
# programs, which script/fuzz runs; in every other build they replay their corpus, as the test fuzz.<what>.

add_library(fuzz_support OBJECT
    fuzz/plain_json.c fuzz/plain_time.c fuzz/plain_record.c)
target_include_directories(fuzz_support PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(fuzz_support PRIVATE mpdata_compile_settings mpdata_static)

# What libFuzzer's flags build is good for fuzzing alone: the command and the tests are not built with them.
add_custom_target(fuzz_targets)

file(GLOB fuzz_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_*.c")
foreach(source IN LISTS fuzz_sources)
    get_filename_component(target "${source}" NAME_WE)
    string(REGEX REPLACE "^fuzz_" "" what "${target}")
    set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${what}.txt")

    add_executable(${target} "${source}" $<TARGET_OBJECTS:fuzz_support>)
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    add_dependencies(fuzz_targets ${target})
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(${target} PRIVATE mpdata_compile_settings mpdata_static Threads::Threads)
    if(what MATCHES "^(arguments|text)$")
        target_link_libraries(${target} PRIVATE
            mpdata_command_settings $<TARGET_OBJECTS:mpdata_command_objects>)
    endif()
    if(MPDATA_FUZZ)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    else()
        target_sources(${target} PRIVATE fuzz/replay.c)
        add_test(NAME fuzz.${what} COMMAND ${target} "${corpus}")
        set_tests_properties(fuzz.${what} PROPERTIES
            LABELS fuzz TIMEOUT 300 ENVIRONMENT "${test_environment}")
    endif()
endforeach()
