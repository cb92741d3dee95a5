# The header of every file in DATA that holds a state_dict, all in one source that COMPILER compiles with FLAGS. COMMAND is
# nnstruct; FOLDER is for the headers.

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
file(GLOB_RECURSE files "${DATA}/*.pth" "${DATA}/*.pt")
list(LENGTH files all)
set(source "")
set(count 0)
foreach(file IN LISTS files)
  math(EXPR next "${count} + 1")
  execute_process(
    COMMAND "${COMMAND}" schema "${file}" --name model --namespace "file${next}" --output "${FOLDER}/${next}.hpp"
    RESULT_VARIABLE result ERROR_VARIABLE error)
  if(result EQUAL 0)
    set(count ${next})
    string(APPEND source "#include \"${count}.hpp\"\n")
    string(APPEND source "static_assert(nnstruct::byte_count<file${count}::model> >= 0);\n")
  elseif(NOT result EQUAL 2 OR NOT error MATCHES "^nnstruct: [^\n]+\n$")
    message(FATAL_ERROR "${file}: ends with ${result}: ${error}")
  endif()
endforeach()
message("${count} of ${all} files hold a state_dict")
if(count LESS 140)
  message(FATAL_ERROR "these are too few")
endif()

file(WRITE "${FOLDER}/all.cpp" "${source}")
execute_process(COMMAND "${COMPILER}" -std=c++20 -Wall -Wextra -Wconversion -Werror -fsyntax-only ${FLAGS} "${FOLDER}/all.cpp"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the headers do not compile")
endif()
