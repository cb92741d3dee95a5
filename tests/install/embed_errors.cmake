# Calls nnstruct_embed_checkpoint of MODULE wrongly in every way, and looks for the words that tell it.
file(REMOVE_RECURSE "${FOLDER}")
file(WRITE "${FOLDER}/a.pth" "a")
file(WRITE "${FOLDER}/a\\b.pth" "a")
file(WRITE "${FOLDER}/CMakeLists.txt" [[
cmake_minimum_required(VERSION 3.22)
project(wrong LANGUAGES NONE)
include("${MODULE}")
add_library(t STATIC a.pth)
set_target_properties(t PROPERTIES LINKER_LANGUAGE CXX)
add_library(headers INTERFACE)
add_library(elsewhere STATIC IMPORTED)
include("${CASE}.cmake")
]])

set(number 0)
# expect(WORDS CALL): configuring with that call fails, and says so.
function(expect words call)
  math(EXPR number "${number} + 1")
  set(number ${number} PARENT_SCOPE)
  file(WRITE "${FOLDER}/${number}.cmake" "${call}\n")
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${FOLDER}" -B "${FOLDER}/build" "-DMODULE=${MODULE}" "-DCASE=${number}"
    RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE error)
  if(result EQUAL 0)
    message(SEND_ERROR "works, and should not: ${call}")
  endif()
  string(REGEX REPLACE "[ \n]+" " " error "${error}")  # CMake breaks lines
  string(FIND "${error}" "${words}" place)
  if(place EQUAL -1)
    message(SEND_ERROR "${call}\nsays ${error}\nand should say ${words}")
  endif()
endfunction()

expect("it needs FILE, as in nnstruct_embed_checkpoint(t FILE model.pth NAME model)"
  "nnstruct_embed_checkpoint(t NAME model)")
expect("no value is given for FILE" "nnstruct_embed_checkpoint(t FILE NAME model)")
expect("it needs NAME" "nnstruct_embed_checkpoint(t FILE a.pth)")
expect("no value is given for NAMESPACE" "nnstruct_embed_checkpoint(t FILE a.pth NAME model NAMESPACE)")
expect("it does not know: ALIGN 64" "nnstruct_embed_checkpoint(t FILE a.pth NAME model ALIGN 64)")
expect("there is no target u; call it after add_executable or add_library"
  "nnstruct_embed_checkpoint(u FILE a.pth NAME model)")
expect("nothing is compiled for the target headers" "nnstruct_embed_checkpoint(headers FILE a.pth NAME model)")
expect("nothing is compiled for the target elsewhere" "nnstruct_embed_checkpoint(elsewhere FILE a.pth NAME model)")
expect("NAME is my-model, which is no name in C++" "nnstruct_embed_checkpoint(t FILE a.pth NAME my-model)")
expect("NAME is class, which is no name in C++" "nnstruct_embed_checkpoint(t FILE a.pth NAME class)")
expect("NAMESPACE is a:b, which is none in C++" "nnstruct_embed_checkpoint(t FILE a.pth NAME model NAMESPACE a:b)")
expect("there is no file ${FOLDER}/none.pth" "nnstruct_embed_checkpoint(t FILE none.pth NAME model)")
expect("there is no file ${FOLDER}" "nnstruct_embed_checkpoint(t FILE . NAME model)")
expect("has a backslash or a line's end in its name, which build systems do not take; rename it"
  "nnstruct_embed_checkpoint(t FILE [[a\\b.pth]] NAME model)")
expect("t has an embedded::model already"
  "nnstruct_embed_checkpoint(t FILE a.pth NAME model)\nnnstruct_embed_checkpoint(t FILE a.pth NAME model)")
