# Where files go that other programs look for. Each folder can be given (-DUDEV_RULES_DIR=...), as those of GNUInstallDirs:
# relative to the prefix, or absolute.

# folder_of(RESULT PACKAGE VARIABLE DEFAULT): the folder that PACKAGE tells by pkg-config, relative to the prefix. DEFAULT where
# it tells none, or one outside of the prefix, where who installs into a folder of his own may not write.
function(folder_of result package variable default)
  execute_process(
    COMMAND ${PKG_CONFIG_EXECUTABLE} --define-variable=prefix=PREFIX --variable=${variable} ${package}
    OUTPUT_VARIABLE told OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  set(folder ${default})
  if(told MATCHES "^PREFIX/(.+)")
    set(folder ${CMAKE_MATCH_1})
  elseif(told)
    cmake_path(IS_PREFIX CMAKE_INSTALL_PREFIX "${told}" is_below)
    if(is_below)
      cmake_path(RELATIVE_PATH told BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX} OUTPUT_VARIABLE folder)
    endif()
  endif()
  set(${result} ${folder} PARENT_SCOPE)
endfunction()

# Not in a library folder of this machine's architecture: lib, whatever CMAKE_INSTALL_LIBDIR is.
folder_of(udev udev udevdir lib/udev)
folder_of(bash bash-completion completionsdir ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
folder_of(fish fish completionsdir ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
set(UDEV_RULES_DIR ${udev}/rules.d CACHE STRING "Folder of udev rules")
set(BASH_COMPLETION_DIR ${bash} CACHE STRING "Folder of completions for bash")
set(FISH_COMPLETION_DIR ${fish} CACHE STRING "Folder of completions for fish")
# zsh tells nothing; distributions have a folder of their own (Debian: vendor-completions).
set(ZSH_COMPLETION_DIR ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING "Folder of completions for zsh")
