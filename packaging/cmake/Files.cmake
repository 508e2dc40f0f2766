# find_files(RESULT PATTERN): the files of the calling folder, and of those below it, that match PATTERN, with their paths
# from there; CMake runs again when there are others. file(GLOB) would take brackets in the path of the checkout for a
# pattern, and find nothing.
function(find_files result pattern)
  string(REGEX REPLACE "([][*?])" "[\\1]" here "${CMAKE_CURRENT_SOURCE_DIR}")
  file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${here}/${pattern})
  if(NOT found)
    message(FATAL_ERROR "There is no ${pattern} in ${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
  set(${result} ${found} PARENT_SCOPE)
endfunction()
