# Headers that `nnstruct struct` and `nnstruct schema` write of the models in data/structs, and one of data/printed, for
# nnstruct_test_tools: of
# MODEL.pth MODEL.struct.hpp and MODEL.whole.hpp, of MODEL_state.pth MODEL.state.hpp and MODEL.schema.hpp, of
# MODEL_plain_state.pth MODEL.plain.hpp. Each has a namespace of its own.
set(structs "${CMAKE_CURRENT_BINARY_DIR}/structs")
file(MAKE_DIRECTORY "${structs}")
file(GLOB models CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/data/structs/*.pth")
set(calls "")
set(written "")
function(write_struct what file model namespace kind)
  list(APPEND calls COMMAND nnstruct_command ${what} "${file}" --name "${model}" --namespace "${namespace}"
                            --force --output "${structs}/${model}.${kind}.hpp")
  list(APPEND written "${structs}/${model}.${kind}.hpp")
  set(calls "${calls}" PARENT_SCOPE)
  set(written "${written}" PARENT_SCOPE)
endfunction()
foreach(file IN LISTS models)
  cmake_path(GET file STEM model)
  if(model MATCHES "(.*)_plain_state$")
    write_struct(struct "${file}" "${CMAKE_MATCH_1}" "plain_${CMAKE_MATCH_1}" plain)
  elseif(model MATCHES "(.*)_state$")
    write_struct(schema "${file}" "${CMAKE_MATCH_1}" schema_of schema)
    write_struct(struct "${file}" "${CMAKE_MATCH_1}" "state_${CMAKE_MATCH_1}" state)
  else()
    write_struct(struct "${file}" "${model}" "whole_${model}" struct)
    write_struct(schema "${file}" "${model}" schema_of_whole whole)
  endif()
endforeach()
write_struct(struct "${CMAKE_CURRENT_SOURCE_DIR}/data/printed/torch-2.14.pth" printed whole_printed struct)
list(APPEND models "${CMAKE_CURRENT_SOURCE_DIR}/data/printed/torch-2.14.pth")
# A header that is as it was is not touched; the stamp says that all of them were looked at.
add_custom_command(
  OUTPUT "${structs}/stamp"
  BYPRODUCTS ${written}
  ${calls}
  COMMAND "${CMAKE_COMMAND}" -E touch "${structs}/stamp"
  DEPENDS ${models} nnstruct_command
  COMMENT "Writing the structs of the models in tests/data/structs"
  VERBATIM)
add_custom_target(nnstruct_test_structs DEPENDS "${structs}/stamp")
add_dependencies(nnstruct_test_tools nnstruct_test_structs)
target_include_directories(nnstruct_test_tools PRIVATE "${structs}")
