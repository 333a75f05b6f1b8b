# The command `mpdata`: a client of the library that sees the public headers only. All but main.c is an
# object library too, so that unit tests can link it.

file(GLOB command_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/cli/*.c")
set(command_main "${PROJECT_SOURCE_DIR}/src/cli/main.c")

if(command_main IN_LIST command_sources)
    list(REMOVE_ITEM command_sources "${command_main}")

    add_library(mpdata_command_settings INTERFACE)
    target_include_directories(mpdata_command_settings INTERFACE
        "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src/cli")
    target_include_directories(mpdata_command_settings SYSTEM INTERFACE ${EDIT_INCLUDE_DIRS})
    target_link_libraries(mpdata_command_settings INTERFACE
        mpdata_compile_settings PkgConfig::POPT PkgConfig::SMARTCOLS PkgConfig::ISAL
        PkgConfig::ZSTD Threads::Threads ${CMAKE_DL_LIBS})

    add_executable(mpdata_command "${command_main}")
    set_target_properties(mpdata_command PROPERTIES
        OUTPUT_NAME mpdata
        INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
    target_link_libraries(mpdata_command PRIVATE mpdata_command_settings mpdata)

    if(command_sources)
        add_library(mpdata_command_objects OBJECT ${command_sources})
        target_link_libraries(mpdata_command_objects PRIVATE mpdata_command_settings)
        # A command that a signal ends, by raise(), counts what it has reached.
        if(MPDATA_COVERAGE)
            target_sources(mpdata_command_objects PRIVATE "${PROJECT_SOURCE_DIR}/tests/coverage/raise.c")
            target_link_options(mpdata_command_settings INTERFACE -Wl,--wrap=raise)
        endif()
        target_link_libraries(mpdata_command PRIVATE $<TARGET_OBJECTS:mpdata_command_objects>)
    endif()
endif()
