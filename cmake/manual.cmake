# The manual pages and the completions of the shells, made of what the commands say of themselves, in share of
# the build's folder.

file(GLOB manual_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/manual/*.c")
file(GLOB manual_shell_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/manual/completion.*sh")
set(manual_dir "${PROJECT_BINARY_DIR}/share")
# Of the build, or of SOURCE_DATE_EPOCH.
string(TIMESTAMP manual_day "%Y-%m-%d" UTC)

add_executable(mpdata_manual ${manual_sources})
target_include_directories(mpdata_manual PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_link_libraries(mpdata_manual PRIVATE
    mpdata_command_settings mpdata $<TARGET_OBJECTS:mpdata_command_objects>)

add_custom_command(
    OUTPUT "${manual_dir}/made"
    COMMAND "${CMAKE_COMMAND}" -E rm -rf "${manual_dir}"
    COMMAND mpdata_manual "${PROJECT_SOURCE_DIR}/src/manual" "${manual_day}" "${manual_dir}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${manual_dir}/made"
    DEPENDS mpdata_manual ${manual_shell_sources}
    COMMENT "Making the manual pages and completions"
    VERBATIM)
add_custom_target(mpdata_manual_files ALL DEPENDS "${manual_dir}/made")
