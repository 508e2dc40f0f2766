# The etoken-ctl whose help becomes manual pages and completions. It has to run on the machine that builds, so a cross build
# makes a second one for that: the same sources and table of commands, without helpers, GTK and libsecret. It is made with
# CMAKE_C_COMPILER_FOR_BUILD and the libraries that PKG_CONFIG_FOR_BUILD tells. Who has one of this version gives it instead.
set(ETOKEN_CTL_FOR_BUILD "" CACHE FILEPATH "For a cross build: an etoken-ctl of this version that runs here")
# As strings: of a name, CMake would make a path in the folder where it is started.
set(CMAKE_C_COMPILER_FOR_BUILD cc CACHE STRING "For a cross build: the C compiler of this machine")
set(PKG_CONFIG_FOR_BUILD pkg-config CACHE STRING "For a cross build: the pkg-config of this machine")
mark_as_advanced(ETOKEN_CTL_FOR_BUILD CMAKE_C_COMPILER_FOR_BUILD PKG_CONFIG_FOR_BUILD)

# expect_version(PROGRAM): the help of another version would describe another program.
function(expect_version program)
  execute_process(COMMAND ${program} --version OUTPUT_VARIABLE told OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT told STREQUAL "etoken-ctl ${PROJECT_VERSION}")
    message(FATAL_ERROR "${program} is not etoken-ctl ${PROJECT_VERSION} for this machine: --version says \"${told}\"")
  endif()
endfunction()

# add_program_for_build(FOLDER): the target etoken-ctl-for-build, which makes FOLDER/bin/etoken-ctl. The environment's flags
# and packages are those of the other machine.
function(add_program_for_build folder)
  include(ExternalProject)
  set(environment ${CMAKE_COMMAND} -E env --unset=CC --unset=CFLAGS --unset=CPPFLAGS --unset=LDFLAGS --unset=PKG_CONFIG
      --unset=CMAKE_TOOLCHAIN_FILE --unset=PKG_CONFIG_LIBDIR --unset=PKG_CONFIG_PATH --unset=PKG_CONFIG_SYSROOT_DIR)
  ExternalProject_Add(etoken-ctl-for-build
    SOURCE_DIR ${CMAKE_SOURCE_DIR}
    BINARY_DIR ${folder}
    CONFIGURE_COMMAND ${environment} ${CMAKE_COMMAND} -S ${CMAKE_SOURCE_DIR} -B ${folder} -G ${CMAKE_GENERATOR}
      -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER_FOR_BUILD} -DPKG_CONFIG_EXECUTABLE=${PKG_CONFIG_FOR_BUILD}
      -DWITH_HELPERS=OFF -DWITH_GTK=OFF -DWITH_SECRET=OFF -DBUILD_TESTING=OFF
    BUILD_COMMAND ${environment} ${CMAKE_COMMAND} --build ${folder} --target etoken-ctl
    BUILD_ALWAYS ON # it knows what has changed
    BUILD_BYPRODUCTS ${folder}/bin/etoken-ctl
    INSTALL_COMMAND ""
    EXCLUDE_FROM_ALL ON)
endfunction()

if(ETOKEN_CTL_FOR_BUILD)
  expect_version(${ETOKEN_CTL_FOR_BUILD})
  set(HELP_PROGRAM ${ETOKEN_CTL_FOR_BUILD})
elseif(CMAKE_CROSSCOMPILING)
  set(HELP_PROGRAM ${CMAKE_BINARY_DIR}/for-build/bin/etoken-ctl)
  add_program_for_build(${CMAKE_BINARY_DIR}/for-build)
else()
  set(HELP_PROGRAM $<TARGET_FILE:etoken-ctl>)
endif()
