# The extension module of the Python package: libmpdata and the command in one file, for every CPython from 3.11 on
# (the limited API). It is built wherever Python's headers are; the wheel (pyproject.toml) installs the component
# `python` of it, and nothing else.

option(MPDATA_PYTHON "Stop where the Python extension can't be built" OFF)

find_package(Python3 3.11 COMPONENTS Interpreter Development.Module)
if(NOT Python3_Development.Module_FOUND)
    if(MPDATA_PYTHON)
        message(FATAL_ERROR "Python's headers are missing: on Debian, install python3-dev.")
    endif()
    message(STATUS "No headers of Python 3.11 or newer: the Python extension is not built")
    return()
endif()

file(GLOB python_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/python/*.c")
add_library(mpdata_python MODULE ${python_sources} $<TARGET_OBJECTS:mpdata_command_objects>)
set_target_properties(mpdata_python PROPERTIES
    OUTPUT_NAME _native PREFIX "" SUFFIX ".abi3.so"
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/python/mixpanel_data")
target_compile_definitions(mpdata_python PRIVATE Py_LIMITED_API=0x030B0000)
target_include_directories(mpdata_python PRIVATE
    "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/src/python")
target_include_directories(mpdata_python SYSTEM PRIVATE ${Python3_INCLUDE_DIRS})
target_link_libraries(mpdata_python PRIVATE mpdata_command_settings mpdata_static)

# Of the module Python sees PyInit__native alone: what the static library exports stays inside.
target_link_options(mpdata_python PRIVATE -Wl,--exclude-libs,ALL)

# A wheel needs no library of the system but those of C. zstd is linked in; of the others Debian 12 has no archive that fits
# into a shared object, so they are put beside the extension, each with its copyright notice.
if(SKBUILD)
    set_target_properties(mpdata_python PROPERTIES INSTALL_RPATH "$ORIGIN/lib")
    foreach(package ISAL ZSTD POPT SMARTCOLS)
        set(shared_library "${pkgcfg_lib_${package}_${${package}_LIBRARIES}}")
        string(REGEX REPLACE "\\.so$" ".a" archive "${shared_library}")
        if(package STREQUAL "ZSTD" AND EXISTS "${archive}")
            set_target_properties(PkgConfig::${package} PROPERTIES INTERFACE_LINK_LIBRARIES "${archive}")
            continue()
        endif()
        execute_process(COMMAND "${CMAKE_READELF}" --dynamic "${shared_library}"
            OUTPUT_VARIABLE dynamic_section COMMAND_ERROR_IS_FATAL ANY)
        string(REGEX MATCH "soname: \\[([^]]+)\\]" found "${dynamic_section}")
        set(soname "${CMAKE_MATCH_1}")
        file(REAL_PATH "${shared_library}" real_library)
        install(FILES "${real_library}" RENAME "${soname}" COMPONENT python DESTINATION mixpanel_data/lib)
        string(REGEX REPLACE "^(.*)\\.so\\.(.*)$" "\\1\\2" debian_package "${soname}")
        set(notice "/usr/share/doc/${debian_package}/copyright")
        if(EXISTS "${notice}")
            install(FILES "${notice}" RENAME "${soname}.copyright"
                COMPONENT python DESTINATION mixpanel_data/lib)
        endif()
    endforeach()
endif()

# Beside the extension, a package that can be imported out of the build tree.
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/python/mixpanel_data")
file(GLOB package_files CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/python/mixpanel_data/*")
foreach(package_file IN LISTS package_files)
    get_filename_component(name "${package_file}" NAME)
    if(NOT name STREQUAL "__pycache__")
        file(CREATE_LINK "${package_file}" "${PROJECT_BINARY_DIR}/python/mixpanel_data/${name}" SYMBOLIC)
    endif()
endforeach()

install(TARGETS mpdata_python COMPONENT python LIBRARY DESTINATION mixpanel_data)
