# Compiles the first ```cpp block of README with the one command that the README promises, and runs it where it can do
# nothing. Needs COMPILER, FLAGS and a FOLDER to write to; LIBRARIES are linked behind zlib. FIRST_PROGRAM_ALONE leaves
# out the README's other lines.

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

execute_process(
  COMMAND "${COMPILER}" -std=c++20 -Wall -Wextra -Wconversion -Werror ${FLAGS} n.cpp -lz ${LIBRARIES} -o n
  WORKING_DIRECTORY "${FOLDER}"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the README's first program does not compile")
endif()

# Without a file, with one that is not there, and with one that is no checkpoint, it says so.
foreach(arguments IN ITEMS "" "none.pth" "n.cpp")
  execute_process(COMMAND ./n ${arguments}
    WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error)
  if(NOT result MATCHES "^[12]$" OR error STREQUAL "" OR NOT output STREQUAL "")
    message(FATAL_ERROR "the README's first program, `n ${arguments}`: status ${result}, ${output}, ${error}")
  endif()
endforeach()

if(FIRST_PROGRAM_ALONE)
  return()
endif()

# And with the library as an object of its own, by the two lines of the README that say how; only the optimiser, which
# would take its time, is left out.
file(READ "${README}" text)
if(NOT text MATCHES "\n```\n(echo [^\n]*nnstruct-inl[.]hpp[^\n]*)\n(g[+][+] [^\n]*)\n```")
  message(FATAL_ERROR "${README} has no two lines that compile the library and a program that links it")
endif()
list(JOIN FLAGS "' '" flags)  # for a shell, in quotes
foreach(line IN ITEMS "${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}")
  string(REPLACE "g++ " "'${COMPILER}' " line "${line}")
  string(REPLACE " -Iinclude " " '${flags}' " line "${line}")
  string(REPLACE " -O2 " " " line "${line}")
  execute_process(COMMAND sh -c "${line} ${LIBRARIES}" WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "the README's line fails: ${line}")
  endif()
endforeach()

# And with downloads, by the line of the README that says how.
if(HUB)
  file(READ "${README}" text)
  if(NOT text MATCHES "`(g[+][+] [^`]*-DNNSTRUCT_WITH_HUB[^`]*)`")
    message(FATAL_ERROR "${README} has no line that compiles a program which downloads")
  endif()
  set(line "${CMAKE_MATCH_1}")
  string(REPLACE "g++ " "'${COMPILER}' " line "${line}")
  string(REPLACE " -Iinclude " " '${flags}' " line "${line}")
  file(APPEND "${FOLDER}/n.cpp" "const std::string& folder() { static auto it = nn::hub::file_from_url(\"\"); return it; }\n")
  execute_process(COMMAND sh -c "${line} ${LIBRARIES}" WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "the README's line fails: ${line}")
  endif()
endif()
