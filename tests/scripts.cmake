# Tests that are scripts. Each may hold many cases: it ends with a line that counts them (tests/count).

find_program(PYTHON3 python3)

# add_script_test(NAME LABEL COMMAND...)
function(add_script_test name label)
    add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES
        LABELS ${label} TIMEOUT 900 ENVIRONMENT "${test_environment}")
endfunction()

# The command line: tests/cli/run compares each case with what is written beside it.
if(TARGET mpdata_command AND EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/cli/run")
    add_script_test(cli command "${CMAKE_CURRENT_SOURCE_DIR}/cli/run"
        --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>)
endif()

# The same data read by mpdata and by a plain reading in Python.
file(GLOB differential_scripts CONFIGURE_DEPENDS
    "${CMAKE_CURRENT_SOURCE_DIR}/differential/test_*.py")
if(TARGET mpdata_command AND TARGET mpdata_generate AND PYTHON3)
    foreach(script IN LISTS differential_scripts)
        get_filename_component(name "${script}" NAME_WE)
        string(REGEX REPLACE "^test_" "" name "${name}")
        add_script_test(differential.${name} differential "${PYTHON3}" "${script}"
            --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>)
    endforeach()
endif()

# The command on a terminal, and ended by signals, a full disk or another process.
foreach(script terminal interruption scratch concurrency shell)
    set(path "${CMAKE_CURRENT_SOURCE_DIR}/${script}/test_${script}.py")
    if(TARGET mpdata_command AND TARGET mpdata_generate AND PYTHON3 AND EXISTS "${path}")
        add_script_test(${script} command "${PYTHON3}" "${path}"
            --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>)
    endif()
endforeach()

# What holds for every command, whatever it does. It starts the command a thousand times, which takes a build with the
# thread sanitizer too long.
if(TARGET mpdata_command AND TARGET mpdata_generate AND PYTHON3 AND NOT MPDATA_SANITIZE MATCHES "thread")
    add_script_test(commands command "${PYTHON3}"
        "${CMAKE_CURRENT_SOURCE_DIR}/commands/test_commands.py"
        --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>)
endif()

# What other programs read from Arrow streams and from Arrow and Parquet files. They load the library themselves, which
# one with a sanitizer does not allow.
if(TARGET mpdata_command AND TARGET mpdata_generate AND PYTHON3 AND NOT MPDATA_SANITIZE)
    add_script_test(arrow command "${CMAKE_COMMAND}" -E env
        "PYTHONPATH=${MPDATA_DEPS_DIR}/python/arrow-readers-26.0.1"
        "${PYTHON3}" "${CMAKE_CURRENT_SOURCE_DIR}/arrow/test_arrow.py" --library $<TARGET_FILE:mpdata>
        --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>)
endif()

# The program of the build that makes manual pages and completions.
if(TARGET mpdata_manual AND PYTHON3)
    add_script_test(manual.program tree "${PYTHON3}" "${CMAKE_CURRENT_SOURCE_DIR}/manual/test_program.py"
        --manual $<TARGET_FILE:mpdata_manual> --share "${PROJECT_BINARY_DIR}/share")
endif()

# How much memory the command takes: a sanitizer's own would be measured with it.
if(TARGET mpdata_command AND TARGET mpdata_generate AND PYTHON3 AND NOT MPDATA_SANITIZE)
    add_script_test(memory command "${PYTHON3}" "${CMAKE_CURRENT_SOURCE_DIR}/memory/test_memory.py"
        --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>)
    add_script_test(memory.wide command "${PYTHON3}" "${CMAKE_CURRENT_SOURCE_DIR}/memory/test_wide.py"
        --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>)
endif()

# What does not depend on how the library was compiled is looked at once, in the build that is installed.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_script_test(tree.headers tree "${CMAKE_CURRENT_SOURCE_DIR}/headers/check")
    add_script_test(tree.layers tree "${PROJECT_SOURCE_DIR}/script/check-layers")
    add_script_test(tree.layers-self-test tree
        "${PROJECT_SOURCE_DIR}/script/check-layers" --self-test)
    add_script_test(tree.exports tree "${CMAKE_CURRENT_SOURCE_DIR}/exports/check"
        $<TARGET_FILE:mpdata>)
    # The shells and the readers of manual pages that script/setup --dev installs.
    set(manual_tools)
    foreach(tool zsh fish mandoc groff)
        find_program(tool_${tool} ${tool})
        if(tool_${tool})
            list(APPEND manual_tools ${tool})
        elseif(MPDATA_REQUIRE_TESTS)
            message(FATAL_ERROR "${tool} is missing: run script/setup --dev")
        endif()
    endforeach()
    if(mandoc IN_LIST manual_tools AND groff IN_LIST manual_tools)
        add_script_test(tree.manual tree "${CMAKE_CURRENT_SOURCE_DIR}/manual/check"
            "${PROJECT_BINARY_DIR}")
    endif()
    if(PYTHON3)
        list(REMOVE_ITEM manual_tools mandoc groff)
        add_script_test(tree.completion tree "${PYTHON3}"
            "${CMAKE_CURRENT_SOURCE_DIR}/completion/test_completion.py"
            --mpdata $<TARGET_FILE:mpdata_command> --generate $<TARGET_FILE:mpdata_generate>
            --share "${PROJECT_BINARY_DIR}/share" bash ${manual_tools})
    endif()
    add_script_test(tree.install tree "${CMAKE_CURRENT_SOURCE_DIR}/install/check"
        "${PROJECT_BINARY_DIR}")
endif()
