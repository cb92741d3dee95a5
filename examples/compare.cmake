# Runs PROGRAM with ARGUMENTS in a new FOLDER, and compares what it prints with EXPECTED. Our hints, which follow
# PyTorch's words in an error, are not in what Python printed.
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
separate_arguments(arguments UNIX_COMMAND "${ARGUMENTS}")
execute_process(COMMAND "${PROGRAM}" ${arguments}
  WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE result OUTPUT_FILE "${FOLDER}/printed.txt")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM}: status ${result}")
endif()
file(READ "${FOLDER}/printed.txt" printed)
string(REGEX REPLACE "\tHint: [^\n]*\n" "" printed "${printed}")
file(READ "${EXPECTED}" expected)
file(GLOB written "${FOLDER}/*.pth" "${FOLDER}/*.pkl")
if(written)
  file(REMOVE ${written})  # half a gigabyte
endif()
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "printed:\n${printed}\nexpected, as Python printed:\n${expected}")
endif()
