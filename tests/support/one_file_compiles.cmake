# Compiles the first ```cpp block of README with the one command that the README promises. Needs COMPILER, FLAGS
# and a FOLDER to write to; LIBRARIES are linked behind zlib.

if(NOT EXISTS "${README}")
  message(FATAL_ERROR "there is no ${README}")
endif()
file(READ "${README}" text)
string(FIND "${text}" "\n```cpp\n" begin)
if(begin EQUAL -1)
  message(FATAL_ERROR "${README} has no block that begins with ```cpp")
endif()
math(EXPR begin "${begin} + 8")
string(SUBSTRING "${text}" ${begin} -1 text)
string(FIND "${text}" "\n```" end)
string(SUBSTRING "${text}" 0 ${end} text)
file(WRITE "${FOLDER}/n.cpp" "${text}\n")

function(compile)
  execute_process(
    COMMAND "${COMPILER}" -std=c++20 -Wall -Wextra -Wconversion -Werror ${FLAGS} ${ARGN}
    WORKING_DIRECTORY "${FOLDER}"
    RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "the README's first program does not compile: ${ARGN}")
  endif()
endfunction()
compile(n.cpp -lz ${LIBRARIES} -o n)

# And with the library as an object of its own.
file(WRITE "${FOLDER}/nnstruct.cpp" "#include <nnstruct/nnstruct-inl.hpp>\n")
compile(-DNNSTRUCT_COMPILED -c nnstruct.cpp -o nnstruct.o)
compile(-DNNSTRUCT_COMPILED n.cpp nnstruct.o -lz ${LIBRARIES} -o n_of_two)
