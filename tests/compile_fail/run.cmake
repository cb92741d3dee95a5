# Compiles SOURCE twice with COMPILER and FLAGS: as it is it must compile, with NNSTRUCT_FAIL it must not, and the
# compiler must say what the source expects:
#   // expect: REGEX     matches within one line of the compiler's output; any number of such lines
#   // errors: N         the number of lines with "error:", 1 unless given
#   // lines: G C        at most so many lines of output for each error: G from g++, C from clang
# The twin that compiles keeps a typo from passing as the failure.

set(ENV{LC_ALL} C)  # English, with plain quotes
set(command "${COMPILER}" -std=c++20 -Wall -Wextra -Wconversion -Werror -fsyntax-only ${FLAGS})

execute_process(COMMAND ${command} "${SOURCE}" RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message("${output}")  # unlike an error's text it is not wrapped
  message(FATAL_ERROR "without NNSTRUCT_FAIL this must compile")
endif()

execute_process(COMMAND ${command} -DNNSTRUCT_FAIL "${SOURCE}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "with NNSTRUCT_FAIL this must not compile, and does")
endif()

set(wrong "")
set(expectations 0)
file(READ "${SOURCE}" rest)
while(rest MATCHES "// expect: ([^\n]+)")
  set(regex "${CMAKE_MATCH_1}")
  math(EXPR expectations "${expectations} + 1")
  string(FIND "${rest}" "// expect: ${regex}" begin)
  math(EXPR begin "${begin} + 4")
  string(SUBSTRING "${rest}" ${begin} -1 rest)

  string(REPLACE ".*" "[^\n]*" within_a_line "${regex}")
  if(NOT output MATCHES "${within_a_line}")
    string(APPEND wrong "not in the output: ${regex}\n")
  endif()
endwhile()
if(expectations EQUAL 0)
  set(wrong "the source expects nothing: it needs a line `// expect: REGEX`\n")
endif()

file(READ "${SOURCE}" text)
set(wanted 1)
if(text MATCHES "// errors: ([0-9]+)")
  set(wanted "${CMAKE_MATCH_1}")
endif()
string(REGEX REPLACE "[][;]" "_" plain "${output}")  # they would join or split the items of the list
string(REGEX MATCHALL "error:[^\n]*" errors "${plain}")
list(LENGTH errors found)
if(NOT found EQUAL wanted)
  string(APPEND wrong "expected ${wanted} line(s) with `error:`, found ${found}\n")
endif()

if(text MATCHES "// lines: ([0-9]+) ([0-9]+)")
  set(allowed "${CMAKE_MATCH_1}")
  set(allowed_from_clang "${CMAKE_MATCH_2}")
  execute_process(COMMAND "${COMPILER}" --version OUTPUT_VARIABLE version)
  if(version MATCHES "clang")
    set(allowed "${allowed_from_clang}")
  endif()
  string(REGEX MATCHALL "\n" lines "${plain}")
  list(LENGTH lines found_lines)
  math(EXPR allowed_lines "${allowed} * ${found}")
  if(found_lines GREATER allowed_lines)
    string(APPEND wrong "${found_lines} lines for ${found} errors, more than ${allowed} each\n")
  endif()
endif()

if(wrong)
  message("${output}")
  message(FATAL_ERROR "${wrong}")
endif()
