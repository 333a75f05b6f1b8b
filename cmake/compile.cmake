# How our own C is compiled: mpdata_compile_settings is linked, privately, by every target of ours.
# Code that others wrote gets mpdata_vendor_settings.

include(CheckCCompilerFlag)

option(MPDATA_WARNINGS_AS_ERRORS "Let a warning stop the build" OFF)
option(MPDATA_FAULTS "Build what makes calls of our code fail, tests/injection; the code itself stays as it is" OFF)
option(MPDATA_FUZZ "Build the fuzz targets for libFuzzer, which clang has" OFF)
option(MPDATA_COVERAGE "Count the lines and branches that run (gcov)" OFF)
set(MPDATA_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=: address,undefined or thread")

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# -g1 keeps function names and lines for a back trace, at a fraction of the size of -g.
set(CMAKE_C_FLAGS_RELEASE "-O3 -g1 -DNDEBUG")
set(CMAKE_C_FLAGS_DEBUG "-O0 -g")

add_library(mpdata_compile_settings INTERFACE)
add_library(mpdata_vendor_settings INTERFACE)

target_compile_options(mpdata_compile_settings INTERFACE
    -Wall
    -Wextra
    -Wcast-qual
    -Wconversion
    -Wformat=2
    -Wmissing-prototypes
    -Wpointer-arith
    -Wshadow
    -Wstrict-prototypes
    -Wundef
    -Wvla
    -Wwrite-strings
    $<$<BOOL:${MPDATA_WARNINGS_AS_ERRORS}>:-Werror>)

# Without optimisation gcc does not follow values, and this warning would say nothing.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(mpdata_compile_settings INTERFACE -Wnull-dereference)
endif()

# dladdr, pwritev and their like are hidden by -std=c11 unless they are asked for.
target_compile_definitions(mpdata_compile_settings INTERFACE _GNU_SOURCE)

# Vendor code is fast in every build: it is not what a debug or sanitizer run looks at.
target_compile_options(mpdata_vendor_settings INTERFACE -w -O2)
# Nor is it checked there: flatcc asserts that it has memory, and else gives an error.
target_compile_definitions(mpdata_vendor_settings INTERFACE NDEBUG)

# Hardening goes into release only: it needs optimisation, and sanitizers replace it.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT MPDATA_SANITIZE AND NOT MPDATA_COVERAGE)
    set(hardening -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
        string(MAKE_C_IDENTIFIER "MPDATA_HAS${flag}" has_flag)
        check_c_compiler_flag(${flag} ${has_flag})
        if(${has_flag})
            list(APPEND hardening ${flag})
        endif()
    endforeach()
    foreach(settings mpdata_compile_settings mpdata_vendor_settings)
        target_compile_options(${settings} INTERFACE ${hardening})
    endforeach()
    add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
    # CMake compiles programs as position independent code, but links them so only when told.
    include(CheckPIESupported)
    check_pie_supported(LANGUAGES C)
endif()

if(MPDATA_SANITIZE)
    target_compile_options(mpdata_compile_settings INTERFACE
        -O1 -fno-omit-frame-pointer -fsanitize=${MPDATA_SANITIZE} -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${MPDATA_SANITIZE})
endif()

# libFuzzer follows what the compiler counts: in our code, and in the JSON parser. Optimised, since a run is as good as
# the number of its executions.
if(MPDATA_FUZZ)
    foreach(settings mpdata_compile_settings mpdata_vendor_settings)
        target_compile_options(${settings} INTERFACE -O2 -fsanitize=fuzzer-no-link)
    endforeach()
    if(MPDATA_SANITIZE)
        target_compile_options(mpdata_vendor_settings INTERFACE -fsanitize=${MPDATA_SANITIZE})
    endif()
endif()

if(MPDATA_COVERAGE)
    # Threads count, too; and what a process counted is added while others end.
    target_compile_options(mpdata_compile_settings INTERFACE --coverage -fprofile-update=atomic)
    add_link_options(--coverage)
endif()
