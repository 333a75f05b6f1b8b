# libmpdata: one object library for each folder of src, so that a vendor's header is seen by one folder
# only; all of them together, shared and static. Sources are found, not listed: a new file in a folder
# needs no change here.

# From the lowest to the highest. script/check-layers keeps the order.
set(MPDATA_LAYERS base source codec parse engine ingest store query)

set(layer_objects)
foreach(layer IN LISTS MPDATA_LAYERS)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${layer}/*.c")
    if(NOT sources)
        continue()
    endif()
    set(objects mpdata_${layer}_objects)
    add_library(${objects} OBJECT ${sources})
    target_include_directories(${objects} PRIVATE
        "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src")
    target_link_libraries(${objects} PRIVATE mpdata_compile_settings Threads::Threads)
    list(APPEND layer_objects ${objects})
endforeach()

if(TARGET mpdata_codec_objects)
    target_link_libraries(mpdata_codec_objects PRIVATE PkgConfig::ISAL PkgConfig::ZSTD)
endif()
if(TARGET mpdata_parse_objects)
    target_link_libraries(mpdata_parse_objects PRIVATE mpdata_yyjson)
endif()
if(TARGET mpdata_engine_objects)
    target_link_libraries(mpdata_engine_objects PRIVATE mpdata_duckdb_header)
    target_compile_definitions(mpdata_engine_objects PRIVATE
        MPDATA_DUCKDB_INSTALL_DIR="${CMAKE_INSTALL_FULL_LIBDIR}/mpdata"
        MPDATA_DUCKDB_BUILD_DIR="${MPDATA_DUCKDB_DIR}")
endif()
if(TARGET mpdata_query_objects)
    target_link_libraries(mpdata_query_objects PRIVATE mpdata_nanoarrow)
endif()
list(APPEND layer_objects mpdata_nanoarrow_objects)
if(TARGET mpdata_yyjson_objects)
    list(APPEND layer_objects mpdata_yyjson_objects)
endif()

set(object_files)
foreach(objects IN LISTS layer_objects)
    list(APPEND object_files $<TARGET_OBJECTS:${objects}>)
endforeach()

add_library(mpdata SHARED ${object_files})
add_library(mpdata_static STATIC ${object_files})
add_library(mpdata::mpdata ALIAS mpdata)
add_library(mpdata::mpdata_static ALIAS mpdata_static)

foreach(library mpdata mpdata_static)
    set_target_properties(${library} PROPERTIES OUTPUT_NAME mpdata LINKER_LANGUAGE C)
    target_include_directories(${library} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(${library} PRIVATE Threads::Threads ${CMAKE_DL_LIBS} m
        $<BUILD_INTERFACE:PkgConfig::ISAL> $<BUILD_INTERFACE:PkgConfig::ZSTD>
        $<INSTALL_INTERFACE:isal> $<INSTALL_INTERFACE:zstd>)
    if(YYJSON_FOUND)
        target_link_libraries(${library} PRIVATE $<BUILD_INTERFACE:PkgConfig::YYJSON>)
    endif()
endforeach()

# While the number before the first dot is 0, every minor version may break programs.
set_target_properties(mpdata PROPERTIES
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
# clang puts the sanitizers' functions into programs alone, so they stay undefined in a library.
if(NOT MPDATA_SANITIZE)
    target_link_options(mpdata PRIVATE -Wl,--no-undefined)
endif()
