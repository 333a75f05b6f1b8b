# Stops the build when the public header and project() disagree about the version.

file(STRINGS "${PROJECT_SOURCE_DIR}/include/mpdata/version.h" version_lines
    REGEX "#define MPDATA_VERSION_[A-Z]+ ")

set(expected_lines
    "#define MPDATA_VERSION_MAJOR ${PROJECT_VERSION_MAJOR}"
    "#define MPDATA_VERSION_MINOR ${PROJECT_VERSION_MINOR}"
    "#define MPDATA_VERSION_PATCH ${PROJECT_VERSION_PATCH}"
    "#define MPDATA_VERSION_STRING \"${PROJECT_VERSION}\"")

foreach(line IN LISTS expected_lines)
    if(NOT line IN_LIST version_lines)
        message(FATAL_ERROR
            "include/mpdata/version.h lacks the line\n  ${line}\n"
            "that the version in CMakeLists.txt, ${PROJECT_VERSION}, asks for.")
    endif()
endforeach()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    "${PROJECT_SOURCE_DIR}/include/mpdata/version.h")
