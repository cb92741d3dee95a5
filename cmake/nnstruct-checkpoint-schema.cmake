# nnstruct_checkpoint_schema(TARGET FILE path NAME name [AT path] [NAMESPACE namespace])
#
# Before TARGET is built, the command nnstruct writes NAME.hpp with the keys, dtypes and shapes of the checkpoint FILE (a
# relative path starts at CMAKE_CURRENT_SOURCE_DIR); then in sources of TARGET, and of what links it:
#   #include <NAME.hpp>
#   static_assert(nnstruct::fits<Net, NAME>);
# AT says where in the file the state_dict is, such as model_state_dict; NAMESPACE what NAME is in, such as a::b.
# Another FILE makes another header; as long as the schema is the same the header is not touched, and nothing is compiled.
#
# The command is the target nnstruct::command, or NNSTRUCT_COMMAND where that is set: where one builds for another
# machine, this is to be a nnstruct of the machine that builds.

include("${CMAKE_CURRENT_LIST_DIR}/nnstruct-checkpoint-arguments.cmake")

set(NNSTRUCT_COMMAND "" CACHE FILEPATH "The command nnstruct to run at build time; empty: the package's")
mark_as_advanced(NNSTRUCT_COMMAND)

function(nnstruct_checkpoint_schema target)
  nnstruct_checkpoint_arguments(nnstruct_checkpoint_schema "${target}" "AT;NAMESPACE" ${ARGN})
  set(call "nnstruct_checkpoint_schema(${target} ...)")
  if(checkpoint_NAMESPACE AND NOT checkpoint_NAMESPACE MATCHES "^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)*$")
    message(FATAL_ERROR "${call}: NAMESPACE is ${checkpoint_NAMESPACE}, which is none in C++; give one like models::trained")
  endif()

  set(command "${NNSTRUCT_COMMAND}")
  if(NOT command)
    if(NOT TARGET nnstruct::command)
      message(FATAL_ERROR "${call}: it runs the command nnstruct, which this nnstruct was built without; build it with "
                          "-DNNSTRUCT_BUILD_TOOLS=ON, or set NNSTRUCT_COMMAND to one")
    elseif(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
      message(FATAL_ERROR "${call}: the command nnstruct is built for another machine; set NNSTRUCT_COMMAND to one of "
                          "this machine")
    endif()
    set(command nnstruct::command)
  elseif(NOT EXISTS "${command}")
    message(FATAL_ERROR "${call}: NNSTRUCT_COMMAND is ${command}, and there is no such file")
  endif()

  set(maker "${target}_schema_${checkpoint_NAME}")
  if(TARGET "${maker}")
    message(FATAL_ERROR "${call}: it is called twice with NAME ${checkpoint_NAME}")
  endif()
  set(options --name "${checkpoint_NAME}")
  if(checkpoint_AT)
    list(APPEND options --at "${checkpoint_AT}")
  endif()
  if(checkpoint_NAMESPACE)
    list(APPEND options --namespace "${checkpoint_NAMESPACE}")
  endif()

  # The stamp is as new as the last run, the header as the last change: what includes it depends on that alone. (Other
  # arguments are another command, which CMake runs anew by itself.)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/nnstruct-schemas/${target}")
  set(header "${folder}/${checkpoint_NAME}.hpp")
  set(stamp "${folder}/${checkpoint_NAME}.stamp")
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(
    OUTPUT "${stamp}"
    BYPRODUCTS "${header}"
    COMMAND "${command}" schema ${options} --force --output "${header}" "${checkpoint_FILE}"
    COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
    DEPENDS "${checkpoint_FILE}" "${command}"
    COMMENT "Reading the schema of ${checkpoint_FILE}"
    VERBATIM)
  add_custom_target("${maker}" DEPENDS "${stamp}")
  add_dependencies("${target}" "${maker}")
  target_include_directories("${target}" ${checkpoint_scope} "$<BUILD_INTERFACE:${folder}>")
endfunction()
