# What `cmake --install` puts in place: headers, library, pkg-config file, CMake package, the command,
# and a DuckDB of its own in a private folder beside the library.

include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/mpdata")

install(FILES "${PROJECT_SOURCE_DIR}/include/mpdata.h" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/mpdata"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")

install(TARGETS mpdata mpdata_static EXPORT mpdata-targets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(TARGET mpdata_command)
    install(TARGETS mpdata_command RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
    install(DIRECTORY "${manual_dir}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}")
    foreach(shell bash-completion zsh fish)
        install(DIRECTORY "${manual_dir}/${shell}" DESTINATION "${CMAKE_INSTALL_DATADIR}")
    endforeach()
endif()

# The paths in mpdata.pc start at the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH pc_to_prefix
    "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
set(pc_requires_private "libisal, libzstd")
if(YYJSON_FOUND)
    string(APPEND pc_requires_private ", yyjson >= 0.10")
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/mpdata.pc.in" "${PROJECT_BINARY_DIR}/mpdata.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/mpdata.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/mpdata-config.cmake.in"
    "${PROJECT_BINARY_DIR}/mpdata-config.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/mpdata-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/mpdata-config.cmake"
    "${PROJECT_BINARY_DIR}/mpdata-config-version.cmake"
    DESTINATION "${package_dir}")
install(EXPORT mpdata-targets NAMESPACE mpdata:: DESTINATION "${package_dir}")

if(EXISTS "${MPDATA_DUCKDB_DIR}/libduckdb.so")
    install(PROGRAMS "${MPDATA_DUCKDB_DIR}/libduckdb.so"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/mpdata")
else()
    message(STATUS "No DuckDB in ${MPDATA_DUCKDB_DIR}: none will be installed; the system's is used")
endif()
