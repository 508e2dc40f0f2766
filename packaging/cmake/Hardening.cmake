# What makes an error hard to exploit. Where the caller's flags (CFLAGS, LDFLAGS) speak of a protection, for it or against it,
# they stand: a distribution has its own. So does what the compiler does by itself.
include(CheckCCompilerFlag)
include(CheckCSourceCompiles)

string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
set(GIVEN_C_FLAGS "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${build_type}}")
set(GIVEN_LINK_FLAGS "${GIVEN_C_FLAGS} ${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_EXE_LINKER_FLAGS_${build_type}}")

# harden_code(FLAG TOPIC): compiles with FLAG, where the compiler has it and the given flags do not match TOPIC. clang only
# warns of one that is another machine's.
function(harden_code flag topic)
  if(GIVEN_C_FLAGS MATCHES "${topic}")
    return()
  endif()
  string(MAKE_C_IDENTIFIER "COMPILER_TAKES${flag}" compiler_takes_it)
  set(CMAKE_REQUIRED_FLAGS -Werror)
  check_c_compiler_flag(${flag} ${compiler_takes_it})
  if(${compiler_takes_it})
    target_compile_options(project_options INTERFACE ${flag})
  endif()
endfunction()

# harden_link(FLAG TOPIC): the same for the linker.
function(harden_link flag topic)
  if(NOT GIVEN_LINK_FLAGS MATCHES "${topic}")
    target_link_options(project_options INTERFACE LINKER:${flag})
  endif()
endfunction()

# harden_calls(): fortified calls of the C library, which need an optimised build. Some compilers fortify by themselves, and
# warn when they are told to. Asked each time, since the flags may have changed.
function(harden_calls)
  set(CMAKE_TRY_COMPILE_CONFIGURATION "${CMAKE_BUILD_TYPE}")
  set(CMAKE_REQUIRED_QUIET TRUE)
  unset(FORTIFY_IS_MISSING CACHE)
  check_c_source_compiles("
    #if defined _FORTIFY_SOURCE || !defined __OPTIMIZE__
    #error it is there, or cannot be
    #endif
    int main(void) { return 0; }" FORTIFY_IS_MISSING)
  if(FORTIFY_IS_MISSING AND NOT GIVEN_C_FLAGS MATCHES "_FORTIFY_SOURCE")
    target_compile_options(project_options INTERFACE -D_FORTIFY_SOURCE=2)
  endif()
endfunction()

harden_code(-fstack-protector-strong stack-protector)
harden_code(-fstack-clash-protection stack-clash-protection)
harden_code(-fcf-protection cf-protection) # x86
harden_code(-mbranch-protection=standard branch-protection) # ARM
harden_link(-z,relro relro)
harden_link(-z,now "-z[, ](now|lazy)")
harden_link(-z,noexecstack execstack)
harden_link(--as-needed as-needed)
# They hide bugs from the address sanitizer, and coverage is counted without optimisation.
if(NOT SANITIZE AND NOT COVERAGE)
  harden_calls()
endif()
