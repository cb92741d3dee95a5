# Configures, builds and runs the project in consumer/, offline, with OPTIONS, in FOLDER.
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
run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B "${FOLDER}/build" ${OPTIONS})
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
run("${FOLDER}/build/header_only" "${FOLDER}/header_only.pth")
run("${FOLDER}/build/compiled" "${FOLDER}/compiled.pth")
