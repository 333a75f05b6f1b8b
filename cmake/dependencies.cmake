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

# Inlined whatever the compiler thinks of it, the branches of yyjson.h would count as those of our lines.
if(MPDATA_COVERAGE)
    target_compile_definitions(mpdata_yyjson INTERFACE yyjson_inline=inline)
endif()

# nanoarrow: Arrow's files, from the source that set-up fetched, with the part of flatcc that it needs.
set(nanoarrow_dir "${MPDATA_DEPS_DIR}/nanoarrow")
if(NOT EXISTS "${nanoarrow_dir}/nanoarrow/nanoarrow_ipc.h")
    message(FATAL_ERROR "${nanoarrow_dir}/nanoarrow is missing: run script/setup first.")
endif()
set(NANOARROW_VERSION_MAJOR 0)
set(NANOARROW_VERSION_MINOR 9)
set(NANOARROW_VERSION_PATCH 0)
set(NANOARROW_VERSION 0.9.0)
# Another nanoarrow in a program that links libmpdata.a has other names.
set(NANOARROW_NAMESPACE_DEFINE "#define NANOARROW_NAMESPACE MpdataNanoarrow")
configure_file("${nanoarrow_dir}/nanoarrow/nanoarrow_config.h.in"
    "${PROJECT_BINARY_DIR}/nanoarrow/nanoarrow/nanoarrow_config.h" @ONLY)
add_library(mpdata_nanoarrow INTERFACE)
target_include_directories(mpdata_nanoarrow SYSTEM INTERFACE
    "${nanoarrow_dir}" "${PROJECT_BINARY_DIR}/nanoarrow")
# By itself nanoarrow marks all its functions as exported, from our library too.
target_compile_definitions(mpdata_nanoarrow INTERFACE NANOARROW_DLL=)
set(nanoarrow_sources
    nanoarrow/common/array.c nanoarrow/common/array_stream.c nanoarrow/common/schema.c
    nanoarrow/common/utils.c nanoarrow/ipc/codecs.c nanoarrow/ipc/decoder.c nanoarrow/ipc/encoder.c
    nanoarrow/ipc/writer.c flatcc_runtime/builder.c flatcc_runtime/emitter.c
    flatcc_runtime/refmap.c flatcc_runtime/verifier.c)
list(TRANSFORM nanoarrow_sources PREPEND "${nanoarrow_dir}/")
# Where memory runs out, 0.9.0 loses what it has: the buffer that can't grow, and the writer that has no encoder; it does not
# look whether it has a list of buffers; and its flatcc takes a table that it could not keep, and a message that could not be
# made, for good.
function(mend_nanoarrow file text mended)
    set(from "${nanoarrow_dir}/${file}")
    set(to "${PROJECT_BINARY_DIR}/nanoarrow/${file}")
    if(to IN_LIST nanoarrow_sources)
        set(from "${to}")
    endif()
    file(READ "${from}" content)
    string(REPLACE "${text}" "${mended}" mended_content "${content}")
    if(mended_content STREQUAL content)
        message(FATAL_ERROR "${file} of nanoarrow is not as it was: look whether it still has to be mended")
    endif()
    file(CONFIGURE OUTPUT "${to}" CONTENT "${mended_content}" @ONLY)
    list(TRANSFORM nanoarrow_sources REPLACE "^${from}$" "${to}")
    set(nanoarrow_sources "${nanoarrow_sources}" PARENT_SCOPE)
endfunction()
mend_nanoarrow(nanoarrow/common/utils.c "{ return realloc(ptr, size); }"
    "{ void* out = realloc(ptr, size); if (out == NULL && size > 0) free(ptr); return out; }")
mend_nanoarrow(nanoarrow/common/array.c "ArrowMalloc(sizeof(void*) * NANOARROW_MAX_FIXED_BUFFERS);"
    "ArrowMalloc(sizeof(void*) * NANOARROW_MAX_FIXED_BUFFERS);
  if (private_data->buffer_data == NULL) { ArrowFree(private_data); array->release = NULL; return ENOMEM; }")
mend_nanoarrow(nanoarrow/ipc/writer.c "NANOARROW_RETURN_NOT_OK(ArrowIpcEncoderInit(&private->encoder))"
    "if (ArrowIpcEncoderInit(&private->encoder) != NANOARROW_OK) { ArrowFree(private); return ENOMEM; }")
mend_nanoarrow(flatcc_runtime/builder.c "B->vb_end, vt_size, 0))) {
                return -1;" "B->vb_end, vt_size, 0))) {
                return 0;")
mend_nanoarrow(flatcc_runtime/builder.c "    check(frame(type) == flatcc_builder_buffer, \"expected buffer frame\");"
    "    if (root == 0) return 0;")
add_library(mpdata_nanoarrow_objects OBJECT ${nanoarrow_sources})
target_link_libraries(mpdata_nanoarrow_objects PRIVATE mpdata_vendor_settings mpdata_nanoarrow)

# Compressed exports: gzip by ISA-L, the fastest that Debian has, and zstd.
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)

# The command line's options, tables, and the editing of lines in its shell.
pkg_check_modules(POPT REQUIRED IMPORTED_TARGET popt)
# Of libedit the header alone: the library is bound when a shell is started.
pkg_check_modules(EDIT REQUIRED libedit)
pkg_check_modules(SMARTCOLS REQUIRED IMPORTED_TARGET smartcols)
