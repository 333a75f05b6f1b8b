# What others wrote. script/setup puts what Debian does not have below build/deps.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

set(MPDATA_DEPS_DIR "${PROJECT_SOURCE_DIR}/build/deps" CACHE PATH "Where script/setup put things")
file(STRINGS "${PROJECT_SOURCE_DIR}/deps/duckdb-version" duckdb_version LIMIT_COUNT 1)
set(MPDATA_DUCKDB_DIR "${MPDATA_DEPS_DIR}/duckdb/${duckdb_version}" CACHE PATH
    "The folder of the libduckdb.so that is installed with the library")

# DuckDB: only its header at build time; the library is looked for when the program runs.
if(NOT EXISTS "${MPDATA_DEPS_DIR}/include/duckdb.h")
    message(FATAL_ERROR "${MPDATA_DEPS_DIR}/include/duckdb.h is missing: run script/setup first.")
endif()
add_library(mpdata_duckdb_header INTERFACE)
target_include_directories(mpdata_duckdb_header SYSTEM INTERFACE "${MPDATA_DEPS_DIR}/include")
target_link_libraries(mpdata_duckdb_header INTERFACE ${CMAKE_DL_LIBS})

# yyjson: the system's where it is new enough, else the source that set-up fetched.
pkg_check_modules(YYJSON IMPORTED_TARGET yyjson>=0.10)
add_library(mpdata_yyjson INTERFACE)
if(YYJSON_FOUND)
    target_link_libraries(mpdata_yyjson INTERFACE PkgConfig::YYJSON)
elseif(EXISTS "${MPDATA_DEPS_DIR}/yyjson/yyjson.c")
    add_library(mpdata_yyjson_objects OBJECT "${MPDATA_DEPS_DIR}/yyjson/yyjson.c")
    target_link_libraries(mpdata_yyjson_objects PRIVATE mpdata_vendor_settings)
    target_include_directories(mpdata_yyjson SYSTEM INTERFACE "${MPDATA_DEPS_DIR}/yyjson")
    # By itself yyjson.h marks all its functions as exported, from our library too.
    target_compile_definitions(mpdata_yyjson_objects PRIVATE yyjson_api=)
    target_compile_definitions(mpdata_yyjson INTERFACE yyjson_api=)
else()
    message(FATAL_ERROR "${MPDATA_DEPS_DIR}/yyjson/yyjson.c is missing: run script/setup first.")
endif()

# Compressed exports: gzip by ISA-L, the fastest that Debian has, and zstd.
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)

# The command line's options and tables.
pkg_check_modules(POPT REQUIRED IMPORTED_TARGET popt)
pkg_check_modules(SMARTCOLS REQUIRED IMPORTED_TARGET smartcols)
