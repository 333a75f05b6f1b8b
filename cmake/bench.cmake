# The generator of sample exports, and the programs that the benchmark compares with: they measure, so
# they are built like the rest, but never installed.

file(GLOB generator_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/generate*.c")
if(generator_sources)
    add_executable(mpdata_generate ${generator_sources})
    target_link_libraries(mpdata_generate PRIVATE mpdata_compile_settings m)
endif()

# One program for each peer_*.c; it sees duckdb.h and takes the library's path when it runs.
file(GLOB peer_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/peer_*.c")
foreach(source IN LISTS peer_sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(mpdata_${name} "${source}")
    target_link_libraries(mpdata_${name} PRIVATE
        mpdata_compile_settings mpdata_duckdb_header Threads::Threads)
endforeach()

# Programs like a user's: they have the public headers, and the shared library.
foreach(name push arrow)
    add_executable(mpdata_${name} "${PROJECT_SOURCE_DIR}/bench/${name}.c")
    target_link_libraries(mpdata_${name} PRIVATE mpdata_compile_settings mpdata)
endforeach()
