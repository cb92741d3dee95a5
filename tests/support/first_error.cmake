# SPDX-License-Identifier: Apache-2.0
# What COMPILER with FLAGS says first where the library cannot work: the flag to use, or the platforms that it supports.

set(ENV{LC_ALL} C)
foreach(case IN ITEMS
    "-std=c++98|compile with -std=c[+][+]20 "
    "-std=c++17|compile with -std=c[+][+]20 "
    "-std=c++20 -U__linux__|supports 64-bit little-endian Linux "
    "-std=c++20 -U__SIZEOF_POINTER__ -D__SIZEOF_POINTER__=4|supports 64-bit little-endian Linux "
    "-std=c++20 -U__BYTE_ORDER__ -D__BYTE_ORDER__=__ORDER_BIG_ENDIAN__|supports 64-bit little-endian Linux ")
  string(REPLACE "|" ";" case "${case}")
  list(GET case 0 mode)
  list(GET case 1 expected)
  string(REPLACE " " ";" mode "${mode}")
  foreach(header IN ITEMS nnstruct.hpp declare.hpp nnstruct-inl.hpp)
    file(WRITE "${FOLDER}/first_error.cpp" "#include <nnstruct/${header}>\n")
    execute_process(COMMAND "${COMPILER}" ${FLAGS} -w -Wfatal-errors ${mode} -fsyntax-only "${FOLDER}/first_error.cpp"
      RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    string(REGEX MATCH "error:[^\n]*" first "${output}")
    if(result EQUAL 0 OR NOT first MATCHES "${expected}")
      message("${output}")
      message(FATAL_ERROR "<nnstruct/${header}> with ${mode}: expected an error with \"${expected}\", found: ${first}")
    endif()
  endforeach()
endforeach()
