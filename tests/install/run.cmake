# Configures, builds and runs the project in consumer/, offline, with OPTIONS, in FOLDER. CHECKPOINT is a file that fits
# its embedded.cpp.
# INSTALL: this build folder is installed first, and the consumer finds the package.
# SUBDIRECTORY: the consumer adds this source folder.

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    string(JOIN " " command ${ARGV})
    message(FATAL_ERROR "fails: ${command}")
  endif()
endfunction()

file(REMOVE_RECURSE "${FOLDER}")
if(INSTALL)
  run("${CMAKE_COMMAND}" --install "${INSTALL}" --prefix "${FOLDER}/prefix")
  list(APPEND OPTIONS "-DCMAKE_PREFIX_PATH=${FOLDER}/prefix")
else()
  list(APPEND OPTIONS "-DNNSTRUCT_SUBDIRECTORY=${SUBDIRECTORY}")
endif()
# A name that CMake, make, the compiler and the assembler each quote in their own way.
set(checkpoint "${FOLDER}/the file's \"weights\"/net #1 100% $x.pth")
configure_file("${CHECKPOINT}" "${checkpoint}" COPYONLY)
list(APPEND OPTIONS "-DNNSTRUCT_CHECKPOINT=${checkpoint}")
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B "${FOLDER}/build" ${OPTIONS})
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
run("${FOLDER}/build/header_only" "${FOLDER}/header_only.pth")
run("${FOLDER}/build/compiled" "${FOLDER}/compiled.pth")

# What is embedded follows the file; then the program runs without it, wherever it is.
set(program "${FOLDER}/build/embedded")
run("${program}" "${checkpoint}")
run("${program}" save "${FOLDER}/other.pth")
run("${CMAKE_COMMAND}" -E copy "${FOLDER}/other.pth" "${checkpoint}")
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
run("${program}" "${checkpoint}")
file(REMOVE "${checkpoint}" "${FOLDER}/other.pth")
file(MAKE_DIRECTORY "${FOLDER}/empty")
run("${program}" WORKING_DIRECTORY "${FOLDER}/empty")
