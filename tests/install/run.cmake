# Configures, builds and runs the project in consumer/, offline, with OPTIONS, in FOLDER. CHECKPOINT is a file that fits
# its embedded.cpp.
# INSTALL: this build folder is installed first, and the consumer finds the package. UNBUILT: so is then, to the same
# place, a build of this source folder in which nothing is built; the package is header-only, and says so.
# SUBDIRECTORY: the consumer adds this source folder. COMMAND is the command nnstruct of the build that asks, if it has
# one: to build it once more here would take minutes, so that it is only looked at what is to be built before what.

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    string(JOIN " " command ${ARGV})
    message(FATAL_ERROR "fails: ${command}")
  endif()
endfunction()

include("${CMAKE_CURRENT_LIST_DIR}/refuses.cmake")

file(REMOVE_RECURSE "${FOLDER}")
if(UNBUILT)
  run("${CMAKE_COMMAND}" --install "${INSTALL}" --prefix "${FOLDER}/prefix")
  run("${CMAKE_COMMAND}" -S "${UNBUILT}" -B "${FOLDER}/unbuilt" ${OPTIONS} -DNNSTRUCT_BUILD_TESTS=OFF)
  execute_process(COMMAND "${CMAKE_COMMAND}" --install "${FOLDER}/unbuilt" --prefix "${FOLDER}/prefix"
    RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT result EQUAL 0 OR NOT said MATCHES "nnstruct::compiled is left out, since it is not built; `cmake ")
    message(FATAL_ERROR "an install of what is not built: status ${result}, ${said}")
  endif()
  run("${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B "${FOLDER}/build" ${OPTIONS}
    "-DCMAKE_PREFIX_PATH=${FOLDER}/prefix" -DNNSTRUCT_EXPECTED_UNBUILT=ON)
  run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
  run("${FOLDER}/build/header_only" "${FOLDER}/header_only.pth")
  return()
elseif(INSTALL)
  run("${CMAKE_COMMAND}" --install "${INSTALL}" --prefix "${FOLDER}/prefix")
  list(APPEND OPTIONS "-DCMAKE_PREFIX_PATH=${FOLDER}/prefix")
else()
  list(APPEND OPTIONS "-DNNSTRUCT_SUBDIRECTORY=${SUBDIRECTORY}")
endif()
# A name that CMake, make, the compiler and the assembler each quote in their own way.
set(checkpoint "${FOLDER}/the file's \"weights\"/net #1 100% $x.pth")
configure_file("${CHECKPOINT}" "${checkpoint}" COPYONLY)
list(APPEND OPTIONS "-DNNSTRUCT_CHECKPOINT=${checkpoint}")
set(configure "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B "${FOLDER}/build" ${OPTIONS})
set(build "${CMAKE_COMMAND}" --build "${FOLDER}/build" --parallel 2)
if(COMMAND)
  # What uses the command of the sources has it built before, and then runs it.
  file(WRITE "${FOLDER}/build/.cmake/api/v1/query/codemodel-v2" "")
  run(${configure})
  foreach(order IN ITEMS "schema schema_schema_net" "schema_schema_net nnstruct_command")
    separate_arguments(order)
    list(POP_FRONT order target before)
    file(GLOB reply "${FOLDER}/build/.cmake/api/v1/reply/target-${target}-Debug-*.json")
    file(READ "${reply}" reply)
    if(NOT reply MATCHES "\"dependencies\"[^]]*\"${before}::")
      message(FATAL_ERROR "${before} is not built before ${target}:\n${reply}")
    endif()
  endforeach()
  run(${configure} "-DNNSTRUCT_COMMAND=${COMMAND}")
else()
  run(${configure})
endif()
run(${build})
file(GLOB_RECURSE objects "${FOLDER}/build/nnstruct/tools/*.o")
if(objects)
  message(FATAL_ERROR "nobody uses the command, and it is built: ${objects}")
endif()
run("${FOLDER}/build/header_only" "${FOLDER}/header_only.pth")
run("${FOLDER}/build/compiled" "${FOLDER}/compiled.pth")

# What is embedded follows the file; then the program runs without it, wherever it is.
set(program "${FOLDER}/build/embedded")
run("${program}" "${checkpoint}")
run("${program}" save "${FOLDER}/other.pth")
run("${CMAKE_COMMAND}" -E copy "${FOLDER}/other.pth" "${checkpoint}")
run(${build})
run("${program}" "${checkpoint}")
# A clone without Git LFS, and a save that failed, do not get into it.
foreach(text IN ITEMS "version https://git-lfs.github.com/spec/v1\nsize 1\n" "")
  file(WRITE "${checkpoint}" "${text}")
  refuses("net #1 100% $x.pth: this is " "what is no checkpoint: ${text}" ${build} --target weights)
endforeach()
file(REMOVE "${checkpoint}" "${FOLDER}/other.pth")
file(MAKE_DIRECTORY "${FOLDER}/empty")
run("${program}" WORKING_DIRECTORY "${FOLDER}/empty")
