# find_package(nnstruct): the targets nnstruct::nnstruct (header-only) and nnstruct::compiled.
include("${CMAKE_CURRENT_LIST_DIR}/nnstruct-dependencies.cmake")
if(nnstruct_missing)
  set(nnstruct_FOUND FALSE)
  set(nnstruct_NOT_FOUND_MESSAGE "${nnstruct_missing}")
  return()
endif()
include("${CMAKE_CURRENT_LIST_DIR}/nnstruct-targets.cmake")
