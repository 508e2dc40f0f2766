# Warnings, and what the programs are tested for, as interface targets that every target of ours links.

add_library(project_options INTERFACE)
target_compile_definitions(project_options INTERFACE
  _GNU_SOURCE G_LOG_DOMAIN="etoken-ctl" G_DISABLE_DEPRECATED
  GLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74 GLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74
  OPENSSL_API_COMPAT=30000 OPENSSL_NO_DEPRECATED)
target_compile_options(project_options INTERFACE
  -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wformat=2 -Wundef
  -Wno-unused-parameter # callbacks have signatures that are not ours
  $<$<C_COMPILER_ID:Clang>:-Wno-unused-variable> # clang does not see that a g_autoptr is used at its end; gcc does
  $<$<BOOL:${DEVELOPER}>:-Werror>
  -ffunction-sections -fdata-sections)
target_link_options(project_options INTERFACE LINKER:--gc-sections)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

# Not optimised, so that each line is counted where it stands; atomic, since jobs run in threads.
if(COVERAGE)
  if(NOT CMAKE_C_COMPILER_ID STREQUAL "GNU")
    message(FATAL_ERROR "COVERAGE needs gcc: what its gcov counts is what gcovr reads")
  endif()
  target_compile_options(project_options INTERFACE --coverage -O0 -fprofile-update=atomic)
  target_link_options(project_options INTERFACE --coverage)
endif()

if(SANITIZE)
  target_compile_options(project_options INTERFACE -fsanitize=${SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(project_options INTERFACE -fsanitize=${SANITIZE})
endif()

# The core: stricter about integer widths, since it handles lengths from files and tokens.
add_library(core_options INTERFACE)
target_link_libraries(core_options INTERFACE project_options)
target_compile_options(core_options INTERFACE -Wconversion -Wsign-conversion)
